"""Five of the standing forms, and what all ten share: people, panels with their lines, one-sided ranges.

Here: the Mexican and the Spanish reports, the cumulative report, and the small print.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER

from evals.layouts.drawing import ALL, Drawn, comma, result_of, some_day, truth_on
from evals.layouts.forms import Pen, Result
from evals.layouts.sheets import COUNT, HORMONES, LIPIDS, LIVER, SALTS, STORES, age, band, limited, panel, row
from evals.layouts.truth import Analyte
from evals.layouts.truth_more import SI

Line = tuple[Result, str]
Group = tuple[str, list[Line]]
# Tests whose unit is the same in both systems complete the SI table.
EITHER = ("2075-0", "785-6", "788-0", "6768-6", "1920-8", "2324-2", "2532-0")
WORLD: tuple[Analyte, ...] = (*(analyte for analyte in ALL if analyte.loinc in EITHER), *SI)
# Laboratories print only the upper limit of these, and only the lower one of HDL cholesterol.
NO_LOWER = ("2093-3", "14647-2", "2571-8", "4548-4", "59261-8", "1742-6", "1920-8", "1988-5", "2857-1")
NO_UPPER = ("2085-9",)
BY_SEX = ("718-7", "4544-3", "789-8", "2276-4", "2498-4", "3084-1", "2160-0", "14682-9")
INFLAMMATION = ("1988-5", "2157-6")
WOMEN = ("Ottoline Farrow", "Perpetua Lindqvist", "Marguerite Ashby", "Ines Thornbury", "Delphine Okoro")
MUJERES = ("ROMERO VIDAL, LUCÍA", "SANTOS PRIETO, AMALIA", "CASTELLS MORA, NURIA", "BELTRÁN ORTIZ, INÉS")
MEN = ("Barnaby Quill", "Thaddeus Marlow", "Ignatius Penrose")


def a_person(dice: random.Random, names: tuple[str, ...] = WOMEN) -> tuple[str, date]:
    """An invented name and a date of birth after the 12th, which tells the order of day and month."""
    return dice.choice(names), date(dice.randint(1938, 1998), dice.randint(1, 12), dice.randint(13, 28))


def american(dice: random.Random, result: Result) -> str:
    """One of the test's names, in American spelling."""
    return dice.choice([name for name in result.analyte.names if not name.startswith("Haem")])


def _styled(result: Result, style: int) -> Result:
    units = result.analyte.printed_units
    return replace(result, unit=units[min(style, len(units) - 1)])


def groups(
    dice: random.Random, table: tuple[Analyte, ...], *wanted: tuple[str, tuple[str, ...], int]
) -> tuple[Group, ...]:
    """Panels under their titles, units in one style; some results are beyond a limit of measurement."""
    style = dice.randint(0, 1)
    return tuple(
        (title, [limited(dice, _styled(result, style)) for result in panel(dice, table, codes, count)])
        for title, codes, count in wanted
    )


def results_in(shown: tuple[Group, ...]) -> list[Result]:
    """All results of the panels."""
    return [result for _, lines in shown for result, _ in lines]


def _limits(result: Result) -> tuple[str, str]:
    low, high = result.bounds()
    code = result.analyte.loinc
    return "" if code in NO_LOWER else low, "" if code in NO_UPPER else high


def interval(result: Result, between: str = "-", below: str = "<{}", above: str = ">{}") -> str:
    """The range in this laboratory's words, one-sided where only one limit is printed."""
    low, high = _limits(result)
    if not low:
        return below.format(high)
    return f"{low}{between}{high}" if high else above.format(low)


def mark(result: Result, high: str, low: str) -> str:
    """The flag, only for a limit that is printed."""
    lower, upper = _limits(result)
    return result.flag(high if upper else "", low if lower else "")


