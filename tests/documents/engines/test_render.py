"""Pages and parts of pages as PNG."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from salus.documents import errors
from salus.documents.contract import Box
from salus.documents.engines import pdfium, pictures
from salus.documents.engines.inspect import inspect_upload
from salus.documents.engines.pdfium import PDFFile
from salus.documents.engines.render import draw_page
from tests.documents import builders
from tests.documents.builders import Picture, Print, Rule, Sheet

MARKED = Sheet((Print(60, 80, "top left"),), (Rule(0, 842, 595, 842),))
PDF = builders.pdf(MARKED)
WHOLE = Box(0.0, 0.0, 1.0, 1.0)
RED_CORNER = np.full((300, 200, 3), 255, np.uint8)
RED_CORNER[:60, :60] = (220, 0, 0)


def drawn(data: bytes, width: int, rotation_deg: float = 0.0, part: Box = WHOLE) -> Picture:
    png = draw_page(data, 1, width, rotation_deg=rotation_deg, part=part)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


@pytest.mark.parametrize("width", [200, 900, 1800])
def test_a_page_is_drawn_at_the_width_asked_for(width: int) -> None:
    picture = drawn(PDF, width)
    assert picture.shape[1] == width
    assert picture.shape[0] / width == pytest.approx(841.9 / 595.3, rel=0.01)


def test_a_part_is_drawn_sharply_at_its_own_width() -> None:
    part = drawn(PDF, 800, part=Box(0.08, 0.06, 0.3, 0.11))
    assert part.shape[1] == 800
    assert part.min() < 60, "the words lie inside the part"
    assert drawn(PDF, 400, part=Box(0.5, 0.5, 0.9, 0.9)).min() > 200, "nothing is printed there"


@pytest.mark.parametrize(("rotation", "corner"), [(0, (0, 0)), (90, (-1, 0)), (180, (-1, -1)), (270, (0, -1))])
def test_a_page_that_lies_wrongly_is_drawn_upright(rotation: float, corner: tuple[int, int]) -> None:
    """The red corner is top left in the file; text turned clockwise by so much is turned back."""
    picture = drawn(builders.png(RED_CORNER), 200, rotation_deg=rotation)
    assert picture[corner][0] > 180 > picture[corner][1]


def test_a_part_of_a_turned_page_is_the_part_of_the_page_as_displayed() -> None:
    for data in (builders.png(RED_CORNER), builders.scan_pdf(RED_CORNER)):
        part = drawn(data, 50, rotation_deg=90.0, part=Box(0.0, 0.75, 0.15, 1.0))
        assert part.mean(axis=(0, 1))[0] > 180 > part.mean(axis=(0, 1))[1]


def test_a_phone_photo_is_drawn_as_its_exif_says() -> None:
    picture = drawn(builders.jpeg(RED_CORNER, orientation=8), 200)
    assert picture.shape[:2] == (300, 200)
    assert picture[5, 5][0] > 180 > picture[5, 5][1]


def test_a_transparent_picture_lies_on_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(buffer, "PNG")
    assert drawn(buffer.getvalue(), 40).min() == 255


def test_sixteen_bit_grey_is_not_drawn_black_or_white() -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.full((40, 40), 30_000, np.uint16)).save(buffer, "PNG")
    assert 100 < drawn(buffer.getvalue(), 40).mean() < 135


def test_a_huge_page_is_drawn_within_the_limit_of_pixels() -> None:
    poster = builders.raw_pdf(b"BT ET", media_box="0 0 14000 14000")
    with PDFFile(poster) as file, file.page(1) as page:
        picture = page.draw(4.0)
    assert picture.shape[0] * picture.shape[1] <= pdfium.MAX_DRAWN_PIXELS * 1.01


def test_a_page_that_takes_too_long_is_given_up() -> None:
    shading = b"0.5 g " + b"0 0 m 595 0 l 595 842 l 0 842 l h f " * 20_000
    with PDFFile(builders.raw_pdf(shading)) as file, file.page(1) as page, pytest.raises(errors.PageUnreadable):
        page.draw(3.0, timeout_s=0.05)


def test_a_picture_whose_pixels_do_not_fill_it_is_an_unreadable_page() -> None:
    """Its header, its parts and their check sums are in order, so that inspection cannot know."""
    hollow = builders.png_bomb(3000, 3000)
    assert inspect_upload(hollow, "a.png").width_px == 3000
    with pytest.raises(errors.PageUnreadable):
        pictures.unpack(hollow)


def test_a_picture_without_a_sensible_resolution_is_as_large_as_a4() -> None:
    picture = builders.scene(1000, 500)
    assert pictures.size_pt(builders.png(picture), picture) == pytest.approx((841.89, 420.9), abs=0.1)
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", dpi=(200, 200))
    assert pictures.size_pt(buffer.getvalue(), picture) == pytest.approx((360, 180), abs=0.5)
