"""Small parts of scanned reports: the words, boxes and doubts that OCR gave for drawn forms, scanned at 150 dpi."""

from __future__ import annotations

from salus.documents.contract import Box, Page, PageSource, Word


def scan(words: str, rotation_deg: float = 0.0, *, width_pt: float = 595.7, height_pt: float = 841.9) -> Page:
    """A page of words, one a line: text, box in ten-thousandths of the page, and how surely it was read in per cent."""
    return Page(
        number=1,
        width_pt=width_pt,
        height_pt=height_pt,
        source=PageSource.OCR,
        words=tuple(_word(line) for line in words.splitlines() if line.strip()),
        rotation_deg=rotation_deg,
    )


def _word(line: str) -> Word:
    text, *numbers = line.split()
    x0, y0, x1, y1, percent = (int(number) for number in numbers)
    return Word(text, Box(x0 / 10_000, y0 / 10_000, x1 / 10_000, y1 / 10_000), percent / 100)


# Three days as columns; the sheet leans to the left by 1.8 degrees, so that values at the right of a row stand level
# with the name in the row above it.
LEANING_DEG = 358.17
LEANING = """
    Test 652 1274 984 1421 100
    Units 2929 1209 3321 1362 100
    Ref. 4022 1186 4318 1321 100
    range 4369 1186 4792 1321 100
    26-Jan-23 5293 1147 6028 1295 100
    28-May-23 6603 1112 7368 1273 100
    28-Jul-23 8028 1082 8712 1233 98
    RDW 741 2882 1116 3035 100
    % 3007 2839 3142 2974 100
    11.5-14.5 4107 2804 4762 2938 100
    12.4 5810 2769 6102 2902 100
    11.0 7023 2734 7313 2875 100
    L 7369 2734 7450 2875 100
    15.2 8335 2701 8635 2845 100
    H 8684 2698 8785 2837 100
    Hemoglobin 748 3077 1592 3243 100
    A1c 1643 3070 1918 3223 100
    % 3017 3043 3152 3176 100
    4.0-5.6 4104 3017 4598 3147 100
    4.3 7241 2943 7459 3080 57
    4.5 8587 2904 8802 3049 100
    Folic 762 3285 1096 3436 100
    Acid 1134 3276 1447 3426 100
    ng/mL 3027 3225 3471 3400 100
    3.0-17.0 4116 3204 4696 3355 100
    8.5 5913 3170 6127 3307 100
    22.4 7006 3140 7306 3282 100
    H 7362 3140 7465 3282 100
    7.1 8596 3109 8789 3243 100
"""
