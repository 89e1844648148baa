"""What a paper says, apart from how it is laid out. `months`/`days` count back from the day of seeding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Medium(StrEnum):
    """How the paper reaches the clinic."""

    DIGITAL = "digital"
    SCAN = "scan"
    PHOTO = "photo"


class LabLayout(StrEnum):
    """The three laboratories of the demo and their forms."""

    RULED = "ruled"
    COLUMNS = "columns"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True)
class LabLine:
    """One printed result; `earlier` are the older values of a cumulative form, newest first."""

    name: str
    value: str
    unit: str
    reference: str
    flag: str = ""
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabPanel:
    """A headed group of results."""

    title: str
    lines: tuple[LabLine, ...]


@dataclass(frozen=True, slots=True)
class LabReport:
    """A laboratory report."""

    layout: LabLayout
    panels: tuple[LabPanel, ...]
    comment: str = ""
    earlier_months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter or report in headed paragraphs; the picture, if any, is a schematic drawn for the report."""

    institution: str
    title: str
    paragraphs: tuple[tuple[str, str], ...]
    signed: str
    has_picture: bool = False


@dataclass(frozen=True, slots=True)
class Prescription:
    """A prescription form."""

    items: tuple[tuple[str, str, str], ...]
    signed: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the demo: what it says, how it arrives, under which name and type."""

    filename: str
    document_type: str
    months: int
    days: int
    content: LabReport | Letter | Prescription
    medium: Medium = Medium.DIGITAL
