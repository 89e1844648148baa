"""Every operation of the OpenAPI document, tried by nobody, by another patient and by a doctor who treats others."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import httpx

from evals.access import collect_victim, make_strangers, sweep
from salus.records import service as records
from salus.records.contract import NewAllergyIntolerance, NewCondition, NewFlag, NewMedicationStatement, NewObservation
from tests.support.clinic import Clinic


async def test_no_route_leaks_and_every_refusal_is_audited(client: httpx.AsyncClient, clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        await records.add_condition(ctx, chart, NewCondition(display="Hypertension"))
        await records.add_medication(ctx, chart, NewMedicationStatement(display="Lisinopril 10 mg"))
        await records.add_allergy(ctx, chart, NewAllergyIntolerance(display="Penicillin"))
        await records.add_flag(ctx, chart, NewFlag(display="Risk of falls"))
        measured = NewObservation(
            code="2276-4", code_display="Ferritin", effective_at=ctx.now - timedelta(days=3), value=Decimal(11)
        )
        await records.add_observation(ctx, chart, measured)
    victim = await collect_victim(client, patient=clinic.patient.token, doctor=clinic.doctor.token)
    assert victim.ids["conditions"]
    assert victim.ids["observations"]
    strangers = await make_strangers(client, clinic.admin.token)
    result = await sweep(client, victim, strangers, admin_token=clinic.admin.token)
    assert result.leaks == []
    assert result.broken == []
    assert result.unaudited == []
    assert result.refusals > 2 * result.routes
