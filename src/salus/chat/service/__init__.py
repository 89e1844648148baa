"""The verbs of chat: ask, and read conversations. Each takes the Ctx of one transaction and an open Chart."""

from salus.chat.service.answering import answer_doctor, answer_patient
from salus.chat.service.conversations import (
    list_conversations,
    open_conversation,
    read_messages,
)
from salus.chat.service.forgetting import forget_answers

__all__ = [
    "answer_doctor",
    "answer_patient",
    "forget_answers",
    "list_conversations",
    "open_conversation",
    "read_messages",
]
