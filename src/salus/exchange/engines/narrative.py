"""The narrative of a clinical document as a PDF, so that it is read, searched and cited like any other document."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from io import BytesIO

LONGEST_LINE = 2000  # characters; a longer one is cut into several paragraphs


def narrative_pdf(title: str, sections: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """One heading a section, one paragraph a line."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

    styles = getSampleStyleSheet()
    story: list[Flowable] = [Paragraph(escape(title), styles["Title"])]
    for name, lines in sections:
        story += [Spacer(1, 8), Paragraph(escape(name), styles["Heading2"])]
        for line in lines:
            for start in range(0, len(line), LONGEST_LINE):
                story.append(Paragraph(escape(line[start : start + LONGEST_LINE]), styles["BodyText"]))
    file = BytesIO()
    SimpleDocTemplate(file, pagesize=A4, title=title[:200], invariant=1).build(story)
    return file.getvalue()
