"""A clinic whose patient has something to ask about."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from salus.records import service as records
from salus.records.contract import NewFamilyMemberHistory, NewMedicationStatement, NewObservation
from tests.support.clinic import Clinic


@pytest.fixture
async def told(clinic: Clinic) -> Clinic:
    """A clinic whose patient has a low ferritin and a medicine."""
    async with clinic.chart() as (ctx, chart):
        for amount, days in (("30", 400), ("19", 200), ("11", 7)):
            await records.add_observation(
                ctx,
                chart,
                NewObservation(
                    code="2276-4",
                    code_display="Ferritin",
                    effective_at=ctx.now - timedelta(days=days),
                    value=Decimal(amount),
                    unit="ng/mL",
                    reference_low=Decimal(15),
                    reference_high=Decimal(200),
                ),
            )
        await records.add_medication(
            ctx, chart, NewMedicationStatement(display="Lisinopril 10 mg", dosage_text="2 tablets in the morning")
        )
        mother = NewFamilyMemberHistory(relationship="mother", display="Breast cancer", onset_age=44)
        await records.add_family_history(ctx, chart, mother)
    return clinic
