"""What chat plugs into the edge."""

from salus.chat.http import router
from salus.chat.service import forget_answers
from salus.core.manifest import SliceManifest
from salus.documents.contract import DocumentDeleted, DocumentIndexed, DocumentReplaced, ProposalDecided

MANIFEST = SliceManifest(
    name="chat",
    routers=(router,),
    listeners=tuple(
        (event, forget_answers) for event in (DocumentDeleted, DocumentIndexed, DocumentReplaced, ProposalDecided)
    ),
)
