"""Answers while they are written: one task each, any number of readers, every sentence durable before it is shown.

Whoever asked is asked for at the chart's door again about once a second: a denial ends the answer for a doctor, and
the model's part of it for everybody. A reader who comes back within the grace goes on behind the last sentence that
arrived. When the last reader has left for good the model is stopped too, and the answer is marked as interrupted with
what was said. Answers of a process that was killed lose their lease and count as interrupted then.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog

from salus.chat import store
from salus.chat.contract import AnswerInterrupted, Reply, Sentence
from salus.chat.logic.assembling import Assembly
from salus.chat.logic.cutting import Cutter, Piece
from salus.chat.logic.serial import said_to_json
from salus.chat.logic.vetting import vet
from salus.chat.service.writing import (
    LEASE_S,
    Writing,
    finish_writing,
    interrupt_writing,
    whole,
    words_of_the_record,
)
from salus.core.ai.guard import GuardedModel
from salus.core.ai.language import ModelUnavailable, Prompt
from salus.core.context import Actor
from salus.core.db import Database
from salus.core.errors import AppError, NotSignedIn
from salus.core.services import Services
from salus.records import service as records
from salus.records.contract import ConsentDenied, Purpose

log = structlog.get_logger()
GRACE_S = 10.0  # how long an answer goes on without a reader: a phone changes networks in less
LEASE_KEPT_EVERY_S = 3.0
LOOK_EVERY_S = 1.0
BETWEEN_WRITES_S = 0.01  # sentences of all answers that come meanwhile are written together
SAVE_S = 5.0
UNSUPPORTED = "unsupported"  # the model answered, and nothing of it stood
WITHDRAWN = "consent-withdrawn"  # the patient denied it while the model wrote


@dataclass(slots=True)
class LiveAnswer:
    """One answer in the making."""

    services: Services
    actor: Actor
    request_id: str
    writing: Writing
    said: Assembly = field(init=False)
    reply: Reply | None = None
    error: AppError | None = None
    _released: int = 0
    _readers: int = 0
    _looked_at: float = field(default_factory=time.monotonic)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] = field(init=False)

    def __post_init__(self) -> None:
        self.said = Assembly(self.writing.to_word.audience)
        _LIVE[self.writing.message_id] = self
        self._task = asyncio.create_task(self._run())

    async def sentences(self, behind: int = 0) -> AsyncGenerator[tuple[int, Sentence], None]:
        """The sentences behind that many, each with its number from 1, as they are released."""
        self._readers += 1
        try:
            while True:
                while behind < self._released:
                    behind += 1
                    yield behind, self.said.sentences[behind - 1]
                if self._task.done():
                    return
                await self._news.wait()
        finally:
            self._readers -= 1
            if not self._readers and not self._task.done():
                asyncio.get_running_loop().call_later(GRACE_S, self._stop_unread)

    async def finished(self) -> Reply:
        """The whole answer; `AnswerInterrupted` when it broke off."""
        async with aclosing(self.sentences()) as sentences:
            async for _ in sentences:
                pass
        return self.result()

    def result(self) -> Reply:
        """What became of it, once it is over."""
        if self.reply is None:
            raise self.error or AnswerInterrupted()
        return self.reply

    def _stop_unread(self) -> None:
        if not self._readers:
            self._task.cancel()

    async def _run(self) -> None:
        try:
            await self._write()
        except asyncio.CancelledError:
            await self._interrupt()
        except AppError as error:
            self.error = error
            log.warning("answer_not_kept", message_id=str(self.writing.message_id), code=error.code)
        except Exception as error:
            self.error = AnswerInterrupted()
            log.error("answer_broke", message_id=str(self.writing.message_id), exc_info=error)
            await self._interrupt()
        finally:
            _LIVE.pop(self.writing.message_id, None)
            asyncio.get_running_loop().call_soon(self._tell)

    async def _write(self) -> None:
        model = self.services.language_model
        assert model is not None
        for draft in self.writing.to_word.opening:
            await self._release(self.said.add(draft))
        trouble = await self._hear(model)
        if trouble:
            for draft in await words_of_the_record(self.services.embedder, self.writing.to_word):
                await self._release(self.said.add(draft))
        answer = whole(self.writing, self.said, model.name, trouble)
        async with self.services.transaction(self.actor, self.request_id) as ctx:
            chart = await records.open_chart(ctx, self.writing.patient_id, action="chat.save")
            self.reply = await finish_writing(ctx, chart, self.writing, answer)

    async def _hear(self, model: GuardedModel) -> str | None:
        """Release what stands of the model's words; why it did not word all of it, if it did not."""
        wording, cutter = self.writing.wording, Cutter()
        prompt = Prompt(wording.system, wording.user, max_tokens=self.services.settings.model_max_tokens)
        try:
            async with aclosing(model.stream(prompt)) as pieces:
                async for text in pieces:
                    await self._require_still_open(Purpose.AI_PROCESSING)
                    for piece in cutter.feed(text):
                        await self._take(piece)
            for piece in cutter.end():
                await self._take(piece)
        except ModelUnavailable as error:
            return error.trouble.value
        except ConsentDenied:
            return WITHDRAWN
        return None if self.said.borne else UNSUPPORTED

    async def _take(self, piece: Piece) -> None:
        for vetted in vet(piece, self.writing.wording.evidence):
            await self._release(self.said.take(vetted))

    async def _require_still_open(self, purpose: Purpose) -> None:
        """Raise what the chart's door, or the door of the house, would raise to the one who asked."""
        if self.services.sessions.has(self.actor.session_id):
            raise NotSignedIn
        if time.monotonic() - self._looked_at < LOOK_EVERY_S:
            return
        async with self.services.single_read(self.actor, self.request_id) as ctx:
            await records.require_still_open(ctx, self.writing.patient_id, purpose, action="chat.go-on")
        self._looked_at = time.monotonic()

    async def _release(self, sentence: Sentence | None) -> None:
        """Show a sentence once it cannot be lost any more."""
        if sentence is None:
            return
        await self._require_still_open(Purpose.TREATMENT)
        number = len(self.said.sentences)
        await scribe_of(self.services.database).note(
            self.writing.message_id, number, said_to_json(sentence, self.said.sources)
        )
        self._released = number
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _interrupt(self) -> None:
        """Say so in the record at once where that is possible; else the lease runs out."""
        with suppress(AppError, TimeoutError, asyncio.CancelledError):
            async with asyncio.timeout(SAVE_S):
                async with self.services.transaction(self.actor, self.request_id) as ctx:
                    chart = await records.open_chart(ctx, self.writing.patient_id, action="chat.save")
                    await interrupt_writing(ctx, chart, self.writing)