def laboratorio_mexicano(dice: random.Random) -> Drawn:
    """Mexican: points as decimals, ranges with `a`, ranges of women only, words as flags, print date."""
    day, (name, born), pen = some_day(dice), a_person(dice, MUJERES), Pen(LETTER)
    shown = groups(
        dice, ALL,
        ("BIOMETRÍA HEMÁTICA", COUNT, 7), ("QUÍMICA SANGUÍNEA", SALTS, 8),
        ("PERFIL DE LÍPIDOS", LIPIDS, 3), ("PRUEBAS ESPECIALES", (*STORES, *HORMONES), 4),
    )  # fmt: skip
    pen.text(306 - 130, "LABORATORIOS CLÍNICOS DEL BAJÍO", 14, bold=True)
    pen.down(14)
    pen.text(306 - 112, "Av. de los Fresnos 118, Querétaro, Qro.   Tel. 442 555 0142", 8)
    pen.down(24)
    printed = day + timedelta(days=1)
    for left, right in (
        (f"PACIENTE: {name}", f"FOLIO: {dice.randint(100000, 999999)}"),
        (f"EDAD: {age(born, day)} AÑOS    SEXO: FEMENINO", f"FECHA DE NACIMIENTO: {born:%d/%m/%Y}"),
        (f"FECHA DE TOMA: {day:%d/%m/%Y} 07:40", f"FECHA DE IMPRESIÓN: {printed:%d/%m/%Y} 13:05"),
        ("MÉDICO: A QUIEN CORRESPONDA", "MUESTRA: SANGRE"),
    ):
        row(pen, ((50, left), (340, right)), 8.5)
        pen.down(12)
    pen.down(8)
    band(pen, 46, 566, 16, colors.lightgrey)
    row(pen, ((50, "ESTUDIO"), (222, "RESULTADO"), (300, "UNIDADES"), (375, "VALORES DE REFERENCIA")), bold=True)
    for title, lines in shown:
        pen.down(22)
        pen.text(50, title, 9.5, bold=True)
        for result, sign in lines:
            pen.down(14)
            between = interval(result, " a ", "Menor de {}", "Mayor de {}")
            if result.analyte.loinc in BY_SEX:
                between = f"Mujeres: {between}"
            pen.text(58, dice.choice(result.analyte.names_es), 9)
            pen.text(270, f"{sign}{result.value}", 9, right=True, bold=bool(mark(result, "x", "x")))
            row(pen, ((300, result.unit), (375, between), (520, mark(result, "ALTO", "BAJO"))))
    pen.down(22)
    row(pen, ((50, "GRUPO SANGUÍNEO"), (222, f"{dice.choice('ABO')} positivo")))
    pen.down(34)
    pen.text(50, "Q.F.B. Imaginaria Solís   Céd. Prof. 0000000   Responsable sanitario", 8)
    return pen.done(), truth_on(results_in(shown), day)


def hospital_comarcal(dice: random.Random) -> Drawn:
    """Spanish: decimal commas, unit before the range, an asterisk before the value, three dated lines, qualitative."""
    day, (name, born), pen = some_day(dice), a_person(dice, MUJERES), Pen(font="Times-Roman")
    shown = groups(
        dice, ALL,
        ("HEMOGRAMA", COUNT, 8), ("BIOQUÍMICA", (*SALTS, *LIVER), 12),
        ("HORMONAS Y VITAMINAS", (*HORMONES, *STORES), 5),
    )  # fmt: skip
    asked, said = day - timedelta(days=6), day + timedelta(days=2)
    pen.text(50, "Hospital Comarcal de Santa Eulalia", 14, bold=True)
    pen.text(545, "Laboratorio de Análisis Clínicos", 10, right=True)
    pen.rule(50, 545)
    pen.down(20)
    for left, right in (
        (f"Apellidos y nombre: {name}", f"N.º historia: {dice.randint(100000, 999999)}"),
        (f"Fecha de nacimiento: {born:%d/%m/%Y}  ({age(born, day)} años)", "Sexo: Mujer"),
        ("Servicio: Atención primaria", f"Fecha de extracción: {day:%d/%m/%Y} 08:25"),
        (f"Fecha de petición: {asked:%d/%m/%Y}", f"Fecha de informe: {said:%d/%m/%Y}"),
    ):  # fmt: skip
        row(pen, ((50, left), (330, right)), 10)
        pen.down(13)
    pen.down(12)
    heads = ((50, "Determinación"), (300, "Unidades"), (375, "Valores de referencia"))
    row(pen, heads, 10, bold=True)
    pen.text(275, "Resultado", 10, bold=True, right=True)
    pen.rule(50, 545)
    for title, lines in shown:
        pen.down(21)
        pen.text(50, title, 10, bold=True)
        for result, sign in lines:
            pen.down(14)
            star = mark(result, "* ", "* ")
            pen.text(60, dice.choice(result.analyte.names_es), 10)
            pen.text(275, f"{star}{sign}{comma(result.value)}", 10, right=True, bold=bool(star))
            row(pen, ((300, result.unit), (375, comma(interval(result, " - ", "< {}", "> {}")))), 10)
    pen.down(21)
    pen.text(50, "SEROLOGÍA", 10, bold=True)
    for test in ("Antígeno de superficie VHB", "Anticuerpos VHC"):
        pen.down(14)
        pen.text(60, test, 10)
        pen.text(275, "Negativo", 10, right=True)
    pen.down(30)
    pen.text(50, "* Fuera del intervalo de referencia.   Validado por: Dra. Ficticia Llorens", 8.5)
    return pen.done(), truth_on(results_in(shown), day)


