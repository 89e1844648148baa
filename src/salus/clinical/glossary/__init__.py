"""Tests and medical words in plain language, English and Spanish, without a number and without a verdict."""

from __future__ import annotations

from salus.clinical.glossary.explanations import TestExplanation, explain_test, explained_keys
from salus.clinical.glossary.terms import common_terms, explain_term
from salus.clinical.glossary.texts import LANGUAGES

__all__ = ["LANGUAGES", "TestExplanation", "common_terms", "explain_term", "explain_test", "explained_keys"]
