"""A model parted before its last layer says the same as the whole one."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

from ingest.ocr.headless import headless
from ingest.ocr.network import shares
from ingest.ocr.rapid import READER, model_path


def session(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def test_features_and_the_last_layers_numbers_give_what_the_whole_network_gives() -> None:
    whole = model_path(READER).read_bytes()
    parted = headless(whole)
    batch = np.random.default_rng(0).random((2, 3, 48, 64), dtype=np.float32)
    (features,) = session(parted.model).run(None, {"x": batch})
    (scores,) = session(whole).run(None, {"x": batch})
    ours = np.stack([shares(each @ parted.weights + parted.bias) for each in features])
    assert np.abs(ours - scores).max() < 1e-3
    assert (ours.argmax(axis=2) == scores.argmax(axis=2)).all()


def test_a_model_that_ends_otherwise_is_not_parted() -> None:
    node = b"\x0a\x01x\x12\x01y\x22\x04Relu"
    graph = b"\x0a" + bytes([len(node)]) + node + b"\x62\x03\x0a\x01y"
    with pytest.raises(KeyError):
        headless(b"\x3a" + bytes([len(graph)]) + graph)
