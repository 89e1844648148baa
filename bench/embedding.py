"""Embedding beside a bare ONNX Runtime loop on the same graph, and the time that one question takes."""

from __future__ import annotations

import time
from statistics import median

import numpy as np
import onnxruntime

from bench.report import Row, at_least, at_most, told
from salus.core.ai.embedding import BATCH_TEXTS, MAX_TOKENS, Embedder, build
from salus.core.config import Settings

ROUNDS = 7
CHUNKS = 16
QUESTIONS = 60
TEXT = "Ferritin 11 ug/L is below the reference range of 30 to 300 ug/L and has been falling for fourteen months. " * 30


def rows() -> list[Row]:
    """Interleaved rounds, medians of the ratio."""
    settings = Settings()
    place = build(settings.cache_dir)
    embedder = Embedder(settings.cache_dir, settings.embedding_threads)
    texts = [f"{number} {TEXT}" for number in range(CHUNKS)]
    embedder.embed(texts[:4])
    bare = _session(str(place), settings.embedding_threads)
    _bare_loop(bare)
    runs = [(_seconds(lambda: _bare_loop(bare)), _seconds(lambda: embedder.embed(texts))) for _ in range(ROUNDS)]
    per_second = CHUNKS / median(ours for _, ours in runs)
    return [
        at_least(
            "embedding of 256-token chunks to a bare ONNX loop",
            median(theirs / ours for theirs, ours in runs),
            0.9,
            "ratio",
            ROUNDS,
            f"bare: {CHUNKS / median(theirs for theirs, _ in runs):.1f} chunks/s",
        ),
        told("embedding of 256-token chunks", per_second, "chunks/s", ROUNDS),
        at_most("embedding of one question, p50", _question_ms(embedder), 10, "ms", QUESTIONS),
    ]


def _session(place: str, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(place, options, providers=["CPUExecutionProvider"])


def _bare_loop(session: onnxruntime.InferenceSession) -> None:
    """The same work without tokens, order and batches of our own: ids of full length, four texts at once."""
    ids = np.full((BATCH_TEXTS, MAX_TOKENS), 2023, np.int64)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    for _ in range(CHUNKS // BATCH_TEXTS):
        session.run(None, feed)


def _seconds(work: object) -> float:
    assert callable(work)
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _question_ms(embedder: Embedder) -> float:
    took = [
        _seconds(lambda: embedder.embed(["What was my last ferritin, and is it too low?"])) for _ in range(QUESTIONS)
    ]
    return median(took) * 1000
