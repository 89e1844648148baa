"""Twenty-two invented letters by many hands, written without sight of the rules and scored once before any mend.

Labelled are diseases, medicines, allergies and intolerances, and diseases of relatives. What the letter says last of a
thing counts; an earlier episode of what is there now, or is ruled out now, is a thing of its own. Not labelled:
symptoms, procedures, measurements, pregnancy itself, reactions behind an allergen, medicines in advice to avoid them,
diseases and medicines of donors, spouses and contacts, and risk markers.
"""

from __future__ import annotations

from evals.letters import unread_practice, unread_spanish, unread_wards

LETTERS = (*unread_wards.LETTERS, *unread_practice.LETTERS, *unread_spanish.LETTERS)
