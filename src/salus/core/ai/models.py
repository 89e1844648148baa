"""Which language model this installation uses, by its settings. Nothing of a vendor is loaded before it is asked."""

from __future__ import annotations

from collections.abc import Callable

from salus.core.ai.guard import GuardedModel, ModelHealth, Patience
from salus.core.ai.language import LanguageModel
from salus.core.config import Settings

SEVERAL = "More than one language model is set ({names}). Keep one of them."


def configured(settings: Settings) -> GuardedModel | None:
    """The model that answers in chat, guarded; None where none is named, and `RuntimeError` where several are."""
    engine = _engine(settings)
    return None if engine is None else GuardedModel(engine, patience(settings))


def configured_for_pictures(settings: Settings) -> LanguageModel | None:
    """The model that describes pictures: one of its own where it is named, else the one that answers."""
    if not settings.enable_vision_analysis:
        return None
    if settings.vision_url and settings.vision_model:
        from salus.core.ai.engines.openai import OpenAIModel

        key = settings.vision_api_key.get_secret_value() if settings.vision_api_key else None
        return OpenAIModel(settings.vision_url, settings.vision_model, key)
    return _engine(settings)


async def ask_whether_it_answers(settings: Settings) -> ModelHealth | None:
    """Ask the configured model for one word, for a command that has no engines open; None without a model."""
    model = configured(settings)
    if model is None:
        return None
    try:
        return await model.probe()
    finally:
        await model.close()


def patience(settings: Settings) -> Patience:
    """The operator's limits."""
    return Patience(
        first_s=settings.model_first_s,
        between_s=settings.model_between_s,
        whole_s=settings.model_answer_s,
        rest_s=settings.model_rest_s,
        at_once=settings.model_concurrency,
    )


def _engine(settings: Settings) -> LanguageModel | None:
    named = {name: make for name, (value, make) in _makers(settings).items() if value}
    if len(named) > 1:
        raise RuntimeError(SEVERAL.format(names=", ".join(named)))
    return next(iter(named.values()))() if named else None


def _makers(settings: Settings) -> dict[str, tuple[str | None, Callable[[], LanguageModel]]]:
    return {
        "BEDROCK_MODEL_ID": (settings.bedrock_model_id, lambda: _bedrock(settings)),
        "SALUS_ANTHROPIC_MODEL": (settings.anthropic_model, lambda: _anthropic(settings)),
        "SALUS_OPENAI_MODEL": (settings.openai_model, lambda: _openai(settings)),
    }


def _bedrock(settings: Settings) -> LanguageModel:
    from salus.core.ai.engines.bedrock import BedrockModel

    assert settings.bedrock_model_id is not None
    bearer = settings.aws_bearer_token_bedrock
    return BedrockModel(
        settings.bedrock_model_id,
        settings.aws_region,
        settings.bedrock_url,
        bearer.get_secret_value() if bearer else None,
    )


def _anthropic(settings: Settings) -> LanguageModel:
    from salus.core.ai.engines.anthropic import AnthropicModel

    if settings.anthropic_api_key is None:
        raise RuntimeError("SALUS_ANTHROPIC_MODEL needs ANTHROPIC_API_KEY.")
    assert settings.anthropic_model is not None
    return AnthropicModel(
        settings.anthropic_model, settings.anthropic_api_key.get_secret_value(), settings.anthropic_url
    )


def _openai(settings: Settings) -> LanguageModel:
    from salus.core.ai.engines.openai import OpenAIModel

    if settings.openai_url is None:
        raise RuntimeError("SALUS_OPENAI_MODEL needs SALUS_OPENAI_URL, the address up to and with /v1.")
    assert settings.openai_model is not None
    key = settings.openai_api_key
    return OpenAIModel(settings.openai_url, settings.openai_model, key.get_secret_value() if key else None)
