"""TIFF, HEIC and several photos as pages: read like any scan, refused with the reason."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from salus.documents import errors
from salus.documents.engines.inspect import Limits, bind_photos, inspect_upload
from salus.documents.engines.read import read_page
from salus.documents.engines.render import draw_page
from salus.documents.engines.signatures import FileKind
from tests.documents import builders
from tests.documents.builders import words
from tests.documents.reading import error_rate, text_of

FIRST, SECOND = builders.short_sheet(1), builders.short_sheet(2)
PICTURES = [builders.raster(sheet, 130) for sheet in (FIRST, SECOND)]
HEIC = (Path(__file__).parents[1] / "samples" / "letter.heic").read_bytes()  # letter_sheet(3) at 110 dpi
JPEG, PNG = builders.jpeg(PICTURES[0]), builders.png(PICTURES[1])


@pytest.mark.parametrize("packing", ["raw", "tiff_lzw", "jpeg", "tiff_adobe_deflate", "packbits", "group3", "group4"])
def test_every_page_of_a_tiff_is_read(packing: str) -> None:
    data = builders.tiff(*PICTURES, compression=packing, dpi=(130.0, 130.0))
    file = inspect_upload(data, "fax.bin")
    assert (file.kind, file.filename, file.page_count) == (FileKind.TIFF, "fax.bin.tiff", 2)
    page = read_page(data, 2)
    assert (page.number, round(page.width_pt)) == (2, 595)
    assert error_rate(text_of(page), builders.truth(SECOND)) < 0.02


def test_a_page_beyond_the_last_of_a_tiff_is_not_there() -> None:
    with pytest.raises(errors.NoSuchPage):
        read_page(builders.tiff(*PICTURES), 3)


def test_a_fax_of_half_as_many_lines_is_set_back_to_its_shape() -> None:
    """ITU-T T.4 standard resolution: 204 dots an inch across, 98 down."""
    tall = builders.raster(FIRST, 204)
    squat = np.ascontiguousarray(tall[::2])
    page = read_page(builders.tiff(squat, compression="group3", dpi=(204.0, 98.0)), 1)
    assert page.height_pt / page.width_pt == pytest.approx(1.414, abs=0.08)
    assert error_rate(text_of(page), builders.truth(FIRST)) < 0.05


def _with_tag(data: bytes, tag: int, value: int) -> bytes:
    """The first page's tag set to a value that it does not have."""
    at = struct.unpack_from("<I", data, 4)[0]
    body = bytearray(data)
    for place in range(at + 2, at + 2 + 12 * struct.unpack_from("<H", data, at)[0], 12):
        if struct.unpack_from("<H", data, place)[0] == tag:
            struct.pack_into("<HII", body, place + 2, 4, 1, value)
    return bytes(body)


