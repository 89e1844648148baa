"""The app with a language model behind it: a real server, the real engine, the real guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from fastapi import FastAPI

from salus.core.ai.engines.openai import OpenAIModel
from salus.core.ai.guard import GuardedModel, Patience
from tests.support.model_server import Mind, ModelServer, model_server


@asynccontextmanager
async def answered_by(app: FastAPI, mind: Mind, patience: Patience | None = None) -> AsyncIterator[ModelServer]:
    """As long as the block lasts, the app has this model."""
    before = app.state.services
    async with model_server(mind) as server:
        model = GuardedModel(OpenAIModel(f"{server.url}/v1", "test-model", None), patience or Patience())
        app.state.services = replace(before, language_model=model)
        try:
            yield server
        finally:
            app.state.services = before
            await model.close()
