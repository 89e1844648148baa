"""What a question becomes: sentences, each with the sources that it stands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from salus.core.errors import AppError, NotFound


class Audience(StrEnum):
    """For whom an answer is written."""

    PATIENT = "patient"
    DOCTOR = "doctor"


class Language(StrEnum):
    """The languages that answers are written in."""

    ENGLISH = "en"
    SPANISH = "es"


class SourceType(StrEnum):
    """What a sentence stands on. SEARCH: the record as searched; RULE: a fixed safety rule; DEFINITION: a glossary."""

    DOCUMENT = "document"
    OBSERVATION = "observation"
    CONDITION = "condition"
    MEDICATION = "medication"
    ALLERGY = "allergy"
    IMMUNIZATION = "immunization"
    ENCOUNTER = "encounter"
    FAMILY_HISTORY = "family_history"
    FLAG = "flag"
    DEFINITION = "definition"
    SEARCH = "search"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that a sentence may cite. `evidence` is all it says, to hold the sentence's numbers against.

    `box` is (x0, y0, x1, y1) in fractions of the page; `ref_id` the fact's id; `is_confirmed` whether a clinician
    stands behind it.
    """

    type: SourceType
    label: str
    evidence: tuple[str, ...]
    at: date | None = None
    document_id: UUID | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    quote: str | None = None
    ref_id: UUID | None = None
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence before it is checked, with what it rests on."""

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer; `citations` are positions in the answer's sources.

    `doubt` marks, for a doctor, what a model said and what it cites does not bear; a patient never gets such a one.
    """

    text: str
    citations: tuple[int, ...]
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """Who worded an answer: a language model, or ours, which takes the record's own words.

    `trouble` says why a model that was asked did not word all of it; `removed` how many of its sentences were left out.
    """

    model: str
    version: str
    inputs_digest: str
    is_outside: bool = False
    removed: int = 0
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer. `urgency` is the gate's class when it was not none; `notice` says what the reader must know."""

    sentences: tuple[Sentence, ...]
    sources: tuple[Source, ...]
    language: Language
    requires_doctor_consultation: bool = False
    urgency: str | None = None
    notice: str | None = None
    papers: Papers | None = None

    @property
    def response(self) -> str:
        """The whole text."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, by whom; `additional_context` is text that a doctor adds, read as data."""

    message: str
    audience: Audience
    conversation_id: UUID | None = None
    additional_context: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread of questions and answers about one patient, of the patient or of one doctor."""

    id: UUID
    patient_id: UUID
    audience: Audience
    title: str
    created_at: datetime
    updated_at: datetime


class MessageState(StrEnum):
    """WRITING: its answer is coming. INTERRUPTED: it broke off; what was said until then is kept."""

    COMPLETE = "complete"
    WRITING = "writing"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn; an assistant's turn carries its answer."""

    id: UUID
    is_assistant: bool
    text: str
    created_at: datetime
    answer: Answer | None = None
    state: MessageState = MessageState.COMPLETE


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its place in the conversation."""

    conversation_id: UUID
    message_id: UUID
    answer: Answer
    stats: PatientStats | None = None
    was_cached: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class PatientStats:
    """What a doctor sees beside an answer: how much there is, and what stands out."""

    active_problems: int
    active_medications: int
    allergies: int
    documents: int
    open_proposals: int
    results_out_of_range: int
    last_visit: date | None


class ConversationNotFound(NotFound):
    """There is no such conversation, or it is not yours."""

    code = "CONVERSATION_NOT_FOUND"
    is_refusal = True


class MessageNotFound(NotFound):
    """There is no such answer in your conversations."""

    code = "MESSAGE_NOT_FOUND"
    is_refusal = True


class AnswerInterrupted(AppError):
    """The answer broke off before its end. What was said is kept with the conversation; ask again for the rest."""

    status, code, fhir_issue = 503, "ANSWER_INTERRUPTED", "transient"


class EmptyQuestion(AppError):
    """The message is empty. Type a question."""

    status, code, fhir_issue = 422, "EMPTY_QUESTION", "required"
