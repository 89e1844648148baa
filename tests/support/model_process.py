"""The model's server as a process of its own: `python -m tests.support.model_process --between 0.1`.

Writes its port, then words every prompt's evidence line by line at that pace. `GET /behave?ending=hang` (or another
ending, or `status=500`, or `pace=0`) changes what it does from then on; `GET /log` tells when each line was made, on
the machine's steady clock, which all processes share. Ends when its standard input is closed.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvloop

from tests.support.model_server import Asked, ModelServer, Script

EVIDENCE = re.compile(r"^\[(\d+)\] [^|\n]*\| (.*)$", re.MULTILINE)
CODE = re.compile(r"code-[a-z]+")
LINES = 25


class Steady:
    """A mind that repeats its evidence, a word a token, a sentence a line."""

    def __init__(self, between_s: float) -> None:
        self.between_s = between_s
        self.ending = "whole"
        self.status = 200

    def __call__(self, asked: Asked) -> Script:
        """The script for a prompt."""
        lines = [
            f"The record says {text.rstrip('.')}. [{number}]" for number, text in EVIDENCE.findall(asked.user)[:LINES]
        ]
        tokens = [f"{word}\n" if last else f"{word} " for line in lines for word, last in _words(line)]
        if self.ending != "whole":
            tokens = tokens[:3]
        return Script(tuple(tokens), between_s=self.between_s, ending=self.ending, status=self.status)


def _words(line: str) -> list[tuple[str, bool]]:
    words = line.split(" ")
    return [(word, place == len(words)) for place, word in enumerate(words, 1)]


async def main(between_s: float) -> None:
    """Serve until standard input ends."""
    mind = Steady(between_s)
    server = ModelServer(mind)
    server.control = lambda path: _control(server, mind, path)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=4096)
    sys.stdout.write(f"{listener.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


def _control(server: ModelServer, mind: Steady, path: str) -> Any:
    address = urlsplit(path)
    if address.path == "/log":
        return [_told(call, mind) for call in server.calls if call.token_at]
    said = parse_qs(address.query)
    mind.ending = said.get("ending", ["whole"])[0]
    mind.status = int(said.get("status", ["200"])[0])
    mind.between_s = float(said.get("pace", [str(mind.between_s)])[0])
    calls = len(server.calls)
    server.calls.clear()
    return {"calls": calls}


def _told(call: Any, mind: Steady) -> dict[str, Any]:
    code = CODE.search(call.asked.user)
    lines, line = {}, ""
    for token, at in zip(mind(call.asked).tokens, call.token_at, strict=False):
        line += token
        if token.endswith("\n"):
            lines[line.partition(" [")[0]] = at
            line = ""
    return {"code": code.group() if code else "", "came_at": call.came_at, "line_at": lines}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--between", type=float, default=0.1)
    uvloop.run(main(parser.parse_args().between))
