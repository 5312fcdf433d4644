"""Measures whatever model is named: one of the known ones, a GGUF file, or one behind a server."""

from __future__ import annotations

from pathlib import Path

from voicelab.embedded.local.chat.chat_speed import measure_chat, talk_speed
from voicelab.embedded.local.measured_speeds import MeasuredSpeed
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.speed.speech_speed import measure_speech
from voicelab.embedded.options import ALIASES, CHAT_MODELS
from voicelab.errors import ModelError
from voicelab.resources import processor_count

__all__ = ["measure", "measure_server"]


def measure(name: str) -> MeasuredSpeed:
    """Measure a model by its name, or a GGUF file; fetch it if need be. It is kept.

    Raises
    ------
    ModelError
        It cannot be fetched or loaded.
    ValueError
        There is no model of that name.
    """
    file = Path(name).expanduser()
    if name.lower().endswith(".gguf") or file.is_file():
        return measure_chat(file)
    name = ALIASES.get(name, name)
    (path,) = ensure_models([name])
    return measure_chat(path) if name in CHAT_MODELS else measure_speech(name)


def measure_server(url: str, key: str, model: str) -> MeasuredSpeed:
    """Measure a model behind a server that speaks OpenAI's protocol.

    Raises
    ------
    ModelError
        It does not answer; the message is the server's own.
    """
    import openai

    try:
        first, rate = talk_speed(url, key, model)
    except openai.APIError as error:
        raise ModelError(
            f"The server at {url} does not reply as {model!r}: {error.message}",
            code="model-load",
            hint="Look at the address, which ends in /v1, and at the names of the server's models.",
        ) from error
    return MeasuredSpeed(processors=processor_count(), first_token_seconds=first, tokens_per_second=rate)
