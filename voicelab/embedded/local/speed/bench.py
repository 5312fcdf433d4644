"""Measures whatever local model is named: one of the known ones, or a GGUF file."""

from __future__ import annotations

from voicelab.embedded.local.chat.chat_speed import measure_chat
from voicelab.embedded.local.measured_speeds import MeasuredSpeed
from voicelab.embedded.local.model_files.known_models import SENTENCES
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.speed.embedding_speed import measure_embedding
from voicelab.embedded.local.speed.speech_speed import measure_speech
from voicelab.embedded.options import ALIASES, CHAT_MODELS
from voicelab.expanded_path import expanded_path

__all__ = ["measure"]


def measure(name: str) -> MeasuredSpeed:
    """Measure a model by its name, or a GGUF file; fetch it if need be. It is kept.

    Raises
    ------
    ModelError
        It cannot be fetched or loaded.
    ValueError
        There is no model of that name.
    """
    file = expanded_path(name)
    if name.lower().endswith(".gguf") or file.is_file():
        return measure_chat(file)
    name = ALIASES.get(name, name)
    (path,) = ensure_models([name])
    if name == SENTENCES:
        return measure_embedding(path)
    return measure_chat(path) if name in CHAT_MODELS else measure_speech(name)
