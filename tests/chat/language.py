"""Minds for the model's server in tests of chat: they read the prompt as a model does, and cite what it numbers."""

from __future__ import annotations

import re

from tests.support.model_server import Asked, Script, says

EVIDENCE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)


def evidence(asked: Asked) -> dict[int, str]:
    """The numbered evidence of a prompt."""
    return {int(number): text for number, text in EVIDENCE.findall(asked.user)}


def number_of(asked: Asked, words: str) -> int:
    """The number of the first piece of evidence that holds these words."""
    return next(number for number, text in evidence(asked).items() if words in text)


def about_ferritin(asked: Asked, *more: str, **how: object) -> Script:
    """Two sentences that stand, and whatever else is given."""
    ferritin = number_of(asked, "Ferritin: 11 ng/mL")
    earlier = number_of(asked, "Ferritin: 19 ng/mL")
    lines = (
        f"Your last ferritin was 11 ng/mL, below the range of 15 to 200. [{ferritin}]",
        f"Before that, ferritin was 19 ng/mL. [{earlier}]",
        *(line.replace("[F]", f"[{ferritin}]") for line in more),
    )
    return says("\n".join(lines), **how)
