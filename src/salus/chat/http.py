"""Routes of chat: ask as a patient or as a doctor, as JSON or as a stream of sentences; read conversations."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import Request, Response
from sse_starlette import ServerSentEvent

from salus.chat import service
from salus.chat.contract import Audience, Question
from salus.chat.http_models import (
    ConversationOut,
    DoctorQuestion,
    DoctorReplyOut,
    PatientQuestion,
    PatientReplyOut,
    ThreadOut,
    conversation_out,
    doctor_reply_out,
    message_out,
    patient_reply_out,
)
from salus.core.context import Role
from salus.core.errors import RoleNotAllowed
from salus.core.http.call import ClinicalCall, DoctorCall, DoctorUuid, PatientCall, PatientUuid, ResourceId
from salus.core.http.envelope import Success, success
from salus.core.http.marks import counts_as
from salus.core.http.routing import SliceRouter
from salus.core.http.sse import event, stream, wants_stream
from salus.core.limits.contract import LimitClass
from salus.records import service as records

router = SliceRouter(prefix="/api/v1", tags=["chat"])


@router.post(
    "/patients/{patient_uuid}/chat", response_model=Success[PatientReplyOut], openapi_extra=counts_as(LimitClass.CHAT)
)
async def ask_as_patient(
    request: Request, call: PatientCall, patient_uuid: PatientUuid, question: PatientQuestion
) -> Success[PatientReplyOut] | Response:
    """Ask about one's own record. With `Accept: text/event-stream` the answer comes sentence by sentence."""
    async with call.transaction() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action="chat.ask")
        asked = Question(question.message, Audience.PATIENT, question.conversation_id)
        reply = patient_reply_out(await service.answer_patient(ctx, chart, asked))
    if reply.urgency in ("emergency", "crisis"):
        await call.services.notices.patient_changed(patient_uuid, "chat", reply.message_id, reply.urgency)
    return stream(_events(reply)) if wants_stream(request) else success(reply, call.request_id)


@router.post(
    "/doctors/{doctor_uuid}/chat", response_model=Success[DoctorReplyOut], openapi_extra=counts_as(LimitClass.CHAT)
)
async def ask_as_doctor(
    request: Request, call: DoctorCall, doctor_uuid: DoctorUuid, question: DoctorQuestion
) -> Success[DoctorReplyOut] | Response:
    """Ask about a patient whom one treats."""
    if doctor_uuid != call.actor.practitioner_id:
        raise RoleNotAllowed("A doctor asks under the own id only.")
    async with call.transaction() as ctx:
        chart = await records.open_chart(ctx, question.patient_uuid, action="chat.ask")
        asked = Question(question.message, Audience.DOCTOR, question.conversation_id, question.additional_context)
        reply = doctor_reply_out(await service.answer_doctor(ctx, chart, asked))
    return stream(_events(reply)) if wants_stream(request) else success(reply, call.request_id)


@router.get("/patients/{patient_uuid}/conversations")
async def list_conversations(call: ClinicalCall, patient_uuid: PatientUuid) -> Success[list[ConversationOut]]:
    """The caller's own conversations about this patient, latest first."""
    if call.actor.role is Role.SERVICE:
        raise RoleNotAllowed
    async with call.reading() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action="conversation.list")
        found = await service.list_conversations(ctx, chart)
    return success([conversation_out(each) for each in found], call.request_id)


@router.get("/conversations/{resource_id}")
async def read_conversation(call: ClinicalCall, resource_id: ResourceId) -> Success[ThreadOut]:
    """One of the caller's own conversations with all its turns."""
    async with call.reading() as ctx:
        chart, conversation = await service.open_conversation(ctx, resource_id)
        messages = await service.read_messages(ctx, chart, resource_id)
    thread = ThreadOut(
        conversation=conversation_out(conversation), messages=[message_out(message) for message in messages]
    )
    return success(thread, call.request_id)


async def _events(reply: PatientReplyOut | DoctorReplyOut) -> AsyncIterator[ServerSentEvent]:
    """The conversation first, then each source before the sentence that cites it, then the whole."""
    yield event("conversation", {"conversation_id": reply.conversation_id, "message_id": reply.message_id})
    told: set[int] = set()
    for number, sentence in enumerate(reply.sentences):
        for citation in sentence.citations:
            if citation not in told:
                told.add(citation)
                yield event("source", {"index": citation, **reply.sources[citation].model_dump()})
        yield event("sentence", {"index": number, **sentence.model_dump()})
    yield event("done", reply.model_dump())
