"""What a new password must be: long, not one that everybody has, not the account's own name. Pure.

NIST SP 800-63B-4, 3.1.1.2: at least 15 characters where the password stands alone; no rules of composition; no change
without a reason; refused when commonly used, expected, or made of the account's name. Common passwords of 15 characters
and more are nearly all repetitions, runs along the keyboard or strings of the words below, so they are recognised by
how they are built: a list of them would be long and still never whole.
"""

from __future__ import annotations

import re

from salus.core.auth.contract import WeakPassword

MIN_LENGTH = 15
FEWEST_DIFFERENT = 6  # characters; "abcabcabcabcabc" has three
RUNS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn",
)  # fmt: skip
# The words that lead public lists of leaked passwords (RockYou 2009, NCSC 2019), and what anybody expects here.
EXPECTED = (
    "password", "passwort", "contrasena", "motdepasse", "welcome", "willkommen", "bienvenido", "letmein", "iloveyou",
    "princess", "sunshine", "football", "baseball", "superman", "batman", "dragon", "monkey", "master", "shadow",
    "michael", "charlie", "jennifer", "liverpool", "chelsea", "admin", "administrator", "root", "login", "changeme",
    "secret", "trustno", "starwars", "pokemon", "computer", "internet", "hospital", "clinic", "doctor", "patient",
    "medicine", "health", "salus", "summer", "winter", "spring", "autumn", "qwerty", "qwertz", "azerty", "asdfgh",
    "zxcvbn", "abc", "test", "demo", "user", "guest", "hello", "love", "god", "freedom", "whatever", "ninja", "the",
)  # fmt: skip
_LEET = str.maketrans("013457@$!", "oleastasi")


def require_good_password(password: str, username: str) -> None:
    """`WeakPassword`, with the reason, unless the password may be used for this account."""
    if len(password) < MIN_LENGTH:
        raise WeakPassword(reason="too short")
    if is_expected(password):
        raise WeakPassword("Many people use a password like this, so it is guessed first.", reason="common")
    if _is_made_of_name(password, username):
        raise WeakPassword("The password is made of the user name.", reason="user name")


def is_expected(password: str) -> bool:
    """Whether little is left of the password when repetitions, runs, years and expected words are taken away."""
    plain = password.casefold()
    if len(set(plain)) < FEWEST_DIFFERENT:
        return True
    return min(len(_rest(plain)), len(_rest(plain.translate(_LEET)))) < MIN_LENGTH // 3


def _rest(plain: str) -> str:
    """What is left that a guesser would have to search for."""
    left = re.sub(r"(19|20)\d\d", "", plain)
    for word in sorted(EXPECTED, key=len, reverse=True):
        left = left.replace(word, "")
    for run in RUNS:
        for line in (run, run[::-1]):
            left = _without_pieces(left, line)
    left = re.sub(r"(.{2,})\1+", r"\1", left)  # a piece that is repeated counts once
    left = re.sub(r"(.)\1+", r"\1", left)
    return re.sub(r"[\W\d_]", "", left)


def _without_pieces(text: str, line: str, least: int = 4) -> str:
    kept, at = [], 0
    while at < len(text):
        length = 0
        while at + length < len(text) and text[at : at + length + 1] in line:
            length += 1
        if length >= least:
            at += length
        else:
            kept.append(text[at])
            at += 1
    return "".join(kept)


def _is_made_of_name(password: str, username: str) -> bool:
    plain = password.casefold()
    names = {username.casefold(), *re.split(r"[@.\-_+]", username.casefold())}
    for name in sorted((name for name in names if len(name) > 3), key=len, reverse=True):
        plain = plain.replace(name, "")
    return len(re.sub(r"[\W\d_]", "", plain)) < MIN_LENGTH // 3
