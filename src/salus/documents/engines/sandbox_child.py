"""The inside of the sandbox: takes a document and page numbers, gives back pages and pictures, and nothing else."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from traceback import extract_tb
from typing import Any

import orjson

from salus.documents.contract import Box
from salus.documents.engines import inspect, pictures, read, render
from salus.documents.engines.packing import Packed, packed
from salus.documents.engines.pdfium import PDFFile
from salus.documents.errors import NoSuchPage, UnreadableFile

Made = tuple[Any, list[bytes]]


def _read(data: bytes, page: int, password: str | None) -> Made:
    return packed(read.read_page_here(data, page, password))


def _draw(data: bytes, page: int, **arguments: Any) -> Made:
    return None, [render.draw_page_here(data, page, **{**arguments, "part": Box(*arguments["part"])})]


def _thumbnail(data: bytes, page: int, **arguments: Any) -> Made:
    return None, [render.draw_thumbnail_here(data, page, **arguments)]


def _inspect(data: bytes, page: int, **arguments: Any) -> Made:
    return inspect.count_pages(data, **arguments), []


def _unlock(data: bytes, page: int, password: str) -> Made:
    with PDFFile(data, password) as file:
        return None, [file.without_lock()]


def _measure(data: bytes, page: int) -> Made:
    size = pictures.heic_size(data)
    return [size.width_px, size.height_px], []


def _typeset(data: bytes, page: int, max_pages: int) -> Made:
    from salus.documents.engines.docx_pages import docx_as_pdf

    return None, [docx_as_pdf(data, max_pages)]


def _warm_up(data: bytes, page: int) -> Made:
    read.warm_up_here()
    return None, []


TASKS: dict[str, Callable[..., Made]] = {
    "read": _read,
    "draw": _draw,
    "inspect": _inspect,
    "measure": _measure,
    "thumbnail": _thumbnail,
    "typeset": _typeset,
    "unlock": _unlock,
    "warm_up": _warm_up,
}


def serve() -> None:
    """Work until the parent closes the line or is gone."""
    line: Connection[Any, Any] = Connection(int(sys.argv[1]))
    _confine(int(sys.argv[2]))
    data = b""
    while True:
        try:
            asked = orjson.loads(line.recv_bytes())
            if asked["task"] == "keep":
                data = line.recv_bytes()
                continue
        except EOFError:
            return
        said, parts = _answer(data, asked)
        line.send_bytes(orjson.dumps({**said, "parts": len(parts)}))
        for part in parts:
            line.send_bytes(part)


def _confine(memory_limit_bytes: int) -> None:
    """A ceiling of memory; no files written, and no core dump, which would hold a patient's pages."""
    limits = ((resource.RLIMIT_AS, memory_limit_bytes), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
    for kind, limit in limits:
        hard = resource.getrlimit(kind)[1]
        try:
            resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
        except (ValueError, OSError):  # macOS knows no limit of address space
            continue


def _answer(data: bytes, asked: Packed) -> tuple[Packed, list[bytes]]:
    try:
        made, parts = TASKS[asked["task"]](data, asked["page"], **asked["arguments"])
    except (UnreadableFile, NoSuchPage) as refusal:
        return {"refused": type(refusal).__name__, "details": refusal.details}, []
    except Exception as error:
        # The message may hold a patient's words, so only its kind and where it happened are told.
        places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[-3:]]
        return {"broke": type(error).__name__, "places": places}, []
    return {"done": made}, parts
