"""A local language model for benches, and a Salus that uses it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from bench.system import System, running

UNLIMITED = {
    "SALUS_RATE_CHAT": "off",
    "SALUS_RATE_READS": "off",
    "SALUS_RATE_UPLOADS": "off",
    "SALUS_RATE_WRITES": "off",
}


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A running model server."""

    port: int

    def behave(self, **how: str) -> int:
        """Change what it does; how many calls it had since the last time."""
        answer = httpx.get(f"http://127.0.0.1:{self.port}/behave", params=how, timeout=30)
        return int(answer.json()["calls"])

    def log(self) -> dict[str, dict[str, Any]]:
        """When each chat's request came and each of its lines was made, by the chat's code."""
        answer = httpx.get(f"http://127.0.0.1:{self.port}/log", timeout=60)
        return {call["code"]: call for call in answer.json()}


@contextmanager
def local_model(between_s: float) -> Iterator[LocalModel]:
    """A model server that lives as long as the block."""
    command = [sys.executable, "-m", "tests.support.model_process", "--between", str(between_s)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield LocalModel(int(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait(10)


@contextmanager
def salus_with(model: LocalModel, **settings: str) -> Iterator[System]:
    """A seeded Salus whose answers that model words; nobody is slowed down by limits."""
    url = f"http://127.0.0.1:{model.port}/v1"
    mine = {"SALUS_OPENAI_MODEL": "local", "SALUS_OPENAI_URL": url, **UNLIMITED, **settings}
    before = {name: os.environ.get(name) for name in mine}
    os.environ.update(mine)
    try:
        with running() as system:
            yield system
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def code_of(number: int) -> str:
    """A word for a chat, without digits: a number in a question would be searched for."""
    letters = "abcdefghij"
    return "code-" + "".join(letters[int(digit)] for digit in f"{number:05d}")


@dataclass(slots=True)
class Heard:
    """One chat from the reader's side, on the steady clock."""

    code: str
    asked_at: float = 0.0
    sentence_at: dict[str, float] = field(default_factory=dict)
    done: dict[str, Any] | None = None
    error: str | None = None
    ended_at: float = 0.0


async def chat(port: int, path: str, token: str, body: dict[str, Any], code: str) -> Heard:
    """Ask over a bare connection and note when each sentence arrives."""
    heard = Heard(code)
    payload = orjson.dumps(body)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nAccept: text/event-stream\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\nConnection: close\r\n\r\n"
    )
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        heard.asked_at = time.monotonic()
        writer.write(head.encode() + payload)
        status = await reader.readline()
        if b" 200 " not in status:
            heard.error = status.decode().strip()
        event = b""
        while heard.error is None and (line := await reader.readline()):
            if line.startswith(b"event: "):
                event = line[7:].strip()
            elif line.startswith(b"data: ") and event == b"sentence":
                heard.sentence_at[orjson.loads(line[6:])["text"]] = time.monotonic()
            elif line.startswith(b"data: ") and event == b"done":
                heard.done = orjson.loads(line[6:])
                break
            elif line.startswith(b"data: ") and event in (b"error", b"interrupted"):
                heard.error = event.decode()
        writer.close()
    except (OSError, asyncio.IncompleteReadError, ValueError) as error:
        heard.error = type(error).__name__
    heard.ended_at = time.monotonic()
    return heard
