"""The verbs of chat: ask, and read conversations. Each takes the Ctx of one transaction and an open Chart."""

from salus.chat.service.answering import ask_doctor, ask_patient
from salus.chat.service.conversations import (
    list_conversations,
    open_conversation,
    read_message,
    read_messages,
)
from salus.chat.service.forgetting import forget_answers
from salus.chat.service.writing import Writing

__all__ = [
    "Writing",
    "ask_doctor",
    "ask_patient",
    "forget_answers",
    "list_conversations",
    "open_conversation",
    "read_message",
    "read_messages",
]
