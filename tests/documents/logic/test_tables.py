"""Tables with and without ruling lines, from the places of words alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from salus.documents.logic.layout import reading_order
from salus.documents.logic.tables import find_tables
from tests.documents import builders
from tests.documents.builders import Print, Rule, Sheet
from tests.documents.logic.test_layout import ASPECT, set_text

Rows = list[list[str]]


def tables_of(texts: list[str], boxes: NDArray[np.float64], rules: NDArray[np.float64], aspect: float) -> list[Rows]:
    grids = find_tables(texts, boxes, reading_order(texts, boxes, aspect), rules, aspect)
    return [[[" ".join(texts[word] for word in cell.words) for cell in row] for row in grid.rows] for grid in grids]


def tables_on(sheet: Sheet) -> list[Rows]:
    """The tables of a sheet whose words lie where a printer would put them."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    texts, boxes = [], []
    for part in sheet.prints:
        x = part.x
        for word in part.text.split():
            width = stringWidth(word, part.font, part.size)
            boxes.append((x, part.y - 0.93 * part.size, x + width, part.y + 0.24 * part.size))
            x += width + stringWidth(" ", part.font, part.size)
            texts.append(word)
    size = np.array([sheet.width, sheet.height] * 2)
    rules = np.array([(rule.x0, rule.y0, rule.x1, rule.y1) for rule in sheet.rules]).reshape(-1, 4)
    return tables_of(texts, np.array(boxes) / size, rules / size, sheet.width / sheet.height)


LAB = [list(row) for row in (builders.LAB_HEADER, *builders.LAB_ROWS)]


@pytest.mark.parametrize("rules", ["grid", "rows", "none"])
def test_a_laboratory_table_is_read_cell_by_cell_whatever_lines_it_has(rules: str) -> None:
    assert tables_on(builders.lab_sheet(rules=rules)) == [LAB]


def test_prose_is_no_table() -> None:
    assert tables_on(builders.letter_sheet()) == []
    assert tables_on(builders.two_column_sheet()) == []


