"""The wire formats of language models, each behind the port `core.ai.language.LanguageModel`."""
