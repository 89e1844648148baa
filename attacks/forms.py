"""Ways to write an identifier that a careless reader takes for another one, or for none."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

PLAIN = "plain"


def _every_character(text: str) -> str:
    return "".join(f"%{ord(character):02x}" for character in text)


# Each takes the victim's id and the attacker's own, and gives a piece of an address.
FORMS: dict[str, Callable[[str, str], str]] = {
    PLAIN: lambda victim, own: victim,
    "upper case": lambda victim, own: victim.upper(),
    "no hyphens": lambda victim, own: victim.replace("-", ""),
    "urn": lambda victim, own: f"urn:uuid:{victim}",
    "braces": lambda victim, own: f"%7B{victim}%7D",
    "each character encoded": lambda victim, own: _every_character(victim),
    "encoded twice": lambda victim, own: quote(_every_character(victim), safe=""),
    "dot behind": lambda victim, own: f"{victim}.",
    "blank behind": lambda victim, own: f"{victim}%20",
    "zero behind": lambda victim, own: f"{victim}%00",
    "up and over": lambda victim, own: f"{own}%2f..%2f{victim}",
    "up and over, encoded twice": lambda victim, own: f"{own}%252f%252e%252e%252f{victim}",
    "matrix parameter": lambda victim, own: f"{own};id={victim}",
    "both with a comma": lambda victim, own: f"{own},{victim}",
    "wide digits": lambda victim, own: quote("".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in victim)),
    "wildcard": lambda victim, own: f"{victim[:-1]}%25",
}
# These name the victim as well as the plain id does; what the others name is for the server to refuse.
SAME_ID = frozenset({PLAIN, "upper case", "no hyphens", "urn", "braces", "each character encoded"})
