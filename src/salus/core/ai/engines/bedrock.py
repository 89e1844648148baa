"""Amazon Bedrock's ConverseStream: the same request for every model there, answered as an AWS event stream.

botocore finds the credentials, signs and decodes the frames with their checksums; its own client is not used because
it blocks a thread for every stream, and forty of them are all that a pool of threads has.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from salus.core.ai.engines.wire import Wire, is_outside, parsed
from salus.core.ai.language import ModelName, ModelUnavailable, Prompt, Trouble

if TYPE_CHECKING:
    from botocore.session import Session

BUSY = frozenset(("throttlingException", "serviceUnavailableException"))


class BedrockModel:
    """`POST {endpoint}/model/{id}/converse-stream`, signed with whatever credentials AWS's usual places hold."""

    def __init__(self, model: str, region: str, url: str | None = None, bearer: str | None = None) -> None:
        self._base = (url or f"https://bedrock-runtime.{region}.amazonaws.com").rstrip("/")
        self._path = f"/model/{quote(model, safe='')}/converse-stream"
        self._region = region
        self._bearer = bearer
        self._session: Session | None = None
        self._wire = Wire()
        # A private endpoint leads to the same service outside; only an address of our own is inside.
        self.name = ModelName("bedrock", model, is_outside(self._base))

    async def close(self) -> None:
        """Give its connections back."""
        await self._wire.close()

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """Pieces of the answer as they come; only `messageStop` ends it."""
        body = orjson.dumps(_request(prompt))
        # Looking for credentials may read files and ask the machine's metadata service.
        headers = await asyncio.to_thread(self._headers, body)
        async with self._wire.post(self._base + self._path, headers, body) as answer:
            frames = _Frames()
            async for piece in answer.content.iter_any():
                for kind, event in frames.of(piece):
                    if kind == "contentBlockDelta":
                        text = event.get("delta", {}).get("text")
                        if text:
                            yield str(text)
                    elif kind == "messageStop":
                        return
            raise ModelUnavailable(Trouble.BROKEN)

    def _headers(self, body: bytes) -> Mapping[str, str]:
        plain = {"Content-Type": "application/json", "Accept": "application/vnd.amazon.eventstream"}
        if self._bearer:
            return {**plain, "Authorization": f"Bearer {self._bearer}"}
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session

        try:
            if self._session is None:
                self._session = Session()
            credentials = self._session.get_credentials()
            if credentials is None:
                raise ModelUnavailable(Trouble.REFUSED)
            request = AWSRequest("POST", self._base + self._path, headers=plain, data=body)
            SigV4Auth(credentials.get_frozen_credentials(), "bedrock", self._region).add_auth(request)
        except BotoCoreError:
            raise ModelUnavailable(Trouble.REFUSED) from None
        return dict(request.headers.items())


def _request(prompt: Prompt) -> dict[str, object]:
    pictures: list[dict[str, object]] = [
        {"image": {"format": p.kind, "source": {"bytes": base64.b64encode(p.data).decode()}}} for p in prompt.pictures
    ]
    return {
        "system": [{"text": prompt.system}],
        "messages": [{"role": "user", "content": [*pictures, {"text": prompt.user}]}],
        "inferenceConfig": {"maxTokens": prompt.max_tokens, "temperature": 0},
    }


class _Frames:
    """The frames of an event stream, whole ones only, their checksums verified."""

    def __init__(self) -> None:
        from botocore.eventstream import EventStreamBuffer

        self._buffer = EventStreamBuffer()

    def of(self, piece: bytes) -> list[tuple[str, dict[str, Any]]]:
        """The events that this piece completes; an exception frame is raised."""
        from botocore.eventstream import ParserError

        try:
            self._buffer.add_data(piece)
            messages = list(self._buffer)
        except ParserError:
            raise ModelUnavailable(Trouble.BROKEN) from None
        return [_event(message.headers, message.payload) for message in messages]


def _event(headers: Mapping[str, object], payload: bytes) -> tuple[str, dict[str, Any]]:
    if headers.get(":message-type") != "event":
        is_busy = headers.get(":exception-type") in BUSY
        raise ModelUnavailable(Trouble.THROTTLED if is_busy else Trouble.BROKEN)
    return str(headers.get(":event-type")), parsed(payload)
