"""Read the texts that ship with the glossary and name the language a reader asks for."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

LANGUAGES = ("en", "es")


def known_language(tag: str) -> str | None:
    """`es` for "es", "ES" or "es-MX" (BCP 47); None for a language without texts."""
    primary = tag.replace("_", "-").partition("-")[0].strip().lower()
    return primary if primary in LANGUAGES else None


def read_text(*path: str) -> dict[str, Any]:
    """One TOML file of the folder `data`, as written."""
    file = resources.files(__package__).joinpath("data", *path)
    return tomllib.loads(file.read_text(encoding="utf-8"))


def names_in(*path: str) -> tuple[str, ...]:
    """The names of the TOML files of a folder below `data`, sorted."""
    folder = resources.files(__package__).joinpath("data", *path)
    return tuple(sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml")))
