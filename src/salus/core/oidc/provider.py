"""The only code that talks to the provider: its discovery document, its keys, and the exchange of a code.

Nothing but the configured issuer's host (and hosts that the operator named) is ever asked, redirects are not followed,
and answers are small and quick or none.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from salus.core.oidc.contract import Flow, Metadata, OidcRefused, OidcUnavailable
from salus.core.oidc.rules import ALGORITHMS, check_claims, metadata_of

if TYPE_CHECKING:
    import httpx
    from authlib.integrations.httpx_client import AsyncOAuth2Client
    from joserfc.jwk import KeySet

    from salus.core.config import Settings

KNOWN_FOR_S = 3600.0
KEYS_AGAIN_AFTER_S = 10.0  # a token with an unknown key makes the keys be read anew, but forged ones not all the time
TIMEOUT_S = 5.0
LONGEST_ANSWER = 256 << 10
SCOPE = "openid profile email"
CALLBACK = "/api/v1/auth/oidc/callback"


class Provider:
    """One configured issuer; remembers what it said for a while."""

    def __init__(self, settings: Settings) -> None:
        # The settings refuse an issuer without the other two.
        self.issuer, self.client_id = str(settings.oidc_issuer), str(settings.oidc_client_id)
        self.redirect_uri = str(settings.public_url).rstrip("/") + CALLBACK
        self._secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
        self._hosts = frozenset(each.strip() for each in settings.oidc_hosts.split(",") if each.strip())
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._asking = asyncio.Lock()

    async def metadata(self) -> Metadata:
        """The provider's endpoints, asked for once an hour."""
        async with self._asking:
            if self._metadata is None or time.monotonic() - self._metadata[0] > KNOWN_FOR_S:
                document = await self._json(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
                self._metadata = time.monotonic(), metadata_of(document, self.issuer, self._hosts)
            return self._metadata[1]

    async def departure(self, flow: Flow, state: str) -> str:
        """The address at the provider where the person signs in."""
        endpoint = (await self.metadata()).authorization_endpoint
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                endpoint, state=state, nonce=flow.nonce, code_verifier=flow.code_verifier
            )
        return str(url)

    async def exchange(self, flow: Flow, code: str) -> tuple[Mapping[str, Any], str]:
        """The checked claims of the person who signed in, and the token that says them; the code is used up."""
        import httpx
        from authlib.common.errors import AuthlibBaseError

        endpoint = (await self.metadata()).token_endpoint
        try:
            async with self._client() as client:
                answer = await client.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=flow.code_verifier
                )
        except AuthlibBaseError:
            raise OidcRefused from None
        except (httpx.HTTPError, ValueError):
            raise OidcUnavailable from None
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise OidcRefused
        claims = await self._verified(token)
        check_claims(claims, self.issuer, self.client_id, flow.nonce, time.time())
        return claims, token

    async def _verified(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that one of the provider's keys signed, by an algorithm that is never a shared one."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        for keys in (await self._known_keys(), None):
            try:
                found = keys or await self._new_keys()
                return jwt.decode(token, found, algorithms=ALGORITHMS).claims
            except (JoseError, ValueError, TypeError, KeyError):
                continue
        raise OidcRefused

    async def _known_keys(self) -> KeySet:
        if self._keys is None or time.monotonic() - self._keys[0] > KNOWN_FOR_S:
            return await self._read_keys()
        return self._keys[1]

    async def _new_keys(self) -> KeySet:
        """The keys as they are now: the provider may have changed them since."""
        if self._keys is not None and time.monotonic() - self._keys[0] < KEYS_AGAIN_AFTER_S:
            raise OidcRefused
        return await self._read_keys()

    async def _read_keys(self) -> KeySet:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        document = await self._json((await self.metadata()).jwks_uri)
        try:
            keys = KeySet.import_key_set({"keys": [key for key in document["keys"] if key.get("kty") != "oct"]})
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise OidcUnavailable from None
        self._keys = time.monotonic(), keys
        return keys

    async def _json(self, url: str) -> dict[str, Any]:
        import httpx

        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S) as client, client.stream("GET", url) as answer:
                body = await _small_body(answer)
            found = json.loads(body) if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError):
            raise OidcUnavailable from None
        if not isinstance(found, dict):
            raise OidcUnavailable
        return found

    def _client(self) -> AsyncOAuth2Client:
        from authlib.integrations.httpx_client import AsyncOAuth2Client

        return AsyncOAuth2Client(
            self.client_id,
            self._secret,
            scope=SCOPE,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._secret else "none",
            timeout=TIMEOUT_S,
        )


async def _small_body(answer: httpx.Response) -> bytes:
    body = b""
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > LONGEST_ANSWER:
            raise ValueError("the answer is too long")
    return body