def test_a_form_of_labelled_fields_is_no_table() -> None:
    fields = (
        "Patient: Maria Alvarez",
        "Born: 1968-04-12",
        "Ward: 7B",
        "Doctor: Dr Meyer",
        "Bed: 12",
        "Phone: 555 0100",
    )
    prints = [Print(50 + 260 * (k % 2), 80 + 16 * (k // 2), field) for k, field in enumerate(fields)]
    assert tables_on(Sheet(tuple(prints))) == []


def test_vital_signs_in_two_columns_are_a_table() -> None:
    rows = [
        ["Blood pressure", "142/88 mmHg"],
        ["Heart rate", "76 /min"],
        ["Temperature", "36.8 C"],
        ["Weight", "81.5 kg"],
    ]
    prints = [Print(x, 80 + 18 * k, cell) for k, row in enumerate(rows) for x, cell in zip((50, 250), row, strict=True)]
    assert tables_on(Sheet(tuple(prints))) == [rows]


def test_a_heading_within_a_table_is_a_row_of_its_own() -> None:
    rows = [
        ["Sodium", "139", "mmol/L"],
        ["Potassium", "3.4", "mmol/L"],
        ["Liver", "", ""],
        ["ALT", "28", "U/L"],
        ["AST", "24", "U/L"],
    ]
    prints = [
        Print(x, 80 + 18 * k, cell)
        for k, row in enumerate(rows)
        for x, cell in zip((50, 250, 350), row, strict=True)
        if cell
    ]
    assert tables_on(Sheet(tuple(prints))) == [rows]


def test_two_tables_apart_are_two_tables() -> None:
    rows = [["Sodium", "139", "mmol/L"], ["Potassium", "3.4", "mmol/L"], ["Chloride", "101", "mmol/L"]]
    prints = [
        Print(x, top + 18 * k, cell)
        for top in (80, 300)
        for k, row in enumerate(rows)
        for x, cell in zip((50, 250, 350), row, strict=True)
    ]
    assert tables_on(Sheet(tuple(prints))) == [rows, rows]


def test_lines_between_columns_only_still_give_one_row_per_result() -> None:
    """Many laboratories rule the columns and the heading, and nothing between the results."""
    sheet = builders.lab_sheet(rules="none")
    top, bottom = 130.0, 130.0 + 22 * len(LAB)
    columns = [Rule(x, top, x, bottom) for x in (50, 190, 270, 370, 490, 545)]
    across = [Rule(50, y, 545, y) for y in (top, top + 22, bottom)]
    assert tables_on(Sheet(sheet.prints, (*columns, *across))) == [LAB]


def test_text_that_wraps_in_a_ruled_cell_stays_in_its_cell() -> None:
    rules = [Rule(50, y, 500, y) for y in (100, 120, 150, 170)] + [Rule(x, 100, x, 170) for x in (50, 200, 500)]
    prints = [
        Print(55, 114, "Drug"), Print(205, 114, "Instruction"),
        Print(55, 134, "Metformin 500 mg"), Print(205, 134, "One tablet twice a day"), Print(205, 146, "with meals"),
        Print(55, 164, "Lisinopril 10 mg"), Print(205, 164, "One tablet in the morning"),
    ]  # fmt: skip
    assert tables_on(Sheet(tuple(prints), tuple(rules))) == [
        [
            ["Drug", "Instruction"],
            ["Metformin 500 mg", "One tablet twice a day with meals"],
            ["Lisinopril 10 mg", "One tablet in the morning"],
        ]
    ]


def test_joined_cells_hold_their_text_once() -> None:
    rules = [Rule(50, y, 450, y) for y in (100, 120, 140, 160)]
    rules += [Rule(x, 100, x, 160) for x in (50, 450)] + [Rule(x, 120, x, 160) for x in (180, 320)]
    prints = [Print(200, 114, "Full blood count")]
    prints += [Print(x, 134, cell) for x, cell in zip((55, 185, 325), ("Hemoglobin", "13.2", "g/dL"), strict=True)]
    prints += [Print(x, 154, cell) for x, cell in zip((55, 185, 325), ("Platelets", "245", "10*3/uL"), strict=True)]
    (rows,) = tables_on(Sheet(tuple(prints), tuple(rules)))
    assert rows == [["Full blood count", "", ""], ["Hemoglobin", "13.2", "g/dL"], ["Platelets", "245", "10*3/uL"]]


def test_a_frame_around_a_letter_is_no_table() -> None:
    frame = [Rule(40, 40, 555, 40), Rule(40, 800, 555, 800), Rule(40, 40, 40, 800), Rule(555, 40, 555, 800)]
    assert tables_on(Sheet(builders.letter_sheet().prints, tuple(frame))) == []


def test_every_row_of_a_table_has_as_many_cells() -> None:
    texts, boxes = set_text([(x, 0.1 + 0.02 * k, "7") for k in range(6) for x in (0.1, 0.3, 0.5)[: 3 - k % 2]])
    for rows in tables_of(texts, boxes, np.empty((0, 4)), ASPECT):
        assert len({len(row) for row in rows}) == 1


def test_a_table_lies_inside_the_page_and_around_its_cells() -> None:
    texts, boxes = set_text([(x, 0.1 + 0.02 * k, "12") for k in range(4) for x in (0.1, 0.4, 0.7)])
    (grid,) = find_tables(texts, boxes, reading_order(texts, boxes, ASPECT), np.empty((0, 4)), ASPECT)
    x0, y0, x1, y1 = grid.rect
    assert 0 <= x0 <= boxes[:, 0].min() < boxes[:, 2].max() <= x1 <= 1
    assert 0 <= y0 <= boxes[:, 1].min() < boxes[:, 3].max() <= y1 <= 1
