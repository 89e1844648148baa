"""The two neural networks that find and read lines of print, taken from the rapidocr wheel and prepared once a process.

Two changes are made to the wheel's files in memory. Their weights hold hundreds of thousands of numbers too small for
the processor's fast path (subnormals), which are set to zero: finding lines takes a third of the time and
gives the same result. And of the 18,709 characters that can be read only those of Latin print remain, so that
reading is a fifth quicker and never takes an I for a Chinese sign.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from salus.documents.engines.pdfium import Picture
from salus.documents.logic.ctc import ReadWord, decode

if TYPE_CHECKING:
    import onnx

LINE_HEIGHT_PX = 48  # what the reader was trained on
_COLUMN_PX = 8  # pixels of a line to one column of the reader's answer
_FIND_PIXELS = 1_160_000  # a page is looked at in this size: A4 at 1280 pixels high, 10 point print 15 pixels
_MAX_ENLARGED = 1.5
_FIND_STEP = 32  # sides must be multiples of this
_LIKELY, _SURE = 0.3, 0.5  # heat of a pixel, and mean heat of a core, from which on it counts
_MIN_CORE_PX = 3.0
_GROWTH = 1.6
_MAX_LINES = 2_000  # of one page
_MAX_LINE_RATIO = 60.0  # a line is at most this much longer than high; longer ones are rules
_INK_ROWS = 2  # dark pixels that make a column of a line printed
_MAX_THREADS = 8
_LATIN = (
    "¡¢£§©«®°±²³´µ·¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖ×ØÙÚÛÜÝßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķ"
    "ĹĺĻļĽľŁłŃńŅņŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŸŹźŻżŽžȘșȚțΓΔΘΛΠΣΦΨΩαβγδεζηθκλμπρστφχψω–—‘’“”†‡•…‰′″⁰⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉"
    "€℃℉™←↑→↓↔⇒−√∞≈≠≤≥■□▲▼◆○●★☐☑☒✓✔✘"
)
_ALPHABET = frozenset(chr(code) for code in range(0x21, 0x7F)) | frozenset(_LATIN)
_loading = threading.Lock()


def threads() -> int:
    """How many processor cores reading may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MAX_THREADS)


def find_lines(picture: Picture) -> NDArray[np.float32]:
    """Where lines of print stand in a picture.

    Returns
    -------
    ndarray of shape (n, 4, 2)
        Corners of each line [px]: top left, top right, bottom right, bottom left as the picture lies.
    """
    import cv2

    height, width = picture.shape[:2]
    scale = min(_MAX_ENLARGED, (_FIND_PIXELS / (height * width)) ** 0.5)
    sides = [max(_FIND_STEP, round(side * scale / _FIND_STEP) * _FIND_STEP) for side in (width, height)]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(picture, sides, interpolation=way), np.uint8)
    heat = _networks().find.run(None, {"x": _network_input(small)})[0][0, 0]
    quads = [quad for contour in _blobs(heat) if (quad := _outline(contour, heat)) is not None]
    scales = np.array([width / sides[0], height / sides[1]], dtype=np.float32)
    limits = np.array([width - 1, height - 1], dtype=np.float32)
    found = np.array(quads, dtype=np.float32).reshape(-1, 4, 2) * scales
    return np.asarray(np.clip(found, 0, limits), np.float32)


