"""Word documents: what a reader sees becomes words, tables and boxes; what would do harm does none."""

from __future__ import annotations

import io
import socket
import threading
from zipfile import ZIP_STORED, ZipFile

import pytest

from salus.documents import errors
from salus.documents.contract import Page, Rendition
from salus.documents.engines.docx_text import Grid, Paragraph, read_docx
from salus.documents.engines.inspect import Limits, inspect_upload
from salus.documents.engines.read import read_document
from salus.documents.engines.signatures import FileKind
from tests.documents import builders
from tests.documents.builders import words
from tests.documents.reading import cells, text_of

LAB = words.docx_lab()


def pages_of(data: bytes) -> list[Page]:
    file = inspect_upload(data, "a.docx")
    assert file.readable is not None
    return list(read_document(file.readable))


def test_a_word_document_is_recognised_and_set_on_pages() -> None:
    file = inspect_upload(LAB, "results.pdf")
    assert (file.kind, file.filename, file.page_count) == (FileKind.DOCX, "results.docx", 1)
    assert file.rendition is Rendition.FROM_TEXT


def test_header_heading_table_and_footer_are_read_from_the_page() -> None:
    (page,) = pages_of(LAB)
    said = text_of(page)
    for words_there in ("Central Laboratory, example.org", "Laboratory report", "Collected: 2025-03-14", "Printed by"):
        assert words_there in said
    (table,) = page.tables
    assert cells(table)[0] == list(builders.LAB_HEADER)
    assert cells(table)[1:] == [list(row) for row in builders.LAB_ROWS]


def test_the_same_document_gives_the_same_pages() -> None:
    assert inspect_upload(LAB, "a").readable == inspect_upload(LAB, "b").readable


@pytest.mark.parametrize("said", ["Señora Núñez, 38,5 °C", "α-fetoprotein ↑ 12 µg/L ≥ 10", "ăț ő Ж 中 ☒", "Größe 1,72"])
def test_letters_that_the_font_lacks_are_not_lost(said: str) -> None:
    (page,) = pages_of(words.docx_letter(said))
    assert text_of(page).split() == said.split()


def test_a_long_document_runs_over_pages_and_keeps_every_word() -> None:
    said = [f"Paragraph {number} says that the patient is well and shall come again." for number in range(300)]
    pages = pages_of(words.docx_letter(*said))
    assert len(pages) > 3
    assert " ".join(text_of(page) for page in pages) == " ".join(said)


def test_a_picture_in_the_text_stands_on_the_page() -> None:
    (page, *_) = pages_of(words.docx_lab(rows=builders.LAB_ROWS[:2], pictures=[builders.png(builders.scene())]))
    assert len(page.images) == 1


def test_tabs_merged_cells_and_tables_in_tables_keep_their_words() -> None:
    cell = "<w:tc><w:tcPr>{0}</w:tcPr><w:p><w:r><w:t>{1}</w:t></w:r></w:p>{2}</w:tc>"
    inner = f"<w:tbl><w:tr>{cell.format('', 'inner', '')}</w:tr></w:tbl><w:p/>"
    table = (
        f"<w:tbl><w:tr>{cell.format('<w:gridSpan w:val=' + chr(34) + '2' + chr(34) + '/>', 'wide', '')}</w:tr>"
        f"<w:tr>{cell.format('', 'left', inner)}{cell.format('<w:vMerge/>', 'unseen', '')}</w:tr></w:tbl>"
    )
    body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>" + table
    first, grid = read_docx(words.docx_of(body)).body
    assert isinstance(first, Paragraph)
    assert isinstance(grid, Grid)
    assert first.text == "a\tb"
    assert [[each.text for each in row] for row in grid.rows] == [["wide"], ["left\ninner", ""]]
    assert grid.rows[0][0].columns == 2


