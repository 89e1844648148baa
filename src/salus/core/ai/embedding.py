"""Turn texts into unit vectors for search: MiniLM on ONNX Runtime, loaded at first need, safe in threads."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import structlog

from salus.core.ai.minilm import (
    DIMENSION,
    GRAPH_REVISION,
    WEIGHTS_SHA256,
    build_graph,
    load_weights,
    packaged_model,
    part_weights,
)
from salus.core.tracing import span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

log = structlog.get_logger()
FloatArray: TypeAlias = "NDArray[np.float32]"
MAX_TOKENS = 256  # the length the model was tuned for (sentence_bert_config.json)
# Small batches win on few cores: a text in a batch of 4 runs 1.4x faster than in 16, 3x faster than in 64.
BATCH_TEXTS = 4
MODEL_ID = f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:8]}"


def build(cache_dir: Path) -> Path:
    """Make the ONNX graph and its weights unless whole ones are there; about a second. Returns where the graph lies.

    The weights lie in a file of their own, which the runtime maps into memory: of the table of words only the pages
    that questions touch are ever read. Files are written beside their places, synced and renamed, and their hashes kept
    next to them: a killed build, a full disk or a damaged cache costs a rebuild, never a wrong vector.
    """
    place = _place_in(cache_dir)
    if _is_whole(place):
        return place
    began = time.perf_counter()
    proto = build_graph(load_weights(packaged_model()))
    weights = part_weights(proto, _weights_of(place).name)
    graph = proto.SerializeToString()
    cache_dir.mkdir(parents=True, exist_ok=True)
    _write_atomically(_weights_of(place), weights)
    _write_atomically(place, graph)
    seal = "\n".join(hashlib.sha256(each).hexdigest() for each in (graph, weights))
    _write_atomically(_seal_of(place), seal.encode())
    log.info("embedding_model_built", ms=round((time.perf_counter() - began) * 1000))
    return place


def is_built(cache_dir: Path) -> bool:
    """Whether the ONNX graph and its weights are there and are what was built."""
    return _is_whole(_place_in(cache_dir))


def _place_in(cache_dir: Path) -> Path:
    return cache_dir / f"minilm-l6-v2-{WEIGHTS_SHA256[:8]}-r{GRAPH_REVISION}.onnx"


def _weights_of(place: Path) -> Path:
    return place.with_suffix(".weights")


def _seal_of(place: Path) -> Path:
    return place.with_suffix(".sha256")


def _is_whole(place: Path) -> bool:
    try:
        found = [_digest(each) for each in (place, _weights_of(place))]
        return "\n".join(found) == _seal_of(place).read_text()
    except FileNotFoundError:
        return False


def _digest(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_atomically(place: Path, blob: bytes) -> None:
    draft = place.with_name(f".{place.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with draft.open("wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


class Embedder:
    """Texts to vectors; the graph is read at the first call and shared by all threads of the process."""

    model_id = MODEL_ID
    dimension = DIMENSION
    max_tokens = MAX_TOKENS

    def __init__(self, cache_dir: Path, threads: int = 2) -> None:
        self._cache_dir = cache_dir
        self._threads = threads
        self._lock = threading.Lock()
        self._session: InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None

    def warm_up(self) -> None:
        """Load everything now instead of at the first question; safe to call from any thread."""
        self.embed(("warm up",))

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors of the texts, in their order; blocking, so call it from a thread.

        Parameters
        ----------
        texts : sequence of str
            Any language; what lies beyond 256 word pieces is not seen.

        Returns
        -------
        ndarray of shape (n_texts, 384)
            float32 rows of Euclidean norm 1.

        References
        ----------
        Reimers and Gurevych 2019, doi:10.18653/v1/D19-1410; the model card of all-MiniLM-L6-v2.
        """
        import numpy as np

        vectors = np.empty((len(texts), DIMENSION), np.float32)
        if not texts:
            return vectors
        with span("embedding", texts=len(texts)):
            self._fill(vectors, texts)
        return vectors

    def _fill(self, vectors: FloatArray, texts: Sequence[str]) -> None:
        session = self._load_session()
        pieces = [encoded.ids for encoded in self._load_tokenizer().encode_batch(list(texts))]
        by_length = sorted(range(len(texts)), key=lambda index: len(pieces[index]))
        for start in range(0, len(by_length), BATCH_TEXTS):
            chosen = by_length[start : start + BATCH_TEXTS]
            vectors[chosen] = _run(session, [pieces[index] for index in chosen])

    def count_tokens(self, text: str) -> int:
        """Word pieces of a text, without the two marks that the model adds and without a limit."""
        encoded = self._load_tokenizer().encode(text, add_special_tokens=False)
        return len(encoded.ids) + sum(len(rest.ids) for rest in encoded.overflowing)

    def _load_tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        with self._lock:
            if self._tokenizer is None:
                tokenizer = Tokenizer.from_file(str(packaged_model() / "tokenizer.json"))
                tokenizer.no_padding()
                tokenizer.enable_truncation(MAX_TOKENS)
                self._tokenizer = tokenizer
            return self._tokenizer

    def _load_session(self) -> InferenceSession:
        with self._lock:
            if self._session is None:
                self._session = _open_session(build(self._cache_dir), self._threads)
            return self._session


def _open_session(place: Path, threads: int) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Waiting threads sleep instead of spinning: the web server shares these cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Questions come one by one: memory kept for the next run would be twice what a run needs.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(place), options, providers=["CPUExecutionProvider"])


def _run(session: InferenceSession, pieces: Sequence[Sequence[int]]) -> FloatArray:
    import numpy as np

    longest = max(len(ids) for ids in pieces)
    input_ids = np.zeros((len(pieces), longest), np.int64)
    mask = np.zeros_like(input_ids)
    for row, ids in enumerate(pieces):
        input_ids[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    (vectors,) = session.run(["embedding"], {"input_ids": input_ids, "attention_mask": mask})
    return np.asarray(vectors, np.float32)
