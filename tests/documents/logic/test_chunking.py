"""Pieces make sense by themselves: within a section, rows whole, every character with its place on the page."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from salus.documents.contract import Box, ChunkDraft, Page
from salus.documents.logic.captions import caption_of
from salus.documents.logic.chunking import LETTERHEAD, MOST_TOKENS, Caption, Marker, chunk
from salus.documents.logic.sections import split_sections
from tests.documents.logic.page_writer import PageWriter, page_of_lines

LETTER = (
    "FINDINGS",
    "There is a mass of 12 mm in the left breast at two o'clock, and the skin",
    "above it is thin. No calcifications are seen.",
    "",
    "IMPRESSION",
    "Suspicious mass, BI-RADS 4. Biopsy is recommended.",
)


def words(text: str) -> int:
    return len(text.split())


def cut(*pages: Page, markers: Sequence[Marker] = (), captions: Sequence[Caption] = ()) -> tuple[ChunkDraft, ...]:
    return chunk(
        pages, split_sections(pages), about="Mammography report", markers=markers, captions=captions, count_tokens=words
    )


def a_table(rows: int) -> Page:
    writer = PageWriter()
    table = [("Test", "Result", "Unit"), *((f"Test number {row}", f"{row}.5", "mg/dL") for row in range(rows))]
    ys = [60 + 14 * row for row in range(len(table) + 1)]
    for row, cells in enumerate(table):
        for x, cell in zip((60, 260, 360), cells, strict=True):
            writer.text(x, ys[row] + 10, cell)
    writer.rule_table((55, 255, 355, 455), ys, table)
    return writer.page()


def test_each_section_is_a_piece_of_its_own_and_says_which() -> None:
    findings, impression = cut(page_of_lines(LETTER))
    assert (findings.heading, findings.role) == ("FINDINGS", "findings")
    assert (impression.heading, impression.role) == ("IMPRESSION", "impression")
    assert impression.context == "Mammography report: IMPRESSION"
    assert "BI-RADS 4" in impression.text
    assert "BI-RADS 4" not in findings.text


def test_lines_that_were_only_wrapped_are_one_text() -> None:
    """A line feed ends a sentence for whoever reads on, so a wrap must not be one."""
    findings, _ = cut(page_of_lines(LETTER))
    assert "and the skin above it is thin." in findings.text


def test_every_line_knows_its_characters_and_its_place() -> None:
    page = page_of_lines(LETTER)
    for piece in cut(page):
        for line in piece.lines:
            printed = piece.text[line.start : line.end].split()
            inside = [word.text for word in page.words if line.box.y0 <= word.box.y0 <= line.box.y1]
            assert printed == inside
            assert line.page == 1


def test_a_table_row_is_never_cut_and_its_header_goes_along() -> None:
    pieces = cut(a_table(120))
    assert len(pieces) > 2
    for piece in pieces:
        first, *rows = piece.text.split("\n")
        assert first == "Test | Result | Unit"
        assert all(row.count(" | ") == 2 for row in rows)
    printed = [row for piece in pieces for row in piece.text.split("\n")[1:]]
    assert printed == [f"Test number {row} | {row}.5 | mg/dL" for row in range(120)]


def test_no_piece_is_longer_than_the_model_reads() -> None:
    long = page_of_lines([f"Sentence number {number} says that all is well today." for number in range(50)])
    endless = page_of_lines(["word " * 700], size=0.6)
    for piece in cut(long, a_table(60), endless):
        assert words(piece.text) <= MOST_TOKENS + 30


def test_a_piece_ends_with_a_sentence_where_one_ends_nearby() -> None:
    lines = [f"This is sentence number {number} of a long letter about nothing." for number in range(60)]
    for piece in cut(page_of_lines(lines)):
        assert piece.text.rstrip().endswith(".")


def test_a_heading_without_a_body_goes_with_what_follows() -> None:
    (piece,) = cut(page_of_lines(["NORTHGATE CLINIC", "ASSESSMENT", "Stable asthma, no change of treatment."]))
    assert piece.text.startswith("NORTHGATE CLINIC")
    assert piece.role != "other"


def test_who_wrote_to_whom_is_one_piece_of_its_own() -> None:
    lines = ("HARBOUR EYE CLINIC", "Date: 12 Oct 2023", "Re: Ana Quiroga, born 1968", "", *LETTER)
    head, findings, impression = cut(page_of_lines(lines))
    assert (head.role, findings.role, impression.role) == ("letterhead", "findings", "impression")
    assert "HARBOUR EYE CLINIC" in head.text


def test_a_report_that_begins_with_its_figures_has_no_letterhead_there() -> None:
    head, findings = cut(page_of_lines(("Harbour Echo Laboratory", "Septum 13 mm, aorta 34 mm", "FINDINGS", "Dry.")))
    assert head.role != LETTERHEAD
    assert findings.role == "findings"


def test_a_document_that_is_all_letterhead_keeps_its_words_findable() -> None:
    (only,) = cut(page_of_lines(["HARBOUR EYE CLINIC", "Come tomorrow at nine."]))
    assert only.role != "letterhead"


def with_foot(lines: Sequence[str], foot: str, at: float) -> Page:
    writer = PageWriter(size=10)
    for place, line in enumerate(lines):
        writer.text(60, 60 + 14 * place, line)
    writer.text(60, at, foot)
    return writer.page()


def feet(*pieces: ChunkDraft) -> list[str]:
    return [piece.text[line.start : line.end] for piece in pieces for line in piece.lines if line.is_foot]


def test_the_foot_of_a_page_is_told_from_its_text() -> None:
    foot = "Lakeside Imaging, 4 Iron Street. Page 1 of 1"
    assert feet(*cut(with_foot(LETTER[4:], foot, 770))) == [foot]


def test_the_last_line_of_a_full_page_is_text() -> None:
    lines = [f"Sentence number {number} of a long impression." for number in range(50)]
    assert feet(*cut(with_foot(lines, "The mass has grown.", 60 + 14 * len(lines)))) == []


def test_a_section_over_two_pages_says_both() -> None:
    one = page_of_lines(["PLAN", "Repeat the test in three months and bring"])
    two = page_of_lines(["the result to the next visit."], number=2)
    (piece,) = cut(one, two)
    assert (piece.page_from, piece.page_to) == (1, 2)
    assert {line.page for line in piece.lines} == {1, 2}


def test_markers_stand_on_the_piece_that_shows_them() -> None:
    page = page_of_lines(LETTER)
    mass = next(word for word in page.words if word.text == "mass")
    findings, impression = cut(page, markers=[Marker("Breast mass", 1, mass.box), Marker("Elsewhere", 2, mass.box)])
    assert (findings.markers, impression.markers) == (("Breast mass",), ())


def test_a_picture_is_found_by_the_words_about_it() -> None:
    box = Box(0.1, 0.5, 0.9, 0.8)
    *_, picture = cut(page_of_lines(LETTER), captions=[Caption(1, box, "Figure 1: left breast, MLO view")])
    assert (picture.role, picture.text) == ("picture", "Figure 1: left breast, MLO view")
    assert picture.lines[0].box == box
    assert len(cut(page_of_lines(LETTER), captions=[Caption(1, box, " ")])) == 2


def test_a_blank_document_has_no_pieces() -> None:
    assert cut(page_of_lines([])) == ()


@given(st.lists(st.text("abc XY.:12 ", max_size=60), max_size=40))
def test_no_word_is_lost_and_places_never_lie(lines: list[str]) -> None:
    page = page_of_lines(lines)
    pieces = cut(page)
    kept = {word for piece in pieces for word in piece.text.split()}
    assert {word.text for word in page.words} <= kept
    for number, piece in enumerate(pieces):
        assert piece.ordinal == number
        assert all(0 <= line.start < line.end <= len(piece.text) for line in piece.lines)


def test_a_printed_caption_is_preferred_to_the_nearest_line() -> None:
    writer = PageWriter()
    writer.text(60, 300, "Both breasts were examined.")
    writer.text(60, 528, "Figure 2. Left breast, craniocaudal view.")
    writer.text(60, 700, "Far away.")
    picture = Box(0.08, 310 / 792, 0.9, 515 / 792)
    assert caption_of(writer.page(), picture) == "Figure 2. Left breast, craniocaudal view."


def test_without_a_caption_the_lines_above_and_below_stand_in() -> None:
    writer = PageWriter()
    writer.text(60, 300, "The radiograph of the chest:")
    writer.text(60, 528, "shows no consolidation.")
    assert caption_of(writer.page(), Box(0.08, 310 / 792, 0.9, 515 / 792)) == (
        "The radiograph of the chest: shows no consolidation."
    )


def test_a_picture_alone_on_its_page_has_no_caption() -> None:
    assert caption_of(PageWriter().page(), Box(0.1, 0.1, 0.9, 0.9)) == ""
