"""The other end of a sign-in service, on this machine: an HTTP server that speaks OpenID Connect, 企业微信 and 钉钉.

What it says can be spoilt, one fault at a time: `server.fault = "nonce"`.
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET, CODE = "niangjia", "only-between-us", "code-1"
CORP, AGENT, USERID, UNION_ID = "ww0123456789", "1000002", "ZhouXiaoQing", "union-7"
KEY, STRANGE_KEY = RSAKey.generate_key(2048, {"kid": "a"}), RSAKey.generate_key(2048, {"kid": "a"})


class IdentityServer(ThreadingHTTPServer):
    """One server for all three; `asked` has every request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fault = ""
        self.amr: list[str] = ["pwd"]
        self.subject = "sub-1"
        self.nonce = self.challenge = ""
        self.asked: list[str] = []
        self.used: set[str] = set()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def remember(self, address: str) -> dict[str, str]:
        """Look at the address a browser was sent to, as the service would. Returns its query."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.nonce, self.challenge = query.get("nonce", ""), query.get("code_challenge", "")
        return query


class _Handler(BaseHTTPRequestHandler):
    server: IdentityServer

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append(parts.path)
        if self.server.fault == "slow":
            time.sleep(1.5)
        status, said = self._said(parts.path, query, body)
        text = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _said(self, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        if self.server.fault == "nonsense":
            return 200, b"<html>"
        if self.server.fault == "down":
            return 503, {"error": "temporarily_unavailable"}
        speaks = {
            "/.well-known/openid-configuration": self._describe,
            "/jwks": lambda *_: (200, {"keys": [KEY.as_dict(private=False)]}),
            "/token": self._token,
            "/cgi-bin/gettoken": self._corp_token,
            "/cgi-bin/auth/getuserinfo": self._member,
            "/v1.0/oauth2/userAccessToken": self._own_token,
            "/v1.0/contact/users/me": self._me,
        }
        return speaks[path](query, body)

    def _describe(self, _query: Any, _body: Any) -> tuple[int, Any]:
        own = self.server.address
        issuer = "https://elsewhere.example" if self.server.fault == "issuer" else own
        ends = {
            "authorization_endpoint": f"{own}/authorize",
            "token_endpoint": f"{own}/token",
            "jwks_uri": f"{own}/jwks",
        }
        if self.server.fault == "plain-http":
            ends["token_endpoint"] = "http://elsewhere.example/token"
        return 200, {"issuer": issuer, **ends}

    def _token(self, _query: Any, body: bytes) -> tuple[int, Any]:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        client = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        is_right = client == f"{CLIENT}:{SECRET}" and form["code"] == CODE and proof == self.server.challenge
        if not is_right or CODE in self.server.used or self.server.fault == "code":
            return 400, {"error": "invalid_grant"}
        self.server.used.add(CODE)
        return 200, {"access_token": "t", "token_type": "Bearer", "id_token": self._id_token()}

    def _id_token(self) -> str:
        fault, now = self.server.fault, int(time.time())
        claims = {
            "iss": "https://elsewhere.example" if fault == "iss" else self.server.address,
            "aud": "somebody-else" if fault == "aud" else CLIENT,
            "sub": self.server.subject,
            "iat": now,
            "exp": now - 3600 if fault == "expired" else now + 300,
            "nonce": "another" if fault == "nonce" else self.server.nonce,
            "amr": self.server.amr,
        }
        if fault == "no-nonce":
            del claims["nonce"]
        if fault == "none":
            parts = [{"alg": "none"}, claims]
            return (
                ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts)
                + "."
            )
        return jwt.encode({"alg": "RS256", "kid": "a"}, claims, STRANGE_KEY if fault == "signature" else KEY)

    def _corp_token(self, query: dict[str, str], _body: Any) -> tuple[int, Any]:
        if (query.get("corpid"), query.get("corpsecret")) != (CORP, SECRET):
            return 200, {"errcode": 40013, "errmsg": "invalid corpid"}
        return 200, {"errcode": 0, "errmsg": "ok", "access_token": f"corp-{len(self.server.asked)}", "expires_in": 7200}

    def _member(self, query: dict[str, str], _body: Any) -> tuple[int, Any]:
        if self.server.fault == "stale" and "stale" not in self.server.used:
            self.server.used.add("stale")
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        if query.get("code") != CODE or not query.get("access_token", "").startswith("corp-"):
            return 200, {"errcode": 40029, "errmsg": "invalid code"}
        if self.server.fault == "outsider":
            return 200, {"errcode": 0, "errmsg": "ok", "openid": "o-1", "external_userid": "w-1"}
        return 200, {"errcode": 0, "errmsg": "ok", "userid": USERID, "user_ticket": "x"}

    def _own_token(self, _query: Any, body: bytes) -> tuple[int, Any]:
        wanted = {"clientId": CLIENT, "clientSecret": SECRET, "code": CODE, "grantType": "authorization_code"}
        if json.loads(body) != wanted or self.server.fault == "code":
            return 400, {"code": "invalidParameter.authCode.notFound", "message": "不合法的临时授权码"}
        return 200, {"accessToken": "own", "refreshToken": "r", "expireIn": 7200, "corpId": "ding-1"}

    def _me(self, _query: Any, _body: Any) -> tuple[int, Any]:
        if self.headers.get("x-acs-dingtalk-access-token") != "own":
            return 400, {"code": "InvalidAuthentication", "message": "token"}
        person = {"nick": "周", "openId": "open-7", "unionId": UNION_ID, "mobile": "13800000001"}
        return 200, {**person, "unionId": ""} if self.server.fault == "nobody" else person


@contextmanager
def running() -> Iterator[IdentityServer]:
    """A server that answers until the end of the block."""
    server = IdentityServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)  # seconds until it sees its end
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
