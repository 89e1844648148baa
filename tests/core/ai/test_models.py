"""Which model the settings name; nothing of a vendor is loaded where none is."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from salus.app.doctor import Finding, _language_model
from salus.core.ai.models import configured, configured_for_pictures
from salus.core.config import Settings, get_settings
from tests.support.app import Person
from tests.support.language import answered_by
from tests.support.model_server import Script, model_server, says

NAMED: dict[str, dict[str, object]] = {
    "bedrock": {"bedrock_model_id": "anthropic.claude-3-haiku-20240307-v1:0"},
    "anthropic": {"anthropic_model": "claude", "anthropic_api_key": SecretStr("k")},
    "openai-compatible": {"openai_model": "llama", "openai_url": "http://127.0.0.1:11434/v1"},
}


def test_with_nothing_set_there_is_no_model() -> None:
    assert configured(Settings()) is None


@pytest.mark.parametrize("engine", NAMED)
def test_each_engine_is_chosen_by_the_name_of_its_model(engine: str) -> None:
    model = configured(Settings(**NAMED[engine]))
    assert model is not None
    assert model.name.engine == engine
    assert model.name.is_outside is (engine != "openai-compatible")


def test_operators_own_names_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"BEDROCK_MODEL_ID": "m", "BEDROCK_MAX_TOKENS": "300", "AWS_REGION": "eu-west-1"}.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.bedrock_model_id, settings.model_max_tokens, settings.aws_region) == ("m", 300, "eu-west-1")


def test_two_models_at_once_are_a_mistake_that_is_named() -> None:
    with pytest.raises(RuntimeError, match="BEDROCK_MODEL_ID, SALUS_OPENAI_MODEL"):
        configured(Settings(**{**NAMED["bedrock"], **NAMED["openai-compatible"]}))


@pytest.mark.parametrize("half", [{"anthropic_model": "m"}, {"openai_model": "m"}])
def test_a_model_without_what_it_needs_is_a_mistake_that_is_named(half: dict[str, str]) -> None:
    with pytest.raises(RuntimeError, match="needs"):
        configured(Settings(**half))


def test_pictures_go_to_their_own_model_where_one_is_named_else_to_the_one_that_answers() -> None:
    on = {"enable_vision_analysis": True, **NAMED["bedrock"]}
    own = {"vision_url": "http://127.0.0.1:1/v1", "vision_model": "eyes"}
    answering, looking = configured_for_pictures(Settings(**on)), configured_for_pictures(Settings(**on, **own))
    assert (answering and answering.name.engine, looking and looking.name.model) == ("bedrock", "eyes")
    assert configured_for_pictures(Settings(**NAMED["bedrock"])) is None


def test_secrets_do_not_show() -> None:
    settings = Settings(anthropic_api_key=SecretStr("sk-hidden"), openai_api_key=SecretStr("sk-hidden"))
    assert "sk-hidden" not in repr(settings)


def test_the_server_loads_no_client_of_a_model_before_one_is_asked() -> None:
    code = "import sys, salus.app.http; print([m for m in ('aiohttp', 'botocore', 'boto3') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


async def doctor_says(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Finding:
    import asyncio

    get_settings.cache_clear()
    monkeypatch.setattr("salus.core.config.get_settings", lambda: settings)
    (finding,) = await asyncio.to_thread(lambda: list(_language_model(None)))
    return finding


async def test_the_doctor_says_which_model_is_set_and_whether_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "none is set" in (await doctor_says(monkeypatch, Settings())).note
    async with model_server(lambda _: says("ready")) as server:
        settings = Settings(openai_model="llama", openai_url=f"{server.url}/v1")
        finding = await doctor_says(monkeypatch, settings)
        assert (finding.state, finding.note) == ("ok", "llama (openai-compatible) answers, inside the house")
        server.mind = lambda _: Script(status=401)
        finding = await doctor_says(monkeypatch, settings)
        assert (finding.state, finding.note) == ("warn", "llama (openai-compatible) does not answer: refused")
    assert (await doctor_says(monkeypatch, Settings(openai_model="m"))).state == "fail"


async def test_the_system_page_says_which_model_answers(client: httpx.AsyncClient, app: FastAPI, admin: Person) -> None:
    async def part() -> dict[str, str]:
        answer = await client.get("/api/v1/admin/system", headers=admin.headers)
        return next(p for p in answer.json()["data"]["parts"] if p["name"] == "Language model")

    assert (await part())["state"] == "ok"
    async with answered_by(app, lambda _: Script(status=401)):
        found = await part()
        assert (found["state"], "refused" in found["note"]) == ("degraded", True)
