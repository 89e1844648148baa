"""Answers as server-sent events: conversation, then each source before the sentence that cites it, then the whole.

Ids count sentences, `{answer}:{number}`: whoever comes back with the last one goes on behind that sentence. Sources
carry none, so that one whose sentence was lost on the way is told again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from uuid import UUID

from sse_starlette import ServerSentEvent

from salus.chat.contract import AnswerInterrupted, Message, MessageState, Reply, Sentence, Source
from salus.chat.http_models import (
    DoctorReplyOut,
    PatientReplyOut,
    SentenceOut,
    SourceOut,
    answer_out,
    patient_reply_out,
    sentence_out,
    source_out,
)
from salus.chat.live import LiveAnswer, live_answer
from salus.core.errors import AppError
from salus.core.http.sse import event, together

LOOK_AGAIN_S = 1.0  # at an answer that another process writes
ReplyOut = PatientReplyOut | DoctorReplyOut


def behind(last_event_id: str, answer_id: UUID) -> int:
    """How many sentences have arrived, by the id of the last event; 0 for none and for ids of other answers."""
    name, _, number = last_event_id.rpartition(":")
    return int(number) if name == str(answer_id) and number.isdecimal() and len(number) < 6 else 0


async def told(reply: ReplyOut) -> AsyncIterator[bytes]:
    """An answer that is whole already."""
    yield together(
        (
            _opening(reply.conversation_id, reply.message_id, 0),
            *_Telling(reply.message_id).rest(reply.sentences, reply.sources, 0),
            event("done", reply.model_dump(), event_id=f"{reply.message_id}:{len(reply.sentences)}"),
        )
    )


async def written(live: LiveAnswer, show: Callable[[Reply], ReplyOut], arrived: int = 0) -> AsyncGenerator[bytes, None]:
    """An answer as it is written in this process."""
    writing = live.writing
    yield together((_opening(writing.conversation_id, writing.message_id, arrived),))
    telling = _Telling(writing.message_id)
    async with aclosing(live.sentences(arrived)) as sentences:
        async for number, sentence in sentences:
            yield together(telling.one(number, sentence, live.said.sources))
    yield together((_ending(live, show),))


def _ending(live: LiveAnswer, show: Callable[[Reply], ReplyOut]) -> ServerSentEvent:
    try:
        reply = show(live.result())
    except AnswerInterrupted:
        return _interrupted(live.writing.message_id)
    except AppError as error:
        return event("error", {"code": error.code, "message": error.message})
    return event("done", reply.model_dump(), event_id=f"{reply.message_id}:{len(reply.sentences)}")


async def followed(
    message: Message, conversation_id: UUID, arrived: int, read: Callable[[], Awaitable[Message]]
) -> AsyncIterator[bytes]:
    """An answer from somewhere on, wherever it is: in the making here or elsewhere, whole, or broken off."""
    live = live_answer(message.id)
    if live is not None:
        async with aclosing(written(live, patient_reply_out, arrived)) as pieces:
            async for piece in pieces:
                yield piece
        return
    yield together((_opening(conversation_id, message.id, arrived),))
    telling = _Telling(message.id)
    while True:
        assert message.answer is not None
        new = telling.rest(_sentences(message), _sources(message), arrived)
        arrived = max(arrived, len(message.answer.sentences))
        if message.state is MessageState.INTERRUPTED:
            yield together((*new, _interrupted(message.id)))
            return
        if message.state is MessageState.COMPLETE:
            whole = answer_out(message.answer).model_dump()
            done = {**whole, "conversation_id": conversation_id, "message_id": message.id}
            yield together((*new, event("done", done, event_id=f"{message.id}:{arrived}")))
            return
        if news := together(new):
            yield news
        await asyncio.sleep(LOOK_AGAIN_S)
        try:
            message = await read()
        except AppError as error:  # the chart was closed to the reader meanwhile
            yield together((event("error", {"code": error.code, "message": error.message}),))
            return


class _Telling:
    """Each source is told once, before its first sentence."""

    def __init__(self, message_id: UUID) -> None:
        self._message_id = message_id
        self._told: set[int] = set()

    def one(self, number: int, sentence: Sentence, sources: Sequence[Source]) -> Iterator[ServerSentEvent]:
        """A sentence of an answer in the making."""
        shown = {citation: source_out(sources[citation]) for citation in sentence.citations}
        yield from self._one(number, sentence_out(sentence), shown)

    def rest(
        self, sentences: Sequence[SentenceOut], sources: Sequence[SourceOut], arrived: int
    ) -> Iterator[ServerSentEvent]:
        """The sentences behind the ones that have arrived."""
        for number, sentence in enumerate(sentences[arrived:], arrived + 1):
            yield from self._one(number, sentence, {citation: sources[citation] for citation in sentence.citations})

    def _one(self, number: int, sentence: SentenceOut, sources: dict[int, SourceOut]) -> Iterator[ServerSentEvent]:
        for citation, source in sources.items():
            if citation not in self._told:
                self._told.add(citation)
                yield event("source", {"index": citation, **source.model_dump()})
        shown = {"index": number - 1, **sentence.model_dump()}
        yield event("sentence", shown, event_id=f"{self._message_id}:{number}")


def _opening(conversation_id: UUID, message_id: UUID, arrived: int) -> ServerSentEvent:
    ids = {"conversation_id": conversation_id, "message_id": message_id}
    return event("conversation", ids, event_id=f"{message_id}:{arrived}")


def _interrupted(message_id: UUID) -> ServerSentEvent:
    return event("interrupted", {"message_id": message_id, "message": AnswerInterrupted().message})


def _sentences(message: Message) -> list[SentenceOut]:
    return [sentence_out(sentence) for sentence in message.answer.sentences] if message.answer else []


def _sources(message: Message) -> list[SourceOut]:
    return [source_out(source) for source in message.answer.sources] if message.answer else []
