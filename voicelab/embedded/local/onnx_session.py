"""Small models in the ONNX format: loaded so that each runs in the thread that asks it."""

from __future__ import annotations

from pathlib import Path

import onnxruntime

__all__ = ["one_thread_session"]


def one_thread_session(file: Path) -> onnxruntime.InferenceSession:
    """Return a model, loaded; raises whatever onnxruntime does.

    It takes no further processors: recognition, and the model that replies, want them at the same time.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
