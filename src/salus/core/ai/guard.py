"""A language model that answers or fails in time: bounded, timed, asked again when busy, left alone when down."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

import structlog
from prometheus_client import Counter

from salus.core.ai.circuit import Circuit, CircuitState
from salus.core.ai.language import LanguageModel, ModelName, ModelUnavailable, Prompt, Trouble
from salus.core.tracing import note

log = structlog.get_logger()
MODEL_CALLS = Counter("salus_model_calls_total", "Calls of the language model by how they ended.", ["outcome"])

ATTEMPTS = 3  # of one call while nothing was said yet
FIRST_WAIT_S = 0.25  # doubled at each attempt, with full jitter
LONGEST_WAIT_S = 4.0
CHARACTERS_A_TOKEN = 12  # more than any tokenizer's longest common pieces: an endless answer is cut off
# What another attempt may mend. A refusal (wrong key, unknown model) it does not.
WORTH_ANOTHER_TRY = frozenset((Trouble.THROTTLED, Trouble.UNREACHABLE))
PROBE = Prompt("Answer with the one word: ready", "Are you there?", max_tokens=16)
PROBED_FOR_S = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may take [s], and how many run at once."""

    first_s: float = 20.0
    between_s: float = 10.0
    whole_s: float = 90.0
    queue_s: float = 2.0
    rest_s: float = 30.0
    at_once: int = 1024


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """How the model is, as far as its last calls tell."""

    name: ModelName
    circuit: CircuitState
    trouble: Trouble | None


@dataclass(slots=True)
class GuardedModel:
    """The port again, around an engine."""

    engine: LanguageModel
    patience: Patience = field(default_factory=Patience)
    clock: Callable[[], float] = time.monotonic
    circuit: Circuit = field(init=False)
    _slots: asyncio.Semaphore = field(init=False)
    _last_trouble: Trouble | None = None
    _last_end: float | None = None
    _probing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.circuit = Circuit(self.patience.rest_s)
        self._slots = asyncio.Semaphore(self.patience.at_once)

    @property
    def name(self) -> ModelName:
        """Which model it is."""
        return self.engine.name

    async def close(self) -> None:
        """Give its connections back."""
        await self.engine.close()

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """Pieces of the answer; `ModelUnavailable` within the patience whatever happens on the other side."""
        if not self.circuit.may_ask(self.clock()):
            MODEL_CALLS.labels(Trouble.RESTING.value).inc()
            raise ModelUnavailable(Trouble.RESTING)
        began = time.perf_counter()
        try:
            async with self._slot():
                async for piece in self._timed(prompt):
                    yield piece
        except ModelUnavailable as error:
            self._note_failure(error.trouble)
            raise
        except (asyncio.CancelledError, GeneratorExit):
            self.circuit.left()
            raise
        except BaseException:
            self._note_failure(Trouble.BROKEN)
            raise
        finally:
            note("language model", time.perf_counter() - began, model=self.name.model)
        self._last_trouble, self._last_end = None, self.clock()
        self.circuit.succeeded()
        MODEL_CALLS.labels("ok").inc()

    async def probe(self) -> ModelHealth:
        """Whether it answers: from its last call where that is fresh, else by asking it for one word."""
        async with self._probing:
            fresh = self._last_end is not None and self.clock() - self._last_end < PROBED_FOR_S
            if not fresh and self.circuit.state() is not CircuitState.HALF_OPEN:
                try:
                    async with aclosing(self.stream(PROBE)) as pieces:
                        async for _ in pieces:
                            pass
                except ModelUnavailable:
                    pass
        return ModelHealth(self.name, self.circuit.state(), self._last_trouble)

    def _note_failure(self, trouble: Trouble) -> None:
        # Too many of our own at once say nothing of the model.
        if trouble is Trouble.BUSY:
            self.circuit.left()
        else:
            was = self.circuit.state()
            self.circuit.failed(self.clock())
            self._last_trouble, self._last_end = trouble, self.clock()
            if self.circuit.state() is CircuitState.OPEN and was is not CircuitState.OPEN:
                log.warning("model_circuit_opened", trouble=trouble.value, rest_s=self.patience.rest_s)
        MODEL_CALLS.labels(trouble.value).inc()
        log.warning("model_failed", trouble=trouble.value, engine=self.name.engine)

    def _slot(self) -> _Slot:
        return _Slot(self._slots, self.patience.queue_s)

    async def _timed(self, prompt: Prompt) -> AsyncGenerator[str, None]:
        """The engine's pieces, each in its time, the whole in its own, and no longer than was asked for."""
        patience, began, taken = self.patience, self.clock(), 0
        async with aclosing(self._tried(prompt, began)) as pieces:
            while True:
                # The first piece has its time in `_tried`, where attempts share it.
                left_s = began + patience.whole_s - self.clock()
                wait_s = min(left_s, patience.between_s if taken else patience.first_s)
                try:
                    async with asyncio.timeout(max(wait_s, 0.0)):
                        piece = await anext(pieces, None)
                except TimeoutError:
                    raise ModelUnavailable(Trouble.SILENT) from None
                if piece is None:
                    return
                taken += len(piece)
                if taken > prompt.max_tokens * CHARACTERS_A_TOKEN:
                    raise ModelUnavailable(Trouble.BROKEN)
                yield piece

    async def _tried(self, prompt: Prompt, began: float) -> AsyncGenerator[str, None]:
        """The engine asked again, with growing waits, as long as it is busy and has said nothing."""
        for attempt in range(1, ATTEMPTS + 1):
            has_spoken = False
            try:
                async with aclosing(self.engine.stream(prompt)) as pieces:
                    async for piece in pieces:
                        has_spoken = True
                        yield piece
                return
            except ModelUnavailable as error:
                if has_spoken or attempt == ATTEMPTS or error.trouble not in WORTH_ANOTHER_TRY:
                    raise
                await asyncio.sleep(_wait_s(attempt, error.retry_after_s))


def _wait_s(attempt: int, asked_for_s: float | None) -> float:
    """Full jitter (AWS Architecture Blog 2015, Exponential backoff and jitter), no less than the server asks for."""
    jittered = random.uniform(0, FIRST_WAIT_S * 2**attempt)  # noqa: S311 - spreads load, guards nothing
    return min(max(jittered, asked_for_s or 0.0), LONGEST_WAIT_S)


@dataclass(slots=True)
class _Slot:
    """A place among the calls that run at once, waited for a short while."""

    slots: asyncio.Semaphore
    queue_s: float

    async def __aenter__(self) -> None:
        try:
            async with asyncio.timeout(self.queue_s):
                await self.slots.acquire()
        except TimeoutError:
            raise ModelUnavailable(Trouble.BUSY) from None

    async def __aexit__(self, *_: object) -> None:
        self.slots.release()
