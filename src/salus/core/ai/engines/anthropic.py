"""Anthropic's Messages API, streamed."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator

import orjson

from salus.core.ai.engines.wire import Wire, events, is_outside, parsed
from salus.core.ai.language import ModelName, ModelUnavailable, Prompt, Trouble

URL = "https://api.anthropic.com"
VERSION = "2023-06-01"  # the header `anthropic-version`; docs.anthropic.com, API versioning
BUSY = frozenset(("overloaded_error", "rate_limit_error"))


class AnthropicModel:
    """`POST {url}/v1/messages` with `stream`."""

    def __init__(self, model: str, api_key: str, url: str | None = None) -> None:
        base = (url or URL).rstrip("/")
        self._url = f"{base}/v1/messages"
        self._headers = {
            "Content-Type": "application/json",
            "x-api-key": api_key,
            "anthropic-version": VERSION,
        }
        self._wire = Wire()
        self.name = ModelName("anthropic", model, is_outside(base))

    async def close(self) -> None:
        """Give its connections back."""
        await self._wire.close()

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """Pieces of the answer as they come; only `message_stop` ends it."""
        async with self._wire.post(self._url, self._headers, orjson.dumps(self._request(prompt))) as answer:
            async for _, data in events(answer):
                event = parsed(data)
                kind = event.get("type")
                if kind == "content_block_delta":
                    text = _text(event)
                    if text:
                        yield text
                elif kind == "message_stop":
                    return
                elif kind == "error":
                    error = event.get("error")
                    is_busy = isinstance(error, dict) and error.get("type") in BUSY
                    raise ModelUnavailable(Trouble.THROTTLED if is_busy else Trouble.BROKEN)
            raise ModelUnavailable(Trouble.BROKEN)

    def _request(self, prompt: Prompt) -> dict[str, object]:
        pictures: list[dict[str, object]] = [
            {
                "type": "image",
                "source": {
                    "type": "base64",
                    "media_type": f"image/{p.kind}",
                    "data": base64.b64encode(p.data).decode(),
                },
            }
            for p in prompt.pictures
        ]
        return {
            "model": self.name.model,
            "max_tokens": prompt.max_tokens,
            "temperature": 0,
            "stream": True,
            "system": prompt.system,
            "messages": [{"role": "user", "content": [*pictures, {"type": "text", "text": prompt.user}]}],
        }


def _text(event: dict[str, object]) -> str:
    """The text of a delta; other kinds (thinking, signatures) are not part of the answer."""
    delta = event.get("delta")
    if not isinstance(delta, dict):
        raise ModelUnavailable(Trouble.BROKEN)
    text = delta.get("text", "") if delta.get("type") == "text_delta" else ""
    if not isinstance(text, str):
        raise ModelUnavailable(Trouble.BROKEN)
    return text