TIFF = builders.tiff(*PICTURES)
LOOP = bytearray(TIFF)
_FIRST_AT = struct.unpack_from("<I", TIFF, 4)[0]
struct.pack_into("<I", LOOP, _FIRST_AT + 2 + 12 * struct.unpack_from("<H", TIFF, _FIRST_AT)[0], _FIRST_AT)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("cut off", TIFF[: len(TIFF) // 3], errors.CorruptTIFF),
        ("a header alone", b"II*\x00", errors.CorruptTIFF),
        ("pages in a circle", bytes(LOOP), errors.CorruptTIFF),
        ("a page as wide as a street", _with_tag(TIFF, 0x100, 4_000_000), errors.DecompressionBomb),
        ("an unknown packing", _with_tag(TIFF, 0x103, 50_000), errors.CorruptTIFF),
        ("strips outside", _with_tag(TIFF, 0x111, 2**31), errors.CorruptTIFF),
        ("no width", _with_tag(TIFF, 0x100, 0), errors.CorruptTIFF),
        ("a pdf inside", TIFF[:8] + b"%PDF-1.7" + TIFF[16:], errors.UnsupportedFileType),
        ("bigtiff", b"II+\x00" + bytes(60), errors.UnsupportedFileType),
    ],
)
def test_a_broken_or_hostile_tiff_is_refused(name: str, data: bytes, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        inspect_upload(data, "a.tif")


def test_more_pages_of_a_tiff_than_allowed_are_refused() -> None:
    with pytest.raises(errors.TooManyPages):
        inspect_upload(builders.tiff(*[PICTURES[0][:40, :40]] * 6), "a.tif", limits=Limits(max_pages=5))


def test_a_heic_photo_is_read_like_any_other() -> None:
    file = inspect_upload(HEIC, "IMG_0001.HEIC")
    assert (file.kind, file.filename, file.width_px, file.height_px) == (FileKind.HEIC, "IMG_0001.heic", 910, 1287)
    assert "Discharge summary" in text_of(read_page(HEIC, 1))
    assert draw_page(HEIC, 1, 200, rotation_deg=0.0).startswith(b"\x89PNG")


@pytest.mark.parametrize("data", [HEIC[:60], HEIC[:400], HEIC[:24] + bytes(3_000)])
def test_a_broken_heic_is_refused(data: bytes) -> None:
    with pytest.raises(errors.CorruptHEIC):
        inspect_upload(data, "a.heic")


def test_a_heic_that_is_cut_off_later_is_refused_or_gives_an_unreadable_page() -> None:
    data = HEIC[: len(HEIC) // 2]
    with pytest.raises(errors.UnreadableFile):
        inspect_upload(data, "a.heic")
        read_page(data, 1)


def test_photos_become_the_pages_of_one_document_in_their_order() -> None:
    data = bind_photos([PNG, JPEG])
    file = inspect_upload(data, "visit.jpg")
    assert (file.kind, file.filename, file.page_count) == (FileKind.PHOTOS, "visit.zip", 2)
    assert error_rate(text_of(read_page(data, 1)), builders.truth(SECOND)) < 0.02
    assert error_rate(text_of(read_page(data, 2)), builders.truth(FIRST)) < 0.02
    with pytest.raises(errors.NoSuchPage):
        read_page(data, 3)


def test_the_same_photos_in_the_same_order_give_the_same_file() -> None:
    assert bind_photos([JPEG, PNG, HEIC]) == bind_photos([JPEG, PNG, HEIC]) != bind_photos([PNG, JPEG, HEIC])


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([JPEG, builders.digital_pdf(1)], errors.OnlyPhotosTogether),
        ([JPEG, TIFF], errors.OnlyPhotosTogether),
        ([JPEG, b""], errors.EmptyFile),
        ([JPEG, PNG[:80]], errors.CorruptPNG),
        ([JPEG, builders.png_bomb()], errors.DecompressionBomb),
        ([JPEG] * 51, errors.TooManyPages),
    ],
)
def test_only_whole_photos_go_together(files: list[bytes], reason: type[Exception]) -> None:
    with pytest.raises(reason):
        bind_photos(files)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"page-001.jpg": JPEG, "page-003.jpg": JPEG}, errors.CorruptArchive),
        ({"page-001.jpg": JPEG}, errors.CorruptArchive),  # pressed, which this application never does
        ({"page-001.jpg": JPEG, "run.exe": b"MZ"}, errors.UnsupportedFileType),
    ],
)
def test_a_zip_that_only_looks_like_bound_photos_is_refused(parts: dict[str, bytes], reason: type[Exception]) -> None:
    with pytest.raises(reason):
        inspect_upload(words.zipped(parts), "a.zip")


@pytest.mark.parametrize("source", ["tiff", "heic", "photos"])
def test_injured_pictures_are_accepted_or_refused_and_never_anything_else(source: str) -> None:
    data = {"tiff": TIFF, "heic": HEIC, "photos": bind_photos([JPEG, PNG])}[source]
    for seed in range(60):
        try:
            inspect_upload(builders.mutated(data, seed), "a")
        except errors.UnreadableFile:
            continue
