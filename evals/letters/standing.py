"""Fourteen invented letters of the same kinds as the unread ones, held back: only ever measured, never mended for."""

from __future__ import annotations

from evals.letters import standing_practice, standing_spanish, standing_wards

LETTERS = (*standing_wards.LETTERS, *standing_practice.LETTERS, *standing_spanish.LETTERS)