def _blobs(heat: NDArray[np.float32]) -> Sequence[Any]:
    import cv2

    likely = cv2.dilate((heat > _LIKELY).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(likely, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    return contours[:_MAX_LINES]


def _outline(contour: Any, heat: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The rectangle of a line around the core of it that the network marks, None where it is unsure.

    The network marks a shrunken core; area times a ratio by perimeter gives back what was taken from each side
    (Liao et al. 2020, Real-time scene text detection with differentiable binarization, AAAI 34, equation 10).
    """
    import cv2

    middle, (along, across), angle = cv2.minAreaRect(contour)
    if min(along, across) < _MIN_CORE_PX or _mean_heat(contour, heat) < _SURE:
        return None
    grown = 2 * along * across * _GROWTH / (2 * (along + across))
    corners = np.asarray(cv2.boxPoints((middle, (along + grown, across + grown), angle)), dtype=np.float32)
    return _from_top_left(corners)


def _mean_heat(contour: Any, heat: NDArray[np.float32]) -> float:
    import cv2

    left, top, width, height = cv2.boundingRect(contour)
    mask = np.zeros((height, width), dtype=np.uint8)
    cv2.drawContours(mask, [contour], -1, 1, cv2.FILLED, offset=(-left, -top))
    return float(cv2.mean(heat[top : top + height, left : left + width], mask)[0])


def _from_top_left(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Corners in the order top left, top right, bottom right, bottom left."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = (pair[np.argsort(pair[:, 1], kind="stable")] for pair in (by_x[:2], by_x[2:]))
    return np.stack([left[0], right[0], right[1], left[1]])


def read_lines(lines: Iterable[Picture]) -> list[tuple[ReadWord, ...]]:
    """Read the pictures of single lines, side by side on all cores."""
    return list(_networks().pool.map(_read_line, lines))


def _read_line(line: Picture) -> tuple[ReadWord, ...]:
    import cv2

    height, width = line.shape[:2]
    if not height or not width or width > _MAX_LINE_RATIO * height:
        return ()
    columns = max(2, round(width * LINE_HEIGHT_PX / height / _COLUMN_PX))
    way = cv2.INTER_AREA if height > LINE_HEIGHT_PX else cv2.INTER_LINEAR
    sized = np.asarray(cv2.resize(line, (columns * _COLUMN_PX, LINE_HEIGHT_PX), interpolation=way), np.uint8)
    networks = _networks()
    seen = networks.read.run(None, {"x": _network_input(sized)})[0][0]
    return decode(seen, networks.alphabet, _ink(sized), LINE_HEIGHT_PX)


def _ink(line: Picture) -> NDArray[np.bool_]:
    """Which columns of a line hold print; a rule under the words does not count."""
    import cv2

    grey = cv2.cvtColor(line, cv2.COLOR_RGB2GRAY)
    _, dark = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if dark.mean() > 0.5:  # light print on a dark ground
        dark = 1 - dark
    dark[dark.mean(axis=1) > 0.8] = 0
    return np.asarray(dark.sum(axis=0) >= _INK_ROWS)


def _network_input(picture: Picture) -> NDArray[np.float32]:
    """The picture as the networks were trained: blue, green, red in -1 to 1, channels first."""
    scaled = picture[:, :, ::-1].astype(np.float32) * np.float32(2 / 255) - np.float32(1)
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])


class _Networks:
    """Both networks, ready to run."""

    def __init__(self) -> None:
        models = _models_folder()
        cores = threads()
        reader = _without_subnormals(models / "PP-OCRv6_rec_small.onnx")
        self.alphabet = _keep_alphabet(reader)
        self.find = _session(_without_subnormals(models / "PP-OCRv6_det_small.onnx"), cores)
        self.read = _session(reader, 1)  # lines are read side by side, which wastes less than sharing one line
        self.pool = ThreadPoolExecutor(cores, thread_name_prefix="ocr")


def _models_folder() -> Path:
    """Where the wheel keeps its models; the package itself is not imported, which would take a second."""
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("rapidocr")
    return Path(spec.submodule_search_locations[0]) / "models"


def warm_up() -> None:
    """Load the networks now, so that the first scan does not wait for them."""
    _networks()


def _networks() -> _Networks:
    with _loading:
        return _load()


@lru_cache(maxsize=1)
def _load() -> _Networks:
    return _Networks()


def _session(model: onnx.ModelProto, cores: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def _without_subnormals(path: Path) -> onnx.ModelProto:
    import onnx
    from onnx import numpy_helper

    model = onnx.load(path)
    smallest = np.finfo(np.float32).tiny
    for tensor in model.graph.initializer:
        if tensor.data_type != onnx.TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(tensor)
        is_subnormal = (np.abs(values) < smallest) & (values != 0)
        if is_subnormal.any():
            tensor.CopyFrom(numpy_helper.from_array(np.where(is_subnormal, np.float32(0), values), tensor.name))
    return model


def _keep_alphabet(model: onnx.ModelProto) -> Sequence[str]:
    """Cut the last layer down to the characters of Latin print; returns them in the order of its classes."""
    from onnx import numpy_helper

    listed = next(entry.value for entry in model.metadata_props if entry.key == "character").splitlines()
    characters = ["", *listed, " "]
    kept = [0, *(at for at, text in enumerate(characters) if text in _ALPHABET), len(characters) - 1]
    weights, bias = _last_layer(model)
    for tensor in model.graph.initializer:
        if tensor.name in (weights, bias):
            values = np.ascontiguousarray(numpy_helper.to_array(tensor)[..., kept])
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    model.graph.output[0].type.tensor_type.ClearField("shape")
    return tuple(characters[at] for at in kept)


def _last_layer(model: onnx.ModelProto) -> tuple[str, str]:
    """The names of the weights and the bias of the layer that names the character."""
    product = [node for node in model.graph.node if node.op_type == "MatMul"][-1]
    addition = next(node for node in model.graph.node if node.op_type == "Add" and product.output[0] in node.input)
    return product.input[1], next(name for name in addition.input if name != product.output[0])