def con_resultado_anterior(dice: random.Random) -> Drawn:
    """A private Spanish laboratory: the earlier result and its own date at the end of most lines."""
    day, (name, born), pen = some_day(dice), a_person(dice, MUJERES), Pen()
    earlier = [day - timedelta(days=days) for days in (dice.randint(80, 200), dice.randint(300, 420))]
    shown = groups(
        dice, ALL, ("Hematología", COUNT, 6), ("Bioquímica", (*SALTS, *LIPIDS, *LIVER), 10), ("Hormonas", HORMONES, 2)
    )
    truth = set(truth_on(results_in(shown), day))
    pen.text(45, "ANALÍTICA LEVANTE", 15, bold=True)
    pen.text(550, "Informe de resultados", 11, right=True)
    pen.down(26)
    pen.text(45, f"Paciente: {name}     F. nac.: {born:%d-%m-%Y}     Mujer     N.º {dice.randint(10000, 99999)}", 9)
    pen.down(13)
    said = day + timedelta(days=1)
    pen.text(45, f"Fecha de toma: {day:%d-%m-%Y}     Fecha de impresión: {said:%d-%m-%Y}     Mutua: Particular", 9)
    pen.down(26)
    band(pen, 40, 555, 17, colors.HexColor("#d8e4ee"))
    heads = ((45, "Prueba"), (258, "Unidad"), (325, "Intervalo ref."), (487, "Fecha ant."))
    row(pen, heads, bold=True)
    pen.text(235, "Resultado", 9, bold=True, right=True)
    pen.text(470, "Anterior", 9, bold=True, right=True)
    for title, lines in shown:
        pen.down(22)
        pen.text(45, title, 10, bold=True)
        pen.rule(45, 550)
        for result, sign in lines:
            pen.down(16)
            before = result_of(dice, result.analyte)
            then = dice.choice((*earlier, earlier[0], None))
            pen.text(50, dice.choice(result.analyte.names_es), 9)
            pen.text(235, f"{sign}{comma(result.value)}", 9, right=True, bold=bool(mark(result, "A", "B")))
            row(pen, ((240, mark(result, "A", "B")), (258, result.unit), (325, comma(interval(result)))))
            if then:
                pen.text(470, comma(before.value), 9, right=True)
                pen.text(487, f"{then:%d-%m-%Y}", 9)
                truth.add((result.analyte.loinc, before.value, result.analyte.ucum, then))
    pen.down(28)
    pen.text(45, "A: alto   B: bajo   Director técnico: Dr. Supuesto Marí", 8)
    return pen.done(), frozenset(truth)


def brisbane_cumulative(dice: random.Random) -> Drawn:
    """Australian, monospaced: three to five dated columns with time and number below, unit and range at the right."""
    last = some_day(dice).replace(day=dice.randint(13, 28))
    (name, born), pen, truth = a_person(dice), Pen(font="Courier"), set()
    columns = dice.randint(3, 5)
    days = [last - timedelta(days=97 * back) for back in range(columns - 1, -1, -1)]
    rights = [224 + 216 / (columns - 1) * column for column in range(columns)]
    pen.text(40, "MORETON BAY PATHOLOGY", 12, bold=True)
    pen.text(555, "Brisbane QLD 4000", 8, right=True)
    pen.down(20)
    pen.text(40, f"Patient: {name}   DOB: {born:%d/%m/%Y}   Sex: F   Medicare: 0000 00000 0", 8.5)
    pen.down(12)
    pen.text(
        40, f"Referred by: Dr P. Pretend   Report printed: {last + timedelta(days=1):%d/%m/%Y}   CUMULATIVE REPORT", 8.5
    )
    pen.down(26)
    number = dice.randint(410000, 480000)
    for head, words in (
        ("Date", [f"{day:%d/%m/%y}" for day in days]),
        ("Time", [f"{dice.randint(7, 11):02}:{dice.randint(0, 59):02}" for _ in days]),
        ("Lab No", [str(number + 90_211 * place) for place in range(columns)]),
    ):
        pen.text(40, head, 8, bold=head == "Date")
        for x, word in zip(rights, words, strict=True):
            pen.text(x, word, 8, right=True, bold=head == "Date")
        if head == "Date":
            row(pen, ((465, "Units"), (510, "Ref Range")), 8, bold=True)
        pen.down(11)
    pen.rule(40, 560)
    for title, codes, count in (
        ("HAEMATOLOGY", COUNT, 5), ("ELECTROLYTES AND LIVER", (*SALTS, *LIVER), 9), ("OTHER", (*STORES, *HORMONES), 3),
    ):  # fmt: skip
        pen.down(18)
        pen.text(40, title, 8, bold=True)
        for result in (_styled(drawn, 1) for drawn in panel(dice, WORLD, codes, count)):
            pen.down(13)
            pen.text(40, min(result.analyte.names, key=len), 8)
            row(pen, ((465, result.unit), (510, interval(result))), 8)
            for x, day in zip(rights, days, strict=True):
                if day == last or dice.random() > 0.2:
                    value = result if day == last else result_of(dice, result.analyte)
                    pen.text(x, value.value, 8, right=True)
                    pen.text(x + 2, mark(value, "H", "L"), 8, bold=True)
                    truth.add((result.analyte.loinc, value.value, result.analyte.ucum, day))
    pen.down(28)
    pen.text(40, "H above, L below the reference range. Latest sample in the rightmost column.", 8)
    return pen.done(), frozenset(truth)


