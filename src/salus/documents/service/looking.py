"""Let a vision model describe the pictures of a document, where an operator configured one and the patient allows it.

Nothing depends on it: without a model, a permission or an answer, a picture keeps its caption and the mark that nobody
has analysed it.
"""

from __future__ import annotations

import structlog

from salus.documents.contract import DocumentImage, ImageStatus
from salus.documents.engines.vision import configured
from salus.documents.logic import status as stages
from salus.documents.ports import VisionDescriber, VisionUnavailable
from salus.documents.store import pages
from salus.documents.tasks import Task
from salus.records import service as records
from salus.records.contract import ConsentCategory

log = structlog.get_logger()
MOST_PICTURES = 20  # of one document; more are scans of albums, and each may take a minute
LOOKING = "Looking at the pictures."


async def look_at_pictures(task: Task) -> None:
    """Describe the pictures that nobody has described yet, one after the other, each kept at once."""
    describer = configured(task.run.services.settings)
    if describer is None:
        return
    try:
        await _look(task, describer)
    except VisionUnavailable:
        log.warning("vision_unavailable", document_id=str(task.document_id))
    finally:
        await describer.close()


async def _look(task: Task, describer: VisionDescriber) -> None:
    async with task.open() as (ctx, chart):
        await task.hold(ctx, chart, stages.INDEXING)
        images = await pages.select_images(ctx.db, chart, task.document_id)
    waiting = [image for image in images if image.status is ImageStatus.NOT_ANALYSED][:MOST_PICTURES]
    for image in waiting:
        await task.say(stages.INDEXING, 0.0, LOOKING)
        await _describe(task, image, describer)


async def _describe(task: Task, image: DocumentImage, describer: VisionDescriber) -> None:
    async with task.open() as (ctx, chart):
        # Asked before each picture: a patient who withdraws this while an album is looked at is heard at once.
        if not await records.is_permitted(ctx, chart, ConsentCategory.AI_PROCESSING):
            return
        key = await pages.image_key(ctx.db, chart, task.document_id, image.id)
        if key is None:
            return
        picture = await ctx.services.storage.get(ctx, chart.patient_id, key)
    said = await describer.describe(picture, image.caption)
    async with task.open() as (ctx, chart):
        await pages.set_description(ctx.db, chart, task.document_id, image.id, said, describer.model)