_LIVE: dict[UUID, LiveAnswer] = {}


def live_answer(message_id: UUID) -> LiveAnswer | None:
    """The answer, if this process is writing it."""
    return _LIVE.get(message_id)


@dataclass(frozen=True, slots=True)
class _Note:
    message_id: UUID
    number: int
    sentence: dict[str, Any]
    done: asyncio.Future[None]


class Scribe:
    """Writes the sentences of all answers of a process, those that wait together in one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Note] = []
        self._writer: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def note(self, message_id: UUID, number: int, sentence: dict[str, Any]) -> None:
        """Comes back when the sentence is durable."""
        note = _Note(message_id, number, sentence, asyncio.get_running_loop().create_future())
        self._waiting.append(note)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await note.done

    def keep_leases(self) -> None:
        """Begin to keep up the leases of this process's answers, as long as there are any."""
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                async with self._database.connection_for_words() as db:
                    await store.note_said(db, [(note.message_id, note.number, note.sentence) for note in batch])
            except Exception as error:
                _settle(batch, error)
            else:
                _settle(batch, None)
            await asyncio.sleep(BETWEEN_WRITES_S)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(LEASE_KEPT_EVERY_S)
            if not _LIVE:
                return
            with suppress(AppError):
                async with self._database.connection_for_words() as db:
                    await store.keep_writing(db, list(_LIVE), LEASE_S)


def _settle(batch: list[_Note], error: Exception | None) -> None:
    for note in batch:
        if note.done.done():
            continue
        if error is None:
            note.done.set_result(None)
        else:
            note.done.set_exception(error)


_SCRIBES: WeakKeyDictionary[Database, Scribe] = WeakKeyDictionary()


def scribe_of(database: Database) -> Scribe:
    """The scribe of a database's pools."""
    scribe = _SCRIBES.get(database)
    if scribe is None:
        scribe = _SCRIBES[database] = Scribe(database)
    return scribe


def begin(services: Services, actor: Actor, request_id: str, writing: Writing) -> LiveAnswer:
    """Let the model word an answer whose place is committed."""
    scribe_of(services.database).keep_leases()
    return LiveAnswer(services, actor, request_id, writing)
