"""The circuit breaker, by rules that hold for every sequence of calls."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from salus.core.ai.circuit import FAILURES_TO_OPEN, Circuit, CircuitState


def opened(at: float = 0.0, rest_s: float = 30.0) -> Circuit:
    circuit = Circuit(rest_s)
    for _ in range(FAILURES_TO_OPEN):
        assert circuit.may_ask(at)
        circuit.failed(at)
    return circuit


def end(circuit: Circuit, how: str, now: float) -> None:
    if how == "ok":
        circuit.succeeded()
    elif how == "fail":
        circuit.failed(now)
    else:
        circuit.left()


def test_it_opens_after_at_most_five_failures_in_a_row() -> None:
    assert FAILURES_TO_OPEN <= 5
    assert opened().state() is CircuitState.OPEN
    assert opened().may_ask(29.9) is False


def test_a_success_between_failures_starts_the_count_again() -> None:
    circuit = Circuit(30)
    for _ in range(10):
        for _ in range(FAILURES_TO_OPEN - 1):
            circuit.failed(0)
        circuit.succeeded()
    assert circuit.state() is CircuitState.CLOSED


def test_after_the_rest_exactly_one_asks_on_trial() -> None:
    circuit = opened()
    assert [circuit.may_ask(30.0) for _ in range(3)] == [True, False, False]
    assert circuit.state() is CircuitState.HALF_OPEN


def test_a_trial_that_succeeds_closes_it_and_one_that_fails_opens_it_anew() -> None:
    circuit = opened()
    assert circuit.may_ask(30)
    circuit.failed(30)
    assert (circuit.state(), circuit.may_ask(59), circuit.may_ask(60)) == (CircuitState.OPEN, False, True)
    circuit.succeeded()
    assert circuit.may_ask(60)


def test_a_trial_that_was_given_up_leaves_the_trial_to_another() -> None:
    circuit = opened()
    assert circuit.may_ask(30)
    circuit.left()
    assert circuit.may_ask(31)


@given(st.lists(st.tuples(st.sampled_from(["ask", "ok", "fail", "leave"]), st.floats(0, 20))))
def test_it_never_locks_up(steps: list[tuple[str, float]]) -> None:
    """Whatever happened: once everybody who asked is done and the rest is over, somebody may ask again."""
    circuit, now = Circuit(30), 0.0
    for what, later in steps:
        now += later
        if what == "ask":
            circuit.may_ask(now)
        else:
            end(circuit, what, now)
    circuit.left()
    assert circuit.may_ask(now + 30)
