"""Read what a Word document (ECMA-376 WordprocessingML) says: paragraphs, tables, headers and footers, pictures.

Only the parts themselves are parsed, without entities and without any look outside the file. Tracked deletions,
hidden text, field codes and embedded objects are left out: they are not what a person reads on the page.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from salus.documents.engines.zipped import Zipped
from salus.documents.errors import CorruptDOCX, DecompressionBomb, UnsupportedFileType

MAX_PART_BYTES = 32 << 20  # of one XML part
MAX_PICTURE_BYTES = 32 << 20
MAX_CHARACTERS = 2_000_000  # of the whole document; set on pages they fill 380
MAX_DEPTH = 8  # of tables in tables
MAX_CELLS = 100_000
MAX_PICTURES = 200

TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS = (b"macroEnabled", b"vbaProject")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STRICT = (  # ISO/IEC 29500 strict names the same elements by other namespaces
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", _A[1:-1].encode()),
)
_UNREAD = frozenset(
    {_W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "object")} | {_FALLBACK}
)
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `level` is 1 for a title, 2 and more for headings, 0 for everything else."""

    text: str
    level: int = 0
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: its lines, and how many columns it covers."""

    text: str
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, row by row."""

    rows: tuple[tuple[GridCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture that the text shows: JPEG or PNG as it lies in the file."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The text goes on on a new page."""


Block = Paragraph | Grid | Inline | PageBreak


@dataclass(frozen=True, slots=True)
class WordText:
    """What a Word document says, in its order."""

    header: tuple[Block, ...]
    body: tuple[Block, ...]
    footer: tuple[Block, ...]


def check_docx(file: Zipped) -> None:
    """Refuse what is no Word document, and one that carries macros, by the parts that the file names itself."""
    types = file.read(TYPES, MAX_PART_BYTES) if TYPES in file.entries else b""
    if any(mark in types for mark in _MACROS) or any(name.lower().endswith("vbaproject.bin") for name in file.entries):
        raise UnsupportedFileType(detected="Office document with macros")
    if _MAIN not in types:
        raise UnsupportedFileType(detected="zip archive or Office document")


def read_docx(data: bytes) -> WordText:
    """The text of a Word document; raises `CorruptDOCX`, `DecompressionBomb` or `UnsupportedFileType`."""
    file = Zipped(data)
    check_docx(file)
    return _Reader(file).text()


class _Reader:
    def __init__(self, file: Zipped) -> None:
        self._file = file
        self._characters = self._cells = self._pictures = 0
        self._levels: dict[str, int] = {}

    def text(self) -> WordText:
        main = self._main_part()
        root, links = self._parsed(main), self._links(main)
        body = root.find(_W + "body")
        if body is None:
            raise CorruptDOCX
        self._levels = self._style_levels(links)
        return WordText(
            header=self._around(body, links, "headerReference"),
            body=tuple(self._blocks(body, links, 0)),
            footer=self._around(body, links, "footerReference"),
        )

    def _main_part(self) -> str:
        for kind, target in self._links("").values():
            if kind.endswith("/officeDocument"):
                return target
        raise CorruptDOCX

    def _parsed(self, name: str) -> Any:
        from lxml import etree

        if name not in self._file.entries:
            raise CorruptDOCX
        data = self._file.read(name, MAX_PART_BYTES)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as broken:
            raise CorruptDOCX from broken
        if root.getroottree().docinfo.doctype:
            raise CorruptDOCX  # ECMA-376 part 2, 8.2.5: a part has no document type declaration
        return root

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and part of each relationship inside the file; those that lead out of it are not even noted."""
        folder, name = posixpath.split(part)
        at = posixpath.join(folder, "_rels", f"{name}.rels")
        if at not in self._file.entries:
            return {}
        inside = (
            each for each in self._parsed(at).iter(_RELS + "Relationship") if each.get("TargetMode") != "External"
        )
        return {
            each.get("Id", ""): (
                each.get("Type", ""),
                posixpath.normpath(posixpath.join("/", folder, unquote(each.get("Target", "")))).lstrip("/"),
            )
            for each in inside
        }

    def _style_levels(self, links: dict[str, tuple[str, str]]) -> dict[str, int]:
        """Which styles are headings: by their built-in names, which no translation of Word changes."""
        part = next((target for kind, target in links.values() if kind.endswith("/styles")), None)
        if part is None or part not in self._file.entries:
            return {}
        levels = {}
        for style in self._parsed(part).iter(_W + "style"):
            name = style.find(_W + "name")
            words = (name.get(_W + "val", "") if name is not None else "").lower().split()
            if words == ["title"]:
                levels[style.get(_W + "styleId", "")] = 1
            elif len(words) == 2 and words[0] == "heading" and words[1].isdecimal():
                levels[style.get(_W + "styleId", "")] = min(int(words[1]), 8) + 1
        return levels

    def _around(self, body: Any, links: dict[str, tuple[str, str]], kind: str) -> tuple[Block, ...]:
        """The headers or footers of all sections, each once, the first page's before the others'."""
        found: list[Block] = []
        parts = dict.fromkeys(
            links[each.get(_R + "id")][1] for each in body.iter(_W + kind) if each.get(_R + "id") in links
        )
        for part in parts:
            for block in self._blocks(self._parsed(part), self._links(part), 0):
                if block not in found and not isinstance(block, PageBreak):
                    found.append(block)
        return tuple(found)

    def _blocks(self, parent: Any, links: dict[str, tuple[str, str]], depth: int) -> Iterator[Block]:
        for each in parent:
            if each.tag == _W + "p":
                yield from self._paragraph(each, links)
            elif each.tag == _W + "tbl":
                if depth >= MAX_DEPTH:
                    raise DecompressionBomb
                yield self._grid(each, links, depth)
                yield from self._pictures_in(each, links)
            elif each.tag not in _UNREAD:
                yield from self._blocks(each, links, depth)  # content controls, custom XML, tracked insertions

    def _paragraph(self, element: Any, links: dict[str, tuple[str, str]]) -> Iterator[Block]:
        properties = element.find(_W + "pPr")
        level, is_listed = 0, False
        if properties is not None:
            style = properties.find(_W + "pStyle")
            level = self._levels.get(style.get(_W + "val", ""), 0) if style is not None else 0
            is_listed = properties.find(_W + "numPr") is not None
            if _is_on(properties.find(_W + "pageBreakBefore")):
                yield PageBreak()
        for place, piece in enumerate(self._words(element).split("\f")):
            if place:
                yield PageBreak()
            if piece.strip():
                yield Paragraph(piece.strip(), level, is_listed)
        yield from self._pictures_in(element, links)
        for box in element.iter(_W + "txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                inside = self._blocks(box, links, MAX_DEPTH - 1)
                yield from (block for block in inside if not isinstance(block, Inline))  # given above already

    def _words(self, element: Any) -> str:
        """The visible characters of a paragraph, tabs and line breaks as such, page breaks as form feeds."""
        said = "".join(_pieces(element))
        self._characters += len(said)
        if self._characters > MAX_CHARACTERS:
            raise DecompressionBomb
        return said

    def _grid(self, element: Any, links: dict[str, tuple[str, str]], depth: int) -> Grid:
        rows = []
        for row in element.iter(_W + "tr"):
            is_deleted = row.find(f"{_W}trPr/{_W}del") is not None
            if next(row.iterancestors(_W + "tbl")) is not element or _in_unread(row, element) or is_deleted:
                continue
            cells = [
                self._cell(cell, links, depth)
                for cell in row.iter(_W + "tc")
                if next(cell.iterancestors(_W + "tr")) is row
            ]
            self._cells += len(cells)
            if self._cells > MAX_CELLS:
                raise DecompressionBomb
            if cells:
                rows.append(tuple(cells))
        return Grid(tuple(rows))

    def _cell(self, element: Any, links: dict[str, tuple[str, str]], depth: int) -> GridCell:
        properties = element.find(_W + "tcPr")
        columns = 1
        if properties is not None:
            span = properties.find(_W + "gridSpan")
            stated = span.get(_W + "val", "1") if span is not None else "1"
            columns = min(max(int(stated), 1), 60) if stated.isdecimal() and len(stated) < 5 else 1
            merged = properties.find(_W + "vMerge")
            if merged is not None and merged.get(_W + "val") != "restart":
                return GridCell("", columns)  # the cell above goes on; whatever stands here is not shown
        lines = [_plain(block) for block in self._blocks(element, links, depth + 1)]
        return GridCell("\n".join(line for line in lines if line), columns)

    def _pictures_in(self, element: Any, links: dict[str, tuple[str, str]]) -> Iterator[Inline]:
        """Pictures that lie in the file; linked ones are not fetched, drawings of other kinds are left out."""
        for blip in element.iter(_A + "blip"):
            part = links.get(blip.get(_R + "embed", ""), ("", ""))[1]
            if part not in self._file.entries or any(above.tag in _UNREAD for above in blip.iterancestors()):
                continue
            self._pictures += 1
            if self._pictures > MAX_PICTURES:
                raise DecompressionBomb
            data = self._file.read(part, MAX_PICTURE_BYTES)
            if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
                yield Inline(data)


def _pieces(element: Any) -> Iterator[str]:
    for each in element:
        tag = each.tag
        if tag in _UNREAD or tag == _W + "txbxContent":
            continue
        if tag == _W + "t":
            yield each.text or ""
        elif tag in (_W + "tab", _W + "ptab"):
            yield "\t"
        elif tag in (_W + "br", _W + "cr"):
            yield "\f" if each.get(_W + "type") == "page" else "\n"
        elif tag == _W + "noBreakHyphen":
            yield "-"
        elif tag == _W + "r" and _is_hidden(each):
            continue
        else:
            yield from _pieces(each)


def _is_hidden(run: Any) -> bool:
    properties = run.find(_W + "rPr")
    return properties is not None and _is_on(properties.find(_W + "vanish"))


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(_W + "val", "1").lower() not in _OFF


def _in_unread(element: Any, top: Any) -> bool:
    for above in element.iterancestors():
        if above is top:
            return False
        if above.tag in _UNREAD:
            return True
    return False


def _plain(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Grid):
        return "\n".join("  ".join(cell.text for cell in row if cell.text) for row in block.rows)
    return ""
