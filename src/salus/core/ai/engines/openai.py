"""Any server that speaks OpenAI's chat completions: Ollama, vLLM, a gateway, a cloud's endpoint."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from typing import Any

import orjson

from salus.core.ai.engines.wire import Wire, events, is_outside, parsed, whole
from salus.core.ai.language import ModelName, ModelUnavailable, Picture, Prompt, Trouble

PATH = "/chat/completions"
END = b"[DONE]"


class OpenAIModel:
    """`POST {url}/chat/completions` with `stream`; a server that answers in one piece is taken too."""

    def __init__(self, url: str, model: str, api_key: str | None) -> None:
        self._url = url.rstrip("/").removesuffix(PATH) + PATH
        self._headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        if api_key:
            self._headers["Authorization"] = f"Bearer {api_key}"
        self._wire = Wire()
        self.name = ModelName("openai-compatible", model, is_outside(url))

    async def close(self) -> None:
        """Give its connections back."""
        await self._wire.close()

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """Pieces of the answer as they come."""
        async with self._wire.post(self._url, self._headers, orjson.dumps(self._request(prompt))) as answer:
            if answer.content_type != "text/event-stream":
                yield _whole_text(parsed(await whole(answer)))
                return
            has_ended = False
            async for _, data in events(answer):
                if data == END:
                    return
                text, is_last = _delta(parsed(data))
                has_ended = has_ended or is_last
                if text:
                    yield text
            if not has_ended:
                raise ModelUnavailable(Trouble.BROKEN)

    def _request(self, prompt: Prompt) -> dict[str, object]:
        content: object = prompt.user
        if prompt.pictures:
            content = [
                {"type": "text", "text": prompt.user},
                *({"type": "image_url", "image_url": {"url": _data_url(picture)}} for picture in prompt.pictures),
            ]
        return {
            "model": self.name.model,
            "temperature": 0,
            "max_tokens": prompt.max_tokens,
            "stream": True,
            "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": content}],
        }


def _data_url(picture: Picture) -> str:
    return f"data:image/{picture.kind};base64,{base64.b64encode(picture.data).decode()}"


def _delta(event: dict[str, Any]) -> tuple[str, bool]:
    """The text of one event, and whether the model says that it is done; an error event is raised."""
    if "error" in event:
        raise ModelUnavailable(_trouble(event["error"]))
    try:
        choices = event["choices"]
        if not choices:
            return "", False  # the last event of some servers carries the usage alone
        text = choices[0]["delta"].get("content") or ""
        is_last = bool(choices[0].get("finish_reason"))
    except (KeyError, TypeError, AttributeError, IndexError):
        raise ModelUnavailable(Trouble.BROKEN) from None
    if not isinstance(text, str):
        raise ModelUnavailable(Trouble.BROKEN)
    return text, is_last


def _trouble(error: object) -> Trouble:
    """What an error event in the middle of a stream means; vLLM and OpenAI name the kind, Ollama a sentence."""
    kind = str(error.get("type") or error.get("code") or "") if isinstance(error, dict) else ""
    busy = "rate_limit" in kind or "overloaded" in kind or kind == "429"
    return Trouble.THROTTLED if busy else Trouble.BROKEN


def _whole_text(body: dict[str, Any]) -> str:
    try:
        said = body["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise ModelUnavailable(Trouble.BROKEN) from None
    if not isinstance(said, str):
        raise ModelUnavailable(Trouble.BROKEN)
    return said
