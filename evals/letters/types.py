"""A letter as written, and what it says: a kind, accepted names, accepted assertions."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from salus.clinical.text.fold import fold
from salus.documents.contract import FindingKind


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the letter says; any of the names and any of the assertions is right."""

    kind: FindingKind
    names: frozenset[str]
    assertions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Written:
    """A letter: lines, headings behind `#`; `labels` has a line `kind | names | assertions` for each thing said."""

    name: str
    text: str
    labels: str

    @property
    def said(self) -> tuple[Said, ...]:
        """The labels, read."""
        return tuple(_said(line) for line in self.labels.strip().splitlines())

    def pdf(self) -> bytes:
        """The letter as a file, headings in bold."""
        from reportlab.lib.pagesizes import A4
        from reportlab.pdfgen.canvas import Canvas

        buffer, y = BytesIO(), A4[1] - 60.0
        canvas = Canvas(buffer, pagesize=A4, invariant=1)
        for line in self.text.strip().splitlines():
            is_heading = line.startswith("# ")
            y -= 20 if is_heading else 14
            canvas.setFont("Helvetica-Bold" if is_heading else "Helvetica", 10)
            canvas.drawString(56, y, line.removeprefix("# "))
        canvas.save()
        return buffer.getvalue()


def _said(line: str) -> Said:
    kind, names, assertions = (part.strip() for part in line.split("|"))
    return Said(
        FindingKind(kind),
        frozenset(fold(name.strip()) for name in names.split(" / ")),
        frozenset(word.strip() for word in assertions.split(" / ")),
    )
