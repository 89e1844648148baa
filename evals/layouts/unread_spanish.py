"""Three ordinary reports of the unread ones: a Spanish chain, a Mexican laboratory and an Argentine one."""

from __future__ import annotations

import random
from datetime import timedelta

from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER

from evals.layouts.drawing import ALL, Drawn, Layout, comma, some_day, truth_on
from evals.layouts.forms import Pen, Result
from evals.layouts.sheets import (
    COUNT,
    HORMONES,
    LIPIDS,
    LIVER,
    SALTS,
    STORES,
    band,
    limited,
    new_page,
    panel,
    row,
)  # fmt: skip

MONTHS_MX = ("ENE", "FEB", "MAR", "ABR", "MAY", "JUN", "JUL", "AGO", "SEP", "OCT", "NOV", "DIC")


def spanish_zebra(dice: random.Random) -> Drawn:
    """A Spanish chain of laboratories: striped rows, decimal commas, serology in words, the head again on page two."""
    day, pen, stripe, truth = some_day(dice), Pen(), 0, set()
    out = day + timedelta(days=2)

    def head(page: int) -> None:
        pen.text(45, "Laboratorios Altamira", 15, bold=True)
        pen.text(550, f"Hoja {page} de 2", 8, right=True)
        pen.down(20)
        row(pen, ((45, "Paciente: BERMEJO LLANO, AINHOA"), (300, "Petición: 4407216"), (450, "Sexo: Mujer")), 8.5)
        pen.down(13)
        row(pen, ((45, "Fecha de nacimiento: 19/10/1980"), (300, "Médico solicitante: Dr. Ponce")), 8.5)
        pen.down(13)
        row(pen, ((45, f"Fecha de toma: {day:%d/%m/%Y}"), (200, f"Fecha de recepción: {day:%d/%m/%Y}")), 8.5)
        pen.text(380, f"Fecha de informe: {out:%d/%m/%Y}", 8.5)
        pen.down(26)
        row(pen, ((45, "Determinación"), (255, "Resultado"), (345, "Unidades")), bold=True)
        pen.text(430, "Valores de referencia", 9, bold=True)
        pen.rule(45, 552)

    head(1)
    for title, codes, count in (
        ("HEMATOLOGÍA", COUNT, 8), ("BIOQUÍMICA", SALTS, 9), ("PERFIL HEPÁTICO", LIVER, 6), ("LÍPIDOS", LIPIDS, 3),
        ("HORMONAS Y VITAMINAS", (*HORMONES, *STORES), 6),
    ):  # fmt: skip
        if title == "LÍPIDOS":
            new_page(pen)
            head(2)
        pen.down(24)
        pen.text(45, title, 9.5, bold=True)
        for plain in panel(dice, ALL, codes, count):
            result, sign = limited(dice, plain, 0.2)
            pen.down(16)
            stripe += 1
            if stripe % 2:
                band(pen, 42, 552, 16, colors.whitesmoke)
            low, high = (comma(bound) for bound in result.bounds())
            flag = result.flag("*", "*")
            pen.text(50, dice.choice(result.analyte.names_es), 9)
            pen.text(255, f"{sign}{comma(result.value)} {flag}".rstrip(), 9, bold=bool(flag))
            row(pen, ((345, result.unit), (430, f"Hasta {high}" if result.analyte.low == 0 else f"{low} - {high}")))
            truth |= truth_on([result], day)
    pen.down(24)
    pen.text(45, "SEROLOGÍA", 9.5, bold=True)
    for name in ("Antígeno de superficie de la hepatitis B", "Anticuerpos anti-VHC", "Anticuerpos anti-VIH 1 y 2"):
        pen.down(16)
        row(pen, ((50, name), (255, "Negativo"), (430, "Negativo")))
    pen.down(30)
    pen.text(45, "* Resultado fuera de los valores de referencia. Validado por la Dra. Quiroga, colegiada 2817.", 8)
    return pen.done(), frozenset(truth)


