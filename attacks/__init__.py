"""Attacks on a Salus of one's own, by everybody who must not succeed; `make attack` prints what they came to."""
