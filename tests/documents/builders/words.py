"""Word documents: as Word writes them, and as somebody would who means harm."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument

from tests.documents.builders.sheets import LAB_HEADER, LAB_ROWS

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def docx_lab(rows: Sequence[tuple[str, ...]] = LAB_ROWS, pictures: Sequence[bytes] = ()) -> bytes:
    """A laboratory report in Word, with header, footer, heading and a table, and pictures below."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Central Laboratory, example.org"
    document.sections[0].footer.paragraphs[0].text = "Printed by the laboratory system"
    document.add_heading("Laboratory report", 0)
    document.add_paragraph("Patient: Ana Quiroga")
    document.add_paragraph("Collected: 2025-03-14")
    table = document.add_table(rows=1, cols=len(LAB_HEADER))
    for cell, text in zip(table.rows[0].cells, LAB_HEADER, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for picture in pictures:
        document.add_picture(io.BytesIO(picture))
    return _saved(document)


def docx_letter(*paragraphs: str) -> bytes:
    """Paragraphs of plain text in Word."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return _saved(document)


def docx_of(
    body: str, *, before: str = "", types: str = MAIN, links: str = "", more: Mapping[str, bytes] | None = None
) -> bytes:
    """A Word document from the XML of its body; `before` stands before the root element."""
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>'
        ).encode(),
        "_rels/.rels": relations(f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/>'),
        "word/document.xml": (
            f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
        ).encode(),
        "word/_rels/document.xml.rels": relations(links),
    }
    return zipped({**parts, **(more or {})})


def relations(links: str) -> bytes:
    """A part of relationships."""
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f"<Relationships xmlns='{namespace}'>{links}</Relationships>".encode()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a ZIP."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=9) as file:
        for name, data in parts.items():
            file.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return buffer.getvalue()


def paragraph(text: str) -> str:
    """One paragraph's XML."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _saved(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