def test_what_no_reader_sees_is_not_read() -> None:
    body = (
        "<w:p><w:r><w:t>kept</w:t></w:r>"
        "<w:del><w:r><w:delText>struck</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> added</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:r><w:instrText>INCLUDETEXT file</w:instrText></w:r>"
        "<w:object><w:p><w:r><w:t>embedded</w:t></w:r></w:p></w:object></w:p>"
    )
    assert [block.text for block in read_docx(words.docx_of(body)).body if isinstance(block, Paragraph)] == [
        "kept added"
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("cut off", LAB[: len(LAB) // 2], errors.UnsupportedFileType),
        ("no body", words.docx_of("", more={"word/document.xml": b"<a/>"}), errors.CorruptDOCX),
        ("broken xml", words.docx_of("<w:p>"), errors.CorruptDOCX),
        ("macros", words.docx_of("", more={"word/vbaProject.bin": b"x"}), errors.UnsupportedFileType),
        (
            "macro type",
            words.docx_of("", types="application/vnd.ms-word.document.macroEnabled.main+xml"),
            errors.UnsupportedFileType,
        ),
        ("a sheet", words.zipped({"xl/workbook.xml": b"x"}), errors.UnsupportedFileType),
        ("any zip", words.zipped({"a.txt": b"x"}), errors.UnsupportedFileType),
        ("text behind", LAB + b"<script>", errors.UnsupportedFileType),
    ],
)  # fmt: skip
def test_what_is_no_plain_word_document_is_refused(name: str, data: bytes, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        inspect_upload(data, "a.docx")


def test_a_document_type_with_entities_is_refused_and_nothing_outside_is_read() -> None:
    """Billion laughs, and XXE: ECMA-376 allows no document type declaration in a part."""
    laughs = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    outside = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    for before, entity in ((laughs, "&b;"), (outside, "&a;")):
        with pytest.raises(errors.CorruptDOCX):
            inspect_upload(words.docx_of(words.paragraph(entity), before=before), "a.docx")


def test_a_link_to_elsewhere_is_never_followed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        called = threading.Event()

        def listen() -> None:
            try:
                server.accept()
                called.set()
            except TimeoutError:
                return

        listener = threading.Thread(target=listen)
        listener.start()
        links = f'<Relationship Id="p1" Type="{words.R}/image" Target="{address}" TargetMode="External"/>'
        drawing = (
            '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
            ' r:link="p1" r:embed="p1"/></w:drawing></w:r></w:p>'
        )
        file = inspect_upload(words.docx_of(drawing + words.paragraph("seen"), links=links), "a.docx")
        listener.join()
    assert file.page_count == 1
    assert not called.is_set()


def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = words.docx_of(words.paragraph("a" * (40 << 20)))
    assert len(bomb) < 100_000
    with pytest.raises(errors.DecompressionBomb):
        inspect_upload(bomb, "a.docx")


def test_more_pages_than_allowed_are_refused() -> None:
    with pytest.raises(errors.TooManyPages):
        inspect_upload(words.docx_letter(*["line"] * 400), "a.docx", limits=Limits(max_pages=2))


def test_entries_that_share_their_bytes_are_refused() -> None:
    """Fifield 2019, "A better zip bomb": many entries over one pressed block."""
    data = bytearray(words.zipped({"word/a": b"x", "word/b": b"x"}))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = bytes(4)
    with pytest.raises(errors.UnreadableFile):
        inspect_upload(bytes(data), "a.docx")


def test_two_entries_of_one_name_are_refused() -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as file:
        file.writestr("word/a.xml", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("word/a.xml", b"2")
    with pytest.raises(errors.CorruptDOCX):
        inspect_upload(buffer.getvalue(), "a.docx")


@pytest.mark.parametrize("start", range(0, 120, 40))
def test_injured_word_documents_are_accepted_or_refused_and_never_anything_else(start: int) -> None:
    for seed in range(start, start + 40):
        try:
            inspect_upload(builders.mutated(LAB, seed), "a.docx")
        except errors.UnreadableFile:
            continue
