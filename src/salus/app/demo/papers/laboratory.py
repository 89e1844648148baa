"""Three laboratories' forms: a ruled table, bare columns, and a cumulative form with earlier dates beside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from salus.app.demo.papers.content import LabLayout, LabReport
from salus.app.demo.papers.sheet import Subject, build, paragraph, written

if TYPE_CHECKING:
    from reportlab.platypus import Flowable


def draw_lab(report: LabReport, subject: Subject, day: date, earlier: tuple[date, ...]) -> bytes:
    """The report in its laboratory's form."""
    return FORMS[report.layout](report, subject, day, earlier)


def _ruled(report: LabReport, subject: Subject, day: date, _: tuple[date, ...]) -> bytes:
    from reportlab.lib import colors
    from reportlab.platypus import Spacer, Table

    flow: list[Flowable] = [
        paragraph("Northgate Clinical Laboratory", size=16, bold=True, space_after=2),
        paragraph("14 Harbour Street, Laboratory licence NG-2041", size=9, space_after=10),
        Table(
            [
                ["Patient", subject.name, "Collected", f"{written(day)} 08:15"],
                ["Date of birth", written(subject.birth_date), "Received", f"{written(day)} 10:40"],
                ["Sex", subject.sex.capitalize(), "Reported", f"{written(day + timedelta(days=1))} 14:05"],
                ["Patient no.", subject.number, "Specimen", "Venous blood"],
            ],
            colWidths=[75, 165, 65, 140],
            style=[("FONTSIZE", (0, 0), (-1, -1), 9), ("TEXTCOLOR", (0, 0), (0, -1), colors.grey)],
        ),
        Spacer(0, 10),
        paragraph("LABORATORY REPORT", size=13, bold=True),
    ]
    for panel in report.panels:
        rows = [["Test", "Result", "Flag", "Unit", "Reference range"]]
        rows += [[line.name, line.value, line.flag, line.unit, line.reference] for line in panel.lines]
        flow += [
            paragraph(panel.title, size=11, bold=True, space_after=3),
            Table(
                rows,
                colWidths=[170, 65, 40, 80, 100],
                repeatRows=1,
                style=[
                    ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
                    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
                    ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
                    ("FONTSIZE", (0, 0), (-1, -1), 9),
                ],
            ),
            Spacer(0, 10),
        ]
    return build([*flow, *_comment(report)], title="Laboratory report")


def _columns(report: LabReport, subject: Subject, day: date, _: tuple[date, ...]) -> bytes:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Preformatted, Spacer

    lines = [
        f"PATIENT: {subject.name.upper():<30} DOB: {subject.birth_date.isoformat()}",
        f"ID: {subject.number:<35} SEX: {subject.sex[0].upper()}",
        f"COLLECTION DATE: {day.isoformat()} 07:50      REPORT DATE: {(day + timedelta(days=1)).isoformat()}",
        "",
        f"{'TEST':<30}{'RESULT':>10}  {'UNITS':<16}{'NORMAL'}",
    ]
    for panel in report.panels:
        lines += ["", panel.title.upper()]
        for line in panel.lines:
            shown = f"{line.value}{' ' + line.flag if line.flag else ''}"
            lines.append(f"{line.name:<30}{shown:>10}  {line.unit:<16}({line.reference})")
    style = ParagraphStyle("mono", fontName="Courier", fontSize=9.2, leading=13)
    flow: list[Flowable] = [
        paragraph("MERIDIAN DIAGNOSTICS", size=15, bold=True, space_after=1),
        paragraph("Final results", size=9, space_after=10),
        Preformatted("\n".join(lines), style),
        Spacer(0, 12),
    ]
    return build([*flow, *_comment(report)], title="Results")


def _cumulative(report: LabReport, subject: Subject, day: date, earlier: tuple[date, ...]) -> bytes:
    from reportlab.lib import colors
    from reportlab.platypus import Spacer, Table

    dates = [day, *earlier]
    flow: list[Flowable] = [
        paragraph("St. Brigid Hospital, Department of Laboratory Medicine", size=13, bold=True, space_after=3),
        paragraph(
            f"{subject.name}, born {written(subject.birth_date)}, {subject.sex}, hospital number {subject.number}",
            size=9.5,
            space_after=10,
        ),
        paragraph("Cumulative report", size=12, bold=True),
    ]
    for panel in report.panels:
        rows = [[panel.title, "Unit", "Reference", *(written(each) for each in dates)]]
        for line in panel.lines:
            newest = f"{line.value} {line.flag}".strip()
            rows.append([line.name, line.unit, line.reference, newest, *line.earlier])
        flow += [
            Table(
                rows,
                colWidths=[120, 62, 72, *([66] * len(dates))],
                style=[
                    ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
                    ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
                    ("FONTSIZE", (0, 0), (-1, -1), 8.5),
                    ("ALIGN", (3, 0), (-1, -1), "RIGHT"),
                ],
            ),
            Spacer(0, 12),
        ]
    return build([*flow, *_comment(report)], title="Cumulative report")


def _comment(report: LabReport) -> list[Flowable]:
    return [paragraph("Comment", bold=True, space_after=2), paragraph(report.comment)] if report.comment else []


FORMS: dict[LabLayout, Callable[[LabReport, Subject, date, tuple[date, ...]], bytes]] = {
    LabLayout.RULED: _ruled,
    LabLayout.COLUMNS: _columns,
    LabLayout.CUMULATIVE: _cumulative,
}
