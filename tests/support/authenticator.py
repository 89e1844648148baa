"""A security key in software: real CBOR, COSE and ES256 signatures (WebAuthn Level 3); it can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64url(data: bytes) -> str:
    """As WebAuthn's JSON writes bytes."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text: str) -> bytes:
    """And reads them."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(slots=True)
class SoftwareKey:
    """One credential. `origin` is what the browser around it says that it shows."""

    origin: str = "http://salus.test"
    rp_id: str = "salus.test"
    verifies: bool = True
    count: int = 0
    user_handle: bytes = b""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.create`."""
        self.user_handle = unb64url(options["user"]["id"])
        client_data = self._client_data("webauthn.create", options["challenge"])
        attested = b"\x00" * 16 + len(self.credential_id).to_bytes(2, "big") + self.credential_id + self._cose()
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._auth_data(ATTESTED) + attested}
        return self._answer({
            "clientDataJSON": b64url(client_data),
            "attestationObject": b64url(cbor2.dumps(attestation)),
        })  # fmt: skip

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.get`."""
        self.count += 1
        client_data = self._client_data("webauthn.get", options["challenge"])
        auth_data = self._auth_data(0)
        signed = auth_data + hashlib.sha256(client_data).digest()
        return self._answer({
            "clientDataJSON": b64url(client_data),
            "authenticatorData": b64url(auth_data),
            "signature": b64url(self.private.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": b64url(self.user_handle),
        })  # fmt: skip

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = b64url(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _auth_data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _cose(self) -> bytes:
        """RFC 9053: kty EC2, alg ES256, crv P-256, x, y."""
        numbers = self.private.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
