"""Routes of chat: ask as a patient or as a doctor, as JSON or as a stream of sentences; read conversations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request, Response

from salus.chat import service, streaming
from salus.chat.contract import Audience, Message, Question, Reply
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
from salus.chat.live import begin
from salus.chat.service import Writing
from salus.core.context import Role
from salus.core.errors import RoleNotAllowed
from salus.core.http.call import (
    ClinicalCall,
    DoctorCall,
    DoctorUuid,
    PatientCall,
    PatientUuid,
    ResourceId,
    SignedIn,
)
from salus.core.http.envelope import Success, success
from salus.core.http.marks import counts_as
from salus.core.http.routing import SliceRouter
from salus.core.http.sse import stream, wants_stream
from salus.core.limits.contract import LimitClass
from salus.records import service as records

Out = TypeVar("Out", PatientReplyOut, DoctorReplyOut)
router = SliceRouter(prefix="/api/v1", tags=["chat"])


@router.post(
    "/patients/{patient_uuid}/chat", response_model=Success[PatientReplyOut], openapi_extra=counts_as(LimitClass.CHAT)
)
async def ask_as_patient(
    request: Request, call: PatientCall, patient_uuid: PatientUuid, question: PatientQuestion
) -> Success[PatientReplyOut] | Response:
    """Ask about one's own record. With `Accept: text/event-stream` the answer comes sentence by sentence.

    An event's id tells how far the answer has come: `.../answers/{id}/events` goes on behind it (`Last-Event-ID`).
    """
    async with call.transaction() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action="chat.ask")
        asked = Question(question.message, Audience.PATIENT, question.conversation_id)
        answered = await service.ask_patient(ctx, chart, asked)
    if isinstance(answered, Reply) and answered.answer.urgency in ("emergency", "crisis"):
        urgency = answered.answer.urgency
        await call.services.notices.patient_changed(patient_uuid, "chat", answered.message_id, urgency)
    return await _answered(request, call, answered, patient_reply_out)


@router.post(
    "/doctors/{doctor_uuid}/chat", response_model=Success[DoctorReplyOut], openapi_extra=counts_as(LimitClass.CHAT)
)
async def ask_as_doctor(
    request: Request, call: DoctorCall, doctor_uuid: DoctorUuid, question: DoctorQuestion
) -> Success[DoctorReplyOut] | Response:
    """Ask about a patient whom one treats; streams like a patient's question."""
    if doctor_uuid != call.actor.practitioner_id:
        raise RoleNotAllowed("A doctor asks under the own id only.")
    async with call.transaction() as ctx:
        chart = await records.open_chart(ctx, question.patient_uuid, action="chat.ask")
        asked = Question(question.message, Audience.DOCTOR, question.conversation_id, question.additional_context)
        answered = await service.ask_doctor(ctx, chart, asked)
    return await _answered(request, call, answered, doctor_reply_out)


async def _answered(
    request: Request, call: SignedIn, answered: Reply | Writing, show: Callable[[Reply], Out]
) -> Success[Out] | Response:
    """The answer in one piece, or as events while it is written."""
    if isinstance(answered, Reply):
        reply = show(answered)
        return stream(streaming.told(reply)) if wants_stream(request) else success(reply, call.request_id)
    live = begin(call.services, call.actor, call.request_id, answered)
    if wants_stream(request):
        return stream(streaming.written(live, show))
    return success(show(await live.finished()), call.request_id)


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


@router.get("/conversations/{resource_id}/answers/{answer_id}/events", response_class=Response)
async def follow_answer(
    request: Request, call: ClinicalCall, resource_id: ResourceId, answer_id: ResourceId
) -> Response:
    """The events of one answer, from behind `Last-Event-ID` on: after a lost connection nothing is missed or repeated.

    An answer whose writer was killed ends with the event `interrupted`.
    """
    behind = streaming.behind(request.headers.get("last-event-id", ""), answer_id)

    async def read() -> Message:
        async with call.reading() as ctx:
            chart, _ = await service.open_conversation(ctx, resource_id)
            return await service.read_message(ctx, chart, resource_id, answer_id)

    return stream(streaming.followed(await read(), resource_id, behind, read))
