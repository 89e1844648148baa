"""Files that try to break a reader: bombs, thousands of pages, seeded injuries."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A small PNG whose header claims billions of pixels, with valid check sums."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 2, 0, 0, 0))
    body = zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def raw_pdf(
    content: bytes = b"", *, media_box: str = "0 0 595 842", content_entries: str = "", extra: Sequence[bytes] = ()
) -> bytes:
    """A hand-written one-page PDF; `extra` are further objects, numbered from 5."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{media_box}] /Contents 4 0 R /Resources << >> >>".encode(),
        f"<< /Length {len(content)} {content_entries} >>\nstream\n".encode() + content + b"\nendstream",
        *extra,
    ]
    return assembled(objects)


def assembled(objects: Sequence[bytes]) -> bytes:
    """Objects numbered from 1 (the first is the catalogue) as a PDF with a right cross-reference table."""
    body, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, source in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n" % number + source + b"\nendobj\n"
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(body)


def pdf_page_bomb() -> bytes:
    """A page three kilometres wide."""
    return raw_pdf(b"BT ET", media_box="0 0 9000000 9000000")


def pdf_stream_bomb(unpacked: int = 512 << 20) -> bytes:
    """A page whose content unpacks to half a gigabyte of blanks."""
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    packed = b"".join(packer.compress(block) for _ in range(unpacked >> 20)) + packer.flush()
    return raw_pdf(packed, content_entries="/Filter /FlateDecode")


def pdf_image_bomb(side: int = 60_000) -> bytes:
    """A page with an image that claims billions of pixels."""
    packed = zlib.compress(bytes(1 << 20), 9)
    image = (
        (
            f"<< /Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceRGB "
            f"/BitsPerComponent 8 /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
        ).encode()
        + packed
        + b"\nendstream"
    )
    return raw_pdf(b"q 500 0 0 500 0 0 cm /I Do Q", extra=(image,))


def many_pages_pdf(pages: int) -> bytes:
    """A PDF of so many empty pages, written without a library so that it is quick."""
    kids = " ".join(f"{number} 0 R" for number in range(3, pages + 3))
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
            *(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>" for _ in range(pages)),
        ]
    )


def no_pages_pdf() -> bytes:
    """A well-formed PDF without a page."""
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"])


def mutated(data: bytes, seed: int) -> bytes:
    """The file with a few seeded injuries: bytes changed, removed, doubled, swapped or cut off."""
    order = random.Random(seed)
    body = bytearray(data)
    for _ in range(order.randint(1, 12)):
        at = order.randrange(max(1, len(body)))
        span = order.choice((1, 2, 4, 16, 256))
        match order.randrange(6):
            case 0:
                body[at : at + span] = order.randbytes(span)
            case 1:
                del body[at : at + span]
            case 2:
                body[at:at] = body[at : at + span]
            case 3:
                body[at : at + 1] = bytes((body[at] ^ (1 << order.randrange(8)),)) if at < len(body) else b""
            case 4:
                digits = [k for k in range(max(0, at - 2000), min(len(body), at + 2000)) if 48 <= body[k] <= 57]
                for k in order.sample(digits, min(3, len(digits))):
                    body[k] = 48 + order.randrange(10)
            case _:
                if order.random() < 0.15:
                    del body[at:]
    return bytes(body)


def laughing_pdf(levels: int = 10, times: int = 10) -> bytes:
    """Two kilobytes whose form draws a form that draws a form: `times` to the power of `levels` strokes."""
    forms = []
    for level in range(levels):
        is_last = level == levels - 1
        body = b"0 0 m 9 9 l S" if is_last else b"/F Do " * times
        inner = b"<< >>" if is_last else b"<< /XObject << /F %d 0 R >> >>" % (6 + level)
        forms.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources %s /Length %d >>\nstream\n%s\nendstream"
            % (inner, len(body), body)
        )
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /F 5 0 R >> >> >>",
            b"<< /Length 5 >>\nstream\n/F Do\nendstream",
            *forms,
        ]
    )


def scribbled_pdf(strokes: int = 4_000_000) -> bytes:
    """A page of millions of strokes, within the limit of what a stream may unpack to."""
    return raw_pdf(zlib.compress(b"0 0 m 1 1 l S\n" * strokes, 9), content_entries="/Filter /FlateDecode")
