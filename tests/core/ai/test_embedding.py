"""The embedder: equal to the published model, stable in batches, safe against damaged files."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from salus.core.ai import minilm
from salus.core.ai.embedding import Embedder, build
from salus.core.ai.minilm import ModelDamaged, load_weights, packaged_model


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """One for all; its file is shared by the test processes, which is also a test of the atomic write."""
    return Embedder(tmp_path_factory.getbasetemp().parent / "models", threads=1)


def cosine(embedder: Embedder, *texts: str) -> np.ndarray:
    vectors = embedder.embed(texts)
    return np.asarray(vectors @ vectors.T)


def test_similarities_equal_those_of_the_library_that_published_the_model(embedder: Embedder) -> None:
    """Sentence Transformers documentation, quickstart: all-MiniLM-L6-v2 on these three sentences."""
    found = cosine(embedder, "The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium.")
    published = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    assert np.allclose(found, published, atol=5e-5)


def test_similarities_equal_those_of_the_model_card(embedder: Embedder) -> None:
    """The model's page: 0.695, 0.943 and 0.257 to "That is a happy person"."""
    found = cosine(
        embedder,
        "That is a happy person",
        "That is a happy dog",
        "That is a very happy person",
        "Today is a sunny day",
    )
    assert np.allclose(found[0, 1:], [0.695, 0.943, 0.257], atol=5e-4)


def test_graph_computes_what_a_plain_transformer_does(embedder: Embedder) -> None:
    """Devlin et al. 2019 written out in numpy, layer by layer, without any fused operator."""
    text = "Ferritin 11 ug/L (30-300), falling for 14 months."
    ids = embedder._load_tokenizer().encode(text).ids
    expected = plain_transformer(ids, load_weights(packaged_model()))
    assert float(expected @ embedder.embed([text])[0]) == pytest.approx(1.0, abs=1e-5)


def test_vectors_have_norm_one_whatever_the_text(embedder: Embedder) -> None:
    texts = ["", " ", "a", "ø ß 漢字 🩺", "word " * 2000, "\x00\x01", "Hämoglobin 13,2 g/dl"]
    norms = np.linalg.norm(embedder.embed(texts), axis=1)
    assert np.allclose(norms, 1.0, atol=1e-5)


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    texts = [f"{'ferritin low iron ' * n}note {n}" for n in range(1, 14)]
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert float((together * alone).sum(axis=1).min()) > 0.99999


def test_order_of_texts_is_kept(embedder: Embedder) -> None:
    texts = ["long " * 50, "short", "middle " * 10, "tiny"]
    assert np.allclose(embedder.embed(texts)[::-1], embedder.embed(texts[::-1]), atol=1e-5)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_words_of_one_meaning_are_closer_than_words_of_another(embedder: Embedder) -> None:
    found = cosine(embedder, "heart attack", "acute myocardial infarction", "fracture of the ankle")
    assert found[0, 1] > found[0, 2] + 0.2


def test_text_beyond_256_pieces_is_not_seen(embedder: Embedder) -> None:
    long, longer = "iron " * 300, "iron " * 300 + "completely different ending about a broken wrist"
    assert np.allclose(*embedder.embed([long, longer]), atol=1e-6)


def test_tokens_are_counted_beyond_the_limit(embedder: Embedder) -> None:
    assert embedder.count_tokens("iron " * 700) == 700
    assert embedder.count_tokens("") == 0


def test_many_threads_share_one_model(embedder: Embedder) -> None:
    fresh = Embedder(embedder._cache_dir, threads=1)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(fresh.embed, [["iron stores"]] * 8))
    assert all(np.allclose(answer, answers[0]) for answer in answers)


def test_a_damaged_file_is_rebuilt_and_a_whole_one_is_kept(tmp_path: Path) -> None:
    place = build(tmp_path)
    whole = place.read_bytes()
    made_at = place.stat().st_mtime_ns
    assert build(tmp_path).stat().st_mtime_ns == made_at
    place.write_bytes(whole[: len(whole) // 2])
    assert build(tmp_path).read_bytes() == whole


def test_damaged_weights_are_rebuilt(tmp_path: Path) -> None:
    weights = build(tmp_path).with_suffix(".weights")
    whole = weights.read_bytes()
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 1
    weights.write_bytes(damaged)
    build(tmp_path)
    assert weights.read_bytes() == whole
    weights.unlink()
    build(tmp_path)
    assert weights.read_bytes() == whole


def test_a_build_leaves_no_drafts_behind(tmp_path: Path) -> None:
    build(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".onnx", ".weights", ".sha256"}


def test_weights_of_somebody_else_are_refused(tmp_path: Path) -> None:
    blob = bytearray((packaged_model() / "model.safetensors").read_bytes())
    blob[-1] ^= 1
    (tmp_path / "model.safetensors").write_bytes(blob)
    with pytest.raises(ModelDamaged):
        load_weights(tmp_path)


def plain_transformer(ids: list[int], weights: minilm.Weights) -> np.ndarray:
    """One text through the network, the slow and obvious way."""

    def linear(x: np.ndarray, key: str) -> np.ndarray:
        return np.asarray(x @ weights[f"{key}.weight"].T + weights[f"{key}.bias"])

    def norm(x: np.ndarray, key: str) -> np.ndarray:
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * weights[f"{key}.weight"] + weights[f"{key}.bias"])

    erf = np.vectorize(math.erf)
    hidden = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = norm(hidden, "embeddings.LayerNorm")
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        q, k, v = (
            linear(hidden, f"{name}.attention.self.{part}").reshape(len(ids), 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(32)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        attended = (shares / shares.sum(axis=-1, keepdims=True)) @ v
        joined = attended.transpose(1, 0, 2).reshape(len(ids), 384)
        middle = norm(linear(joined, f"{name}.attention.output.dense") + hidden, f"{name}.attention.output.LayerNorm")
        wide = linear(middle, f"{name}.intermediate.dense")
        active = wide * 0.5 * (1 + erf(wide / math.sqrt(2)))
        hidden = norm(linear(active, f"{name}.output.dense") + middle, f"{name}.output.LayerNorm")
    pooled = hidden.mean(axis=0)
    return np.asarray(pooled / np.linalg.norm(pooled))
