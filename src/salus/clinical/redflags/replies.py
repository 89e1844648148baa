"""The fixed words of the gate, English and Spanish, from replies.toml. Nothing here is generated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from salus.clinical.redflags.contract import Urgency
from salus.clinical.redflags.lexicon import read_tables


@dataclass(frozen=True, slots=True)
class FixedReply:
    """The sentences to show, in order: the reply, the first action, where to call, and one question if asked for."""

    sentences: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    return read_tables("replies.toml")


def first_action(category: str, language: str) -> str | None:
    """What to do first in a category of D4, or None for a category without one."""
    actions = _data()["first_action"].get(category)
    return None if actions is None else str(actions[language])


def fixed_reply(urgency: Urgency, language: str) -> FixedReply:
    """The whole fixed reply to an emergency or a crisis."""
    data = _data()
    lines = [data["reply"][urgency.reply_key][language]]
    if urgency.category is not None:
        action = first_action(urgency.category, language)
        lines.extend([action] if action else [])
    lines.append(data["numbers"][urgency.reply_key][language])
    if urgency.asks:
        question = data["question"].get(urgency.category, data["question"]["any"])
        lines.append(question[language])
    return FixedReply(tuple(str(line) for line in lines))


def notice(name: str, language: str) -> str:
    """A fixed sentence beside an ordinary answer, for example `doctor_redirect` or `if_happening_now`."""
    return str(_data()["notice"][name][language])
