"""A small OpenID provider that answers over HTTP: discovery, authorization, token endpoint with PKCE, keys, logout."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

CLIENT_ID, CLIENT_SECRET = "salus-test", "provider test secret"
Claims = dict[str, Any]


@dataclass
class Pending:
    """What a code stands for."""

    nonce: str
    challenge: str
    redirect_uri: str


@dataclass
class OidcProvider:
    """What it says and does; tests change it to attack."""

    server: ThreadingHTTPServer
    subject: str = "person-1"
    more_claims: Claims = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    pending: dict[str, Pending] = field(default_factory=dict)
    sign: Callable[[Claims], str] | None = None
    answers_with_issuer: bool = False
    keys: list[RSAKey | ECKey] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rotate("RS256")

    def begin_anew(self) -> None:
        """Right in everything, with a person whom nobody has seen."""
        self.subject, self.sign, self.answers_with_issuer = secrets.token_hex(8), None, False
        self.more_claims, self.discovery = {}, {}
        self.asked.clear()

    def close(self) -> None:
        """Answer no more."""
        self.server.shutdown()
        self.server.server_close()

    @property
    def issuer(self) -> str:
        """Its name, which is where it answers."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def rotate(self, algorithm: str) -> None:
        """Sign with a new key from now on; the keys before are not published any more."""
        kid = secrets.token_hex(4)
        if algorithm == "RS256":
            self.keys = [RSAKey.generate_key(2048, {"kid": kid, "alg": "RS256", "use": "sig"})]
        else:
            self.keys = [ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256", "use": "sig"})]

    def signed(self, claims: Claims) -> str:
        """An ID token as it should be."""
        key = self.keys[0]
        algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
        return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key)

    def document(self) -> dict[str, Any]:
        """What discovery says."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "authorization_response_iss_parameter_supported": self.answers_with_issuer,
            **self.discovery,
        }

    def authorize(self, query: dict[str, str]) -> str:
        """The person signs in; where the browser is sent back to."""
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.pending[code] = Pending(query["nonce"], query["code_challenge"], query["redirect_uri"])
        back = {"code": code, "state": query["state"]}
        if self.answers_with_issuer:
            back["iss"] = self.issuer
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Exchange a code, once, for whoever holds the verifier and the client's secret."""
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".replace(" ", "%20").encode()).decode()
        plain = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if authorization.removeprefix("Basic ") not in (expected, plain):
            return 401, {"error": "invalid_client"}
        found = self.pending.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if found is None or found.challenge != challenge or found.redirect_uri != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "nonce": found.nonce,
            **self.more_claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = (self.sign or self.signed)(claims)
        return 200, {"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def jwks(self) -> dict[str, Any]:
        """The public keys."""
        return dict(KeySet(list(self.keys)).as_dict(private=False))


class _Handler(BaseHTTPRequestHandler):
    provider: OidcProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._answer(200, self.provider.document())
        elif parts.path == "/jwks":
            self._answer(200, self.provider.jwks())
        elif parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(query))
            self.end_headers()
        elif parts.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", f"{self.provider.issuer}/jwks")
            self.end_headers()
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        length = int(self.headers.get("content-length", 0))
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        self._answer(*self.provider.token(form, self.headers.get("authorization", "")))

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def start_provider() -> OidcProvider:
    """A provider that answers until its server is shut down."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    handler.provider = provider = OidcProvider(server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return provider
