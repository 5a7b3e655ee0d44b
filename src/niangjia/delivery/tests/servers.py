"""Servers of this machine that speak as those outside do: a mail server, and the chat services over TLS."""

import base64
import hashlib
import hmac
import json
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MailHandler(socketserver.StreamRequestHandler):
    """Enough of RFC 5321. `server.answers` maps a verb to what is said in place of yes; None hangs up."""

    server: "MailServer"

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ", maxsplit=1)[0].split(":")[0].upper()
            answer = self.server.answers.get(verb, {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 yes"))
            if answer is None:
                return
            self.say(answer)
            if verb == "DATA" and answer.startswith("354") and not self.take():
                return
            if verb == "QUIT":
                return

    def take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.server.mails.append(b"".join(lines).decode())
        self.server.before_the_end()
        answer = self.server.answers.get("END", "250 taken")
        if answer is None:
            return False
        self.say(answer)
        return True

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, **answers: str | None) -> None:
        super().__init__(("127.0.0.1", 0), MailHandler)
        self.answers = answers
        self.mails: list[str] = []
        self.before_the_end: Callable[[], object] = lambda: None


class ChatHandler(BaseHTTPRequestHandler):
    """What both chat services answer. `server.how` says how it goes wrong, if it does; `server.secret` signs."""

    server: "ChatServer"

    def do_POST(self) -> None:
        server, parts = self.server, urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        server.seen.append((parts.path, query, body, dict(self.headers)))
        if server.how == "hang":
            time.sleep(server.seconds)
        elif server.how == "break":
            self.connection.shutdown(2)
        elif server.how == "redirect":
            self.answer(302, b"", Location=server.elsewhere)
        elif server.how == "large":
            self.answer(200, b"x" * 100_000)
        elif server.how == "no-json":
            self.answer(200, b"<html>")
        elif server.how.isdigit():
            self.answer(int(server.how), b"{}")
        else:
            code = int(server.how.removeprefix("code:") or 0) or (0 if self.is_signed(query) else 310000)
            self.answer(200, json.dumps({"errcode": code, "errmsg": "ok" if not code else "no"}).encode())

    def is_signed(self, query: dict[str, str]) -> bool:
        secret = self.server.secret
        if not secret:
            return True
        key = hmac.new(secret.encode(), f"{query.get('timestamp')}\n{secret}".encode(), hashlib.sha256)
        return query.get("sign") == base64.b64encode(key.digest()).decode()

    def answer(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        pass


class ChatServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, certificate: Path, how: str = "", secret: str = "") -> None:
        super().__init__(("127.0.0.1", 0), ChatHandler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.how, self.secret, self.seconds, self.elsewhere = how, secret, 3.0, ""
        self.seen: list[tuple[str, dict[str, str], Any, dict[str, str]]] = []

    @property
    def place(self) -> str:
        return f"localhost:{self.server_port}"

    @property
    def wecom(self) -> str:
        return f"https://{self.place}/cgi-bin/webhook/send?key=0000-secret-key"

    @property
    def dingtalk(self) -> str:
        return f"https://{self.place}/robot/send?access_token=0000-secret-token"


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[socketserver.BaseServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def certificate_in(folder: Path) -> Path:
    """Key and certificate of localhost in one file, its own authority."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
