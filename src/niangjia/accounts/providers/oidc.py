"""OpenID Connect: discovery, the code flow with PKCE, state and nonce, and the token's signature and claims."""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from niangjia.accounts.providers.base import SECONDS_TO_ANSWER, Found, Start, ask, is_safe, late, refused, unreachable
from niangjia.kernel import clock
from niangjia.kernel.text import Text

SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by the service's own private key only: never a shared secret, never none."""
LEEWAY_SECONDS = 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class OpenIDConnect:
    """A service that is described at its own address."""

    NEEDED: ClassVar[set[str]] = {"issuer", "client_id"}
    ALLOWED: ClassVar[set[str]] = {"scope"}
    ADDRESSES: ClassVar[set[str]] = {"issuer"}

    slug: str
    label: Text
    secret: str
    issuer: str
    client_id: str
    scope: str = "openid"
    code_name: str = "code"

    def address(self, start: Start, back: str, *, agent: str) -> str:  # noqa: ARG002 (as every service)
        """The page of the service, with the challenge that only we can answer."""
        about = self._description()
        address, _state = self._session(about, back).create_authorization_url(
            about["authorization_endpoint"], state=start.state, nonce=start.nonce, code_verifier=start.verifier
        )
        return str(address)

    def identify(self, code: str, start: Start, back: str) -> Found:
        """The `sub` of a token that this service has signed, for us, just now, for this very question."""
        about = self._description()
        try:
            tokens = self._session(about, back).fetch_token(
                about["token_endpoint"], code=code, code_verifier=start.verifier, timeout=SECONDS_TO_ANSWER
            )
        except requests.Timeout as error:
            raise late(self.label) from error
        except requests.RequestException as error:
            raise unreachable(self.label, str(error)) from error
        except (AuthlibBaseError, ValueError) as error:
            raise refused(self.label, str(error)) from error
        claims = self._claims(about, tokens, start.nonce)
        return Found(str(claims["sub"]), has_factor="mfa" in claims.get("amr", []))

    def _claims(self, about: dict[str, Any], tokens: dict[str, Any], nonce: str) -> dict[str, Any]:
        keys = ask(self.label, "GET", about["jwks_uri"])
        options = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
        }
        params = {"nonce": nonce, "client_id": self.client_id, "access_token": tokens.get("access_token")}
        try:
            token = jwt.decode(tokens.get("id_token") or "", KeySet.import_key_set(keys), algorithms=SIGNED_WITH)  # type: ignore[arg-type] # JSON
            claims: dict[str, Any] = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(int(clock.now().timestamp()), LEEWAY_SECONDS)  # type: ignore[attr-defined] # authlib's own
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
            raise refused(self.label, f"{type(error).__name__}: {error}") from error
        return claims

    def _description(self) -> dict[str, Any]:
        """What the service says of itself; it has to be the one that was named, and reached safely."""
        about = ask(self.label, "GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self.issuer or not all(is_safe(about.get(name)) for name in ENDPOINTS):
            raise refused(self.label, f"issuer {about.get('issuer')} of {urlsplit(self.issuer).netloc}")
        return about

    def _session(self, about: dict[str, Any], back: str) -> Any:
        ways = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return OAuth2Session(
            self.client_id,
            self.secret,
            token_endpoint_auth_method=way,
            scope=self.scope,
            redirect_uri=back,
            code_challenge_method="S256",
        )