NOTES = {
    "62292-8": "Deficiency is a level below 20 ng/mL; levels above 100 ng/mL may be harmful.",
    "4548-4": "5.7 to 6.4 %: raised risk of diabetes. 6.5 % or more: diabetes, if confirmed by a second sample.",
    "2085-9": "Desirable: above 40 mg/dL in men, above 50 mg/dL in women.",
    "2571-8": "Borderline 150 to 199, high 200 to 499, very high 500 mg/dL or more (fasting).",
    "2823-3": "Specimen slightly hemolyzed; potassium may read up to 0.3 mmol/L too high.",
    "2132-9": "Between 200 and 300 pg/mL a deficiency is not excluded; consider methylmalonic acid.",
    "2857-1": "Results of different methods (here: electrochemiluminescence) cannot be interchanged.",
    "3016-3": "Biotin above 5 mg a day disturbs this test; it should be stopped 48 hours before sampling.",
    "2160-0": "Method traceable to isotope dilution mass spectrometry.",
    "1988-5": "For cardiovascular risk please order the high-sensitivity test.",
}


def small_print_comments(dice: random.Random) -> Drawn:
    """A health check in small print: unit beside the value, comments with numbers under many results."""
    day, (name, born), pen = some_day(dice), a_person(dice, MEN), Pen(LETTER)
    shown = groups(
        dice, ALL,
        ("METABOLIC PANEL", SALTS, 11), ("LIVER", LIVER, 6), ("LIPIDS", LIPIDS, 3),
        ("ENDOCRINE AND VITAMINS", (*HORMONES, *STORES), 7), ("OTHER", ("2857-1", *INFLAMMATION), 3),
    )  # fmt: skip
    pen.text(60, "Lakeshore Preventive Medicine", 12, bold=True)
    pen.text(552, "Laboratory Results - FINAL", 8, right=True)
    pen.rule(60, 552)
    pen.down(16)
    later = day + timedelta(days=2)
    words = f"DOB {born:%b %d, %Y}  |  Male, {age(born, day)} y  |  Accession L{dice.randint(10000, 99999)}"
    pen.text(60, f"{name}  |  {words}", 7)
    pen.down(10)
    pen.text(
        60, f"Drawn {day:%b %d, %Y} 07:55 AM  |  Received {day:%b %d, %Y} 01:20 PM  |  Reported {later:%b %d, %Y}", 7
    )
    pen.down(18)
    row(pen, ((60, "Test"), (215, "Your result"), (320, "Reference range"), (430, "Status")), 7, bold=True)
    for title, lines in shown:
        pen.down(15)
        pen.text(60, title, 7, bold=True)
        pen.rule(60, 552)
        for result, sign in lines:
            pen.down(11)
            status = mark(result, "Above range", "Below range") or "In range"
            pen.text(66, american(dice, result), 6.8)
            pen.text(215, f"{sign}{result.value} {result.unit}", 6.8, bold=status != "In range")
            row(pen, ((320, interval(result, " to ", "up to {}", "{} or more")), (430, status)), 6.8)
            if note := NOTES.get(result.analyte.loinc):
                pen.down(9)
                pen.text(76, note, 6)
    pen.down(24)
    pen.text(
        60, "Performed at Lakeshore Preventive Medicine, 400 Invented Pier, Duluth MN. Director: R. Nobody, MD.", 6
    )
    return pen.done(), truth_on(results_in(shown), day)
