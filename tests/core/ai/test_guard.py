"""The guard around a language model: it answers or fails in time, asks again when busy, rests when down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from salus.core.ai import guard
from salus.core.ai.circuit import FAILURES_TO_OPEN, CircuitState
from salus.core.ai.engines.openai import OpenAIModel
from salus.core.ai.guard import GuardedModel, Patience
from salus.core.ai.language import ModelUnavailable, Prompt, Trouble
from tests.support.model_server import Asked, ModelServer, Script, model_server, says

PROMPT = Prompt("Rules.", "Material.", max_tokens=50)
HASTY = Patience(first_s=0.3, between_s=0.2, whole_s=1.0, queue_s=0.1, rest_s=60.0)


@asynccontextmanager
async def guarded(
    mind: Callable[[Asked], Script], patience: Patience = HASTY
) -> AsyncIterator[tuple[GuardedModel, ModelServer]]:
    async with model_server(mind) as server:
        model = GuardedModel(OpenAIModel(f"{server.url}/v1", "m", None), patience)
        yield model, server
        await model.close()


async def heard(model: GuardedModel) -> str:
    return "".join([piece async for piece in model.stream(PROMPT)])


async def trouble_of(model: GuardedModel) -> Trouble:
    with pytest.raises(ModelUnavailable) as caught:
        await heard(model)
    return caught.value.trouble


async def test_a_busy_model_is_asked_again_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "FIRST_WAIT_S", 0.01)
    answers = iter((Script(status=429), Script(status=503), says("Ready.")))
    async with guarded(lambda _: next(answers)) as (model, server):
        assert await heard(model) == "Ready."
        assert len(server.calls) == 3
        assert model.circuit.failures == 0


async def test_a_refusal_is_not_asked_again() -> None:
    async with guarded(lambda _: Script(status=401)) as (model, server):
        assert await trouble_of(model) is Trouble.REFUSED
        assert len(server.calls) == 1


async def test_what_was_said_is_never_said_twice() -> None:
    """Throttling in the middle of an answer ends it: a second attempt would repeat what was heard."""
    async with guarded(lambda _: Script(("Said", " so"), ending="busy")) as (model, server):
        assert await trouble_of(model) is Trouble.THROTTLED
        assert len(server.calls) == 1


@pytest.mark.parametrize(
    "script",
    [
        Script(("late",), first_s=5.0),
        Script(("One", "two"), between_s=5.0),
        Script(("One",), ending="hang"),
        Script(("drip",) * 100, between_s=0.15),
    ],
    ids=["silent from the start", "slow between words", "hangs at the end", "never comes to an end"],
)
async def test_a_slow_model_is_given_up_in_time_and_left(script: Script) -> None:
    async with guarded(lambda _: script) as (model, server):
        async with asyncio.timeout(10):
            assert await trouble_of(model) is Trouble.SILENT
        await server.until(lambda calls: calls[0].is_over)


async def test_slow_but_steady_words_are_waited_for() -> None:
    steady = Patience(first_s=5, between_s=5, whole_s=20)
    async with guarded(lambda _: Script(("a", "b", "c"), first_s=0.1, between_s=0.1), steady) as (model, _):
        assert await heard(model) == "abc"


async def test_an_endless_answer_is_cut_off() -> None:
    async with guarded(lambda _: Script(("word " * 200,) * 20)) as (model, _):
        assert await trouble_of(model) is Trouble.BROKEN


async def test_after_five_failures_nobody_is_kept_waiting_until_a_trial_succeeds() -> None:
    now = 0.0
    async with guarded(lambda _: Script(status=500)) as (model, server):
        model.clock = lambda: now
        for _ in range(FAILURES_TO_OPEN):
            assert await trouble_of(model) is Trouble.BROKEN
        assert model.circuit.state() is CircuitState.OPEN
        assert await trouble_of(model) is Trouble.RESTING
        assert len(server.calls) == FAILURES_TO_OPEN
        now = HASTY.rest_s
        server.mind = lambda _: says("Back again.")
        assert await heard(model) == "Back again."
        assert model.circuit.state() is CircuitState.CLOSED


async def test_more_at_once_than_allowed_wait_shortly_and_are_then_told_so() -> None:
    one = Patience(first_s=5, between_s=5, whole_s=5, queue_s=0.05, at_once=1)
    async with guarded(lambda _: Script(("a",), ending="hang"), one) as (model, server):
        first = model.stream(PROMPT)
        assert await anext(first) == "a"
        assert await trouble_of(model) is Trouble.BUSY
        assert model.circuit.failures == 0
        await first.aclose()
        server.mind = lambda _: says("Free.")
        assert await heard(model) == "Free."


async def test_whoever_leaves_ends_the_call_and_counts_for_nothing() -> None:
    async with guarded(lambda _: Script(("a",), ending="hang"), Patience()) as (model, server):
        task = asyncio.create_task(heard(model))
        await server.until(lambda calls: bool(calls and calls[0].token_at))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await server.until(lambda calls: calls[0].was_left)
        assert model.circuit.failures == 0


async def test_a_probe_asks_for_one_word_and_not_again_within_a_minute() -> None:
    async with guarded(lambda _: says("ready")) as (model, server):
        health = await model.probe()
        assert (health.trouble, health.circuit, str(health.name)) == (
            None,
            CircuitState.CLOSED,
            "m (openai-compatible)",
        )
        await model.probe()
        assert [asked.max_tokens for asked in server.asked] == [16]


async def test_a_probe_of_a_model_that_is_down_says_why() -> None:
    async with guarded(lambda _: Script(status=401)) as (model, _):
        assert (await model.probe()).trouble is Trouble.REFUSED
