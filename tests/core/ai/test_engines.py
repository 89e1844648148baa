"""Every engine of the language-model port, against a server that speaks its real wire format over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from salus.core.ai.engines.anthropic import AnthropicModel
from salus.core.ai.engines.bedrock import BedrockModel
from salus.core.ai.engines.openai import OpenAIModel
from salus.core.ai.language import LanguageModel, ModelUnavailable, Picture, Prompt, Trouble
from tests.support.model_server import ModelServer, Script, model_server, says

TEXT = "Your ferritin was 11 ng/mL. [1]\nÜber 15 – good: «sí». [2]\n"
PNG = b"\x89PNG\r\n\x1a\n not really"
PROMPT = Prompt("The rules.", "The material.", (Picture(PNG),), max_tokens=77)
DIALECTS = ("openai", "anthropic", "bedrock")
BEDROCK_ID = "anthropic.claude-3-5-sonnet-20241022-v2:0"


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server(lambda _: says(TEXT)) as running:
        yield running


@pytest.fixture(autouse=True)
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


@pytest.fixture(params=DIALECTS)
async def model(request: pytest.FixtureRequest, server: ModelServer) -> AsyncIterator[LanguageModel]:
    engine: LanguageModel
    if request.param == "openai":
        engine = OpenAIModel(f"{server.url}/v1", "small-one", "key")
    elif request.param == "anthropic":
        engine = AnthropicModel("small-one", "key", server.url)
    else:
        engine = BedrockModel(BEDROCK_ID, "eu-central-1", server.url)
    yield engine
    await engine.close()


async def heard(model: LanguageModel, prompt: Prompt = PROMPT) -> list[str]:
    return [piece async for piece in model.stream(prompt)]


async def test_the_text_comes_in_pieces_and_whole(model: LanguageModel, server: ModelServer) -> None:
    pieces = await heard(model)
    assert "".join(pieces) == TEXT
    assert len(pieces) > 5
    (asked,) = server.asked
    assert (asked.system, asked.user, asked.pictures, asked.max_tokens) == ("The rules.", "The material.", (PNG,), 77)
    assert asked.model == model.name.model
    assert model.name.is_outside is False


async def test_a_piece_arrives_before_the_next_is_made(model: LanguageModel, server: ModelServer) -> None:
    server.mind = lambda _: Script(("first",), ending="hang")
    pieces = model.stream(PROMPT)
    assert await asyncio.wait_for(anext(pieces), 5) == "first"
    await pieces.aclose()
    await server.until(lambda calls: calls[0].was_left)


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        (Script(status=429), Trouble.THROTTLED),
        (Script(status=503), Trouble.THROTTLED),
        (Script(status=529), Trouble.THROTTLED),
        (Script(status=401), Trouble.REFUSED),
        (Script(status=500), Trouble.BROKEN),
        (Script(("One", " two"), ending="busy"), Trouble.THROTTLED),
        (Script(("One", " two"), ending="error"), Trouble.BROKEN),
        (Script(("One", " two"), ending="garbage"), Trouble.BROKEN),
        (Script(("One", " two"), ending="cut"), Trouble.BROKEN),
    ],
    ids=lambda value: str(value) if isinstance(value, Trouble) else f"{value.status}-{value.ending}",
)
async def test_whatever_goes_wrong_is_named_and_quotes_nothing(
    model: LanguageModel, server: ModelServer, script: Script, trouble: Trouble
) -> None:
    server.mind = lambda _: script
    with pytest.raises(ModelUnavailable) as caught:
        await heard(model)
    # The connection of a cut stream may break while it is read or be found closed: both are no whole answer.
    allowed = {trouble} | ({Trouble.UNREACHABLE} if script.ending == "cut" else set())
    assert caught.value.trouble in allowed
    assert "secret" not in f"{caught.value} {caught.value.message} {caught.value.details} {caught.value.__cause__}"


async def test_the_wait_that_a_busy_server_asks_for_is_passed_on(model: LanguageModel, server: ModelServer) -> None:
    server.mind = lambda _: Script(status=429, retry_after="3")
    with pytest.raises(ModelUnavailable) as caught:
        await heard(model)
    assert caught.value.retry_after_s == 3.0


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    for engine in (OpenAIModel("http://127.0.0.1:9/v1", "m", None), AnthropicModel("m", "k", "http://127.0.0.1:9")):
        with pytest.raises(ModelUnavailable) as caught:
            await heard(engine)
        assert caught.value.trouble is Trouble.UNREACHABLE
        await engine.close()


async def test_the_request_to_bedrock_is_signed_as_aws_checks_it(server: ModelServer) -> None:
    engine = BedrockModel(BEDROCK_ID, "eu-central-1", server.url)
    await heard(engine)
    await engine.close()
    (asked,) = server.asked
    assert asked.path == "/model/anthropic.claude-3-5-sonnet-20241022-v2%3A0/converse-stream"
    again = AWSRequest("POST", server.url + asked.path, data=asked.body)
    for name in ("content-type", "accept"):
        again.headers[name] = asked.headers[name]
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", "not-a-secret"), "bedrock", "eu-central-1")
    again.context["timestamp"] = asked.headers["x-amz-date"]
    again.headers["X-Amz-Date"] = asked.headers["x-amz-date"]
    wanted = signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)
    assert asked.headers["authorization"].endswith(f"Signature={wanted}")
    assert "/eu-central-1/bedrock/aws4_request" in asked.headers["authorization"]


async def test_bedrock_takes_an_api_key_instead_of_a_signature(server: ModelServer) -> None:
    engine = BedrockModel(BEDROCK_ID, "eu-central-1", server.url, bearer="key-of-bedrock")
    await heard(engine)
    await engine.close()
    assert server.asked[0].headers["authorization"] == "Bearer key-of-bedrock"


async def test_a_frame_whose_checksum_is_wrong_is_not_read(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support import model_wire

    whole = model_wire.frame("contentBlockDelta", {"delta": {"text": "harmless"}})
    damaged = whole.replace(b"harmless", b"harmful!")
    monkeypatch.setitem(
        model_wire.DIALECTS,
        "bedrock",
        model_wire.Dialect(
            "application/vnd.amazon.eventstream",
            lambda _: [damaged],
            *[getattr(model_wire.DIALECTS["bedrock"], name) for name in ("token", "closing", "trouble", "refusal")],
        ),
    )
    engine = BedrockModel(BEDROCK_ID, "eu-central-1", server.url)
    with pytest.raises(ModelUnavailable) as caught:
        await heard(engine)
    assert caught.value.trouble is Trouble.BROKEN
    await engine.close()


@pytest.mark.parametrize(
    ("url", "is_outside"),
    [
        ("http://127.0.0.1:11434/v1", False),
        ("http://localhost:11434/v1", False),
        ("http://10.1.2.3/v1", False),
        ("http://[::1]:8000/v1", False),
        ("https://llm.example.org/v1", True),
        ("https://93.184.216.34/v1", True),
    ],
)
async def test_an_address_of_the_house_is_told_from_one_outside(url: str, is_outside: bool) -> None:
    assert OpenAIModel(url, "m", None).name.is_outside is is_outside
