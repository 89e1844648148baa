"""The Chart: proof that role, care relationship and consent were checked. Minted in one place only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Purpose(StrEnum):
    """Why a chart is opened; written into the audit row."""

    TREATMENT = "treatment"
    PATIENT_REQUEST = "patient-request"
    OPERATIONS = "operations"
    AI_PROCESSING = "ai-processing"
    RESEARCH = "research"
    EMERGENCY = "emergency"


class ChartScope(StrEnum):
    """How much of a chart is open: everything clinical, or only who the person is."""

    CLINICAL = "clinical"
    DEMOGRAPHIC = "demographic"


@dataclass(frozen=True, slots=True)
class Emergency:
    """What opened a chart to a doctor who does not treat the patient, and until when."""

    id: UUID
    expires_at: datetime
    overrides_denial: bool


_MINT = object()


@dataclass(frozen=True, slots=True)
class Chart:
    """One patient's chart, opened for one transaction. Only `records.service` can make one."""

    patient_id: UUID
    purpose: Purpose
    scope: ChartScope
    emergency: Emergency | None = None
    _mint: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._mint is not _MINT:
            raise TypeError("a Chart is opened with records.service.open_chart, never built by hand")


def mint(patient_id: UUID, purpose: Purpose, scope: ChartScope, emergency: Emergency | None = None) -> Chart:
    """Make a Chart. For `records.service` alone, after its checks passed and row-level security was set."""
    return Chart(patient_id, purpose, scope, emergency, _MINT)
