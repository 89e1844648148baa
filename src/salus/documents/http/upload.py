"""Take a multipart upload from the wire into memory: never into a temporary file, never beyond the limit."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from salus.documents.contract import UploadMalformed
from salus.documents.errors import FileTooLarge

MOST_PARTS = 80  # 50 photos and the small fields
LONGEST_FIELD = 4_096  # bytes
AROUND_FILE = 64 << 10  # bytes of boundaries, headers and small fields
DRAINED_MOST = 1 << 30  # bytes of a too large upload that are read and thrown away, so that the sender hears why
FILE_FIELD = "file"


@dataclass(slots=True)
class UploadForm:
    """What was sent: small text fields and one file, or several that are the pages of one document."""

    fields: dict[str, str] = field(default_factory=dict)
    filename: str | None = None
    data: bytes | None = None
    further: list[bytes] = field(default_factory=list)


async def read_upload(request: Request, limit_bytes: int) -> UploadForm:
    """The form as sent; `FileTooLarge` without keeping more than the limit, `UploadMalformed` for anything else."""
    form = _Form(limit_bytes)
    parser = _parser(request, form)
    is_too_large = _declared_length(request) > limit_bytes + AROUND_FILE
    taken = 0
    async for piece in request.stream():
        taken += len(piece)
        is_too_large = is_too_large or taken > limit_bytes + AROUND_FILE
        if is_too_large:
            form.drop()
            if taken > DRAINED_MOST:
                break
            continue
        try:
            parser.write(piece)
        except FormParserError as error:
            raise UploadMalformed from error
    if is_too_large or form.file_bytes > limit_bytes:
        raise FileTooLarge(limit_mb=limit_bytes >> 20)
    if not form.is_complete:
        raise UploadMalformed
    return form.result()


def _declared_length(request: Request) -> int:
    text = request.headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _parser(request: Request, form: _Form) -> MultipartParser:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise UploadMalformed
    try:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": form.begin_part,
                "on_header_field": form.take_header_name,
                "on_header_value": form.take_header_value,
                "on_header_end": form.end_header,
                "on_headers_finished": form.end_headers,
                "on_part_data": form.take_data,
                "on_part_end": form.end_part,
                "on_end": form.end,
            },
        )
    except FormParserError as error:
        raise UploadMalformed from error


class _Form:
    """Collects the parts as the parser meets them."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._result = UploadForm()
        self._parts = 0
        self._headers: dict[bytes, bytes] = {}
        self._name, self._value = bytearray(), bytearray()
        self._field = ""
        self._filename: str | None = None
        self._data = bytearray()
        self.file_bytes = 0
        self.is_complete = False

    def begin_part(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise UploadMalformed
        self._headers.clear()
        self._data = bytearray()

    def take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def end_header(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def end_headers(self) -> None:
        kind, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if kind != b"form-data" or b"name" not in options:
            raise UploadMalformed
        self._field = options[b"name"].decode("utf-8", "replace")
        is_file = b"filename" in options
        self._filename = options[b"filename"].decode("utf-8", "replace") if is_file else None

    def take_data(self, data: bytes, start: int, end: int) -> None:
        if self._filename is None:
            if len(self._data) + end - start > LONGEST_FIELD:
                raise UploadMalformed
        else:
            self.file_bytes += end - start
            if self.file_bytes > self._limit_bytes:
                return  # told as too large when all has arrived
        self._data += data[start:end]

    def end_part(self) -> None:
        if self._filename is None:
            self._result.fields[self._field] = self._data.decode("utf-8", "replace")
        elif self._field == FILE_FIELD and self._result.data is None:
            self._result.filename, self._result.data = self._filename, bytes(self._data)
        elif self._field == FILE_FIELD:
            self._result.further.append(bytes(self._data))
        self._data = bytearray()

    def end(self) -> None:
        self.is_complete = True

    def drop(self) -> None:
        self._data = bytearray()
        self._result = UploadForm()

    def result(self) -> UploadForm:
        return self._result
