"""Messages that cannot wait: fixed text, a mark for the care team, and what is declined."""

from __future__ import annotations

from datetime import timedelta

from salus.chat.contract import Answer, Language, Sentence, Source, SourceType
from salus.clinical import redflags
from salus.clinical.redflags import Urgency, UrgencyClass
from salus.core.context import Ctx
from salus.records import service as records
from salus.records.contract import Attention, AttentionKind, Chart

ATTENTION_LASTS = timedelta(days=14)
MOST_URGENT = 1


def fixed_reply(urgency: Urgency, language: Language) -> Answer:
    """The reply to an emergency or crisis: fixed sentences, each citing the rule that sent it."""
    texts = redflags.fixed_reply(urgency, language.value).sentences
    label = f"Safety rule: {urgency.category}"
    sources = tuple(Source(SourceType.RULE, label, (text,), quote=text) for text in texts)
    sentences = tuple(Sentence(text, (number,)) for number, text in enumerate(texts))
    return Answer(sentences, sources, language, requires_doctor_consultation=True, urgency=urgency.urgency.value)


async def tell_care_team(ctx: Ctx, chart: Chart, urgency: Urgency) -> None:
    """Put the patient at the top of the worklists of those who treat, until somebody looks."""
    reason = Attention(
        kind=AttentionKind.FLAG,
        key=f"chat-{urgency.category}",
        rank=MOST_URGENT,
        reason=f"Emergency reply in chat: {(urgency.category or '').replace('_', ' ')}",
        at=ctx.now,
        expires_at=ctx.now + ATTENTION_LASTS,
    )
    await records.set_attention(ctx, chart, reason)
    await ctx.audit("chat.emergency", patient_id=chart.patient_id, category=urgency.category or "unknown")


def declined(urgency: Urgency | None) -> str | None:
    """Which decision of a doctor the question asks for, as the phrase that declines it."""
    if urgency is None or urgency.urgency is not UrgencyClass.DOCTOR_REDIRECT:
        return None
    return "decline_treatment" if "treatment" in (urgency.category or "") else "decline_diagnosis"
