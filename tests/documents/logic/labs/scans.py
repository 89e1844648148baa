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

# A raised "01" behind each name, read in different ways and never surely.
RAISED_MARKS = """
    Date 792 1178 1093 1326 100
    Collected: 1138 1183 1790 1336 100
    07/07/2021 1831 1193 2542 1347 100
    Test 771 1446 1069 1617 100
    Current 3117 1498 3615 1650 100
    Result 3658 1506 4078 1657 100
    and 4114 1513 4357 1661 100
    Flag 4409 1518 4683 1667 100
    Previous 5162 1532 5742 1678 100
    Result 5787 1540 6203 1684 100
    and 6245 1546 6486 1688 100
    Date 6535 1549 6828 1692 100
    Units 7125 1553 7456 1712 100
    Reference 8103 1575 8767 1730 100
    Interval 8811 1584 9302 1737 100
    MCHC°1 841 3049 1398 3211 34
    34.1 3081 3082 3364 3242 100
    33.2 5117 3116 5393 3282 100
    06/14/2020 5850 3130 6581 3286 100
    g/dL 7075 3150 7356 3297 99
    32.0-36.0 8056 3173 8673 3315 100
    Glucose{1 817 3768 1455 3938 41
    75 3055 3813 3210 3966 100
    mg/dL 7057 3877 7459 4051 100
    70-99 8039 3896 8407 4056 100
    Urea 816 3990 1120 4151 100
    Nitrogen01 1173 3990 1845 4151 44
    9 3050 4027 3124 4172 100
    mg/dL 7051 4090 7453 4265 100
    7-20 8034 4103 8319 4269 100
    LDH01 745 6653 1132 6801 34
    230 2976 6697 3216 6847 100
    High 3879 6698 4188 6879 100
    270 5016 6719 5260 6883 100
    06/14/2020 5749 6738 6481 6898 100
    U/L 6981 6753 7200 6915 100
    80-225 7955 6769 8414 6937 100
"""

# A sheet in SI units: the stroke of "g/L" was lost.
LOST_STROKE = """
    Date 700 1520 990 1640 100
    09.03.2023 2950 1520 3468 1640 100
    11.06.2023 4090 1520 4607 1640 100
    14.09.2023 5230 1520 5754 1640 100
    20.12.2023 6370 1520 6894 1640 100
    Units 7378 1763 7674 1886 100
    Reference 8318 1761 8925 1880 100
    Albumin 717 2696 1224 2827 100
    32 3336 2677 3484 2799 100
    L 3549 2677 3624 2799 100
    49 4471 2667 4628 2786 100
    40 5615 2658 5769 2779 100
    40 6760 2651 6914 2771 100
    gL 7377 2633 7590 2787 100
    35-50 8330 2636 8686 2762 100
"""

# Three days of a stay; in the second there is a dash for want of a result, which was read as a one.
DASH_READ_AS_ONE = """
    Parameter 902 1436 1658 1571 100
    Normal 3168 1420 3710 1564 100
    Unit 4370 1404 4689 1563 100
    04.04.2025 6013 1570 6685 1704 100
    06.04.2025 7224 1573 7895 1693 100
    12.04.2025 8456 1562 9107 1696 100
    Creatinine 908 2043 1670 2192 100
    0.60 3169 2034 3381 2154 95
    - 3430 2034 3469 2154 100
    1.20 3546 2034 3810 2154 100
    mg/dL 4383 2020 4840 2167 100
    0.95 6492 2005 6694 2152 100
    1.10 8849 2000 9113 2140 100
    Calcium 920 3860 1480 4000 100
    8.6 3190 3855 3390 3990 100
    - 3430 3855 3470 3990 100
    10.2 3560 3855 3820 3990 100
    mg/dL 4400 3850 4840 3990 100
    8.2 6500 3845 6700 3985 100
    1 7800 3840 7940 3980 73
    10.3 8860 3835 9120 3975 100
"""