def mexican_study(dice: random.Random) -> Drawn:
    """A Mexican laboratory: decimal points, ALTO and BAJO after the result, months in letters, a urine examination."""
    day, pen, truth = some_day(dice), Pen(LETTER), set()
    month, out = MONTHS_MX[day.month - 1], day + timedelta(days=1)
    pen.text(306 - 110, "LABORATORIOS DEL BAJÍO, S.A. DE C.V.", 11, bold=True)
    pen.down(26)
    pen.canvas.roundRect(42, pen.y - 36, 528, 52, 5)
    row(pen, ((50, "PACIENTE: FICTICIO MARES, ULISES"), (300, "FOLIO: 230117-0042"), (440, "SEXO: MASCULINO")), 8.5)
    pen.down(14)
    row(pen, ((50, "FECHA DE NACIMIENTO: 05/MAY/1966"), (300, "MÉDICO: A QUIEN CORRESPONDA")), 8.5)
    pen.down(14)
    row(pen, ((50, f"FECHA DE TOMA: {day:%d}/{month}/{day.year} 07:32"),), 8.5)
    pen.text(300, f"FECHA DE IMPRESIÓN: {out:%d}/{MONTHS_MX[out.month - 1]}/{out.year} 16:20", 8.5)
    pen.down(32)
    row(pen, ((45, "ESTUDIO"), (240, "RESULTADO"), (375, "UNIDADES"), (460, "LÍMITES DE REFERENCIA")), 8.5, bold=True)
    pen.rule(42, 570)
    for title, codes, count in (
        ("BIOMETRÍA HEMÁTICA", COUNT, 8), ("QUÍMICA SANGUÍNEA", (*SALTS, *LIPIDS), 9),
        ("PRUEBAS DE FUNCIONAMIENTO HEPÁTICO", LIVER, 5), ("PRUEBAS ESPECIALES", ("2857-1", *HORMONES), 3),
    ):  # fmt: skip
        pen.down(19)
        pen.text(45, title, 9, bold=True)
        for result in panel(dice, ALL, codes, count):
            pen.down(13)
            pen.text(55, dice.choice(result.analyte.names_es).upper(), 8.5)
            pen.text(285, result.value, 8.5, right=True)
            pen.text(300, result.flag("ALTO", "BAJO"), 8.5, bold=True)
            row(pen, ((375, result.unit), (460, " - ".join(result.bounds()))), 8.5)
            truth |= truth_on([result], day)
    pen.down(19)
    pen.text(45, "EXAMEN GENERAL DE ORINA", 9, bold=True)
    for name, found, normal in (
        ("COLOR", "AMARILLO", "AMARILLO"), ("ASPECTO", "LIGERAMENTE TURBIO", "TRANSPARENTE"),
        ("NITRITOS", "NEGATIVO", "NEGATIVO"), ("BILIRRUBINAS", "NEGATIVO", "NEGATIVO"),
    ):  # fmt: skip
        pen.down(13)
        row(pen, ((55, name), (240, found), (460, normal)), 8.5)
    return pen.done(), frozenset(truth)


def _count_in_columns(pen: Pen, results: list[Result]) -> None:
    for result in results:
        pen.down(14)
        low, high = (comma(bound) for bound in result.bounds())
        pen.text(60, result.analyte.names_es[0], 10)
        pen.text(330, comma(result.value), 10, right=True)
        row(pen, ((338, result.unit), (430, f"{low} a {high}")), 10)


def argentine_protocol(dice: random.Random) -> Drawn:
    """An Argentine laboratory: the blood count in columns, then each test with its method and its range below it."""
    day, pen = some_day(dice), Pen(font="Times-Roman")
    pen.text(55, "Laboratorio Bioquímico Los Ceibos", 15, bold=True)
    pen.down(16)
    pen.text(55, "Bioq. Renata Falsetti, M.P. 3391", 10)
    pen.down(22)
    row(pen, ((55, "Paciente: IMAGINARIO, Dante"), (300, "Protocolo: 51207"), (430, "Edad: 47 años")), 10)
    pen.down(14)
    row(pen, ((55, "Solicitado por: Dra. Ibarra"), (300, f"Fecha de extracción: {day:%d/%m/%Y}")), 10)
    pen.down(14)
    row(pen, ((55, "Obra social: particular"), (300, f"Impreso: {day + timedelta(days=3):%d/%m/%Y}")), 10)
    pen.rule(50, 545)
    pen.down(26)
    pen.text(55, "HEMOGRAMA", 10.5, bold=True)
    row(pen, ((288, "Resultado"), (338, "Unidad"), (430, "Valores normales")), 9)
    count = panel(dice, ALL, COUNT, 7)
    _count_in_columns(pen, count)
    pen.down(12)
    others = panel(dice, ALL, (*SALTS, *LIPIDS, *LIVER), 7) + panel(dice, ALL, HORMONES, 2)
    for result in others:
        pen.down(19)
        low, high = (comma(bound) for bound in result.bounds())
        pen.text(55, dice.choice(result.analyte.names_es).upper(), 10.5, bold=True)
        pen.text(330, comma(result.value), 10.5, bold=True, right=True)
        pen.text(338, result.unit, 10.5)
        pen.down(12)
        method = "quimioluminiscencia" if result.analyte.loinc in HORMONES else "colorimétrico, 37 °C"
        pen.text(65, f"Método: {method}", 9)
        pen.down(11)
        limits = f"hasta {high}" if result.analyte.low == 0 else f"{low} - {high}"
        pen.text(65, f"Valores de referencia: {limits} {result.unit}", 9)
    return pen.done(), truth_on([*count, *others], day)


SPANISH: tuple[Layout, ...] = (spanish_zebra, mexican_study, argentine_protocol)
