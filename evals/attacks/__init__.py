"""Prompt injection against the chat: what attackers want, how they word it and how they hide it."""
