"""The verbs of documents. Each takes the Ctx of one transaction, and all but the opening ones an open Chart."""

from __future__ import annotations

from salus.documents.service.archive import (
    delete_document,
    find_same,
    list_documents,
    list_images,
    read_file,
    read_image,
    read_page,
    read_text,
    replace_document,
    retry_document,
    upload,
)
from salus.documents.service.doors import open_document, open_proposal, read_document
from salus.documents.service.drawing import draw_crop, draw_page
from salus.documents.service.reindexing import count_outdated, queue_outdated
from salus.documents.service.reviewing import (
    accept_all_green,
    accept_proposal,
    list_proposals,
    page_proposals,
    reject_proposal,
    replace_standing,
    review_queue,
    undo_decision,
)
from salus.documents.service.searching import mentions, retrieve, warm_up
from salus.documents.service.standing import read_standing
from salus.documents.service.thumbnails import read_thumbnail
from salus.documents.service.unlocking import begin_unlocking, finish_unlocking, try_password

__all__ = [
    "accept_all_green",
    "accept_proposal",
    "begin_unlocking",
    "count_outdated",
    "delete_document",
    "draw_crop",
    "draw_page",
    "find_same",
    "finish_unlocking",
    "list_documents",
    "list_images",
    "list_proposals",
    "mentions",
    "open_document",
    "open_proposal",
    "page_proposals",
    "queue_outdated",
    "read_document",
    "read_file",
    "read_image",
    "read_page",
    "read_standing",
    "read_text",
    "read_thumbnail",
    "reject_proposal",
    "replace_document",
    "replace_standing",
    "retrieve",
    "retry_document",
    "review_queue",
    "try_password",
    "undo_decision",
    "upload",
    "warm_up",
]
