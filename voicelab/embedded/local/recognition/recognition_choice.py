"""Which local model recognises speech where nobody chose one: by language, what is here, and how quick it is.

Whisper base hears English better than tiny.en, and takes more than twice as long: it is taken where it was
fetched and measured (``voicelab models bench``) to keep up with hypotheses. Whisper small comes from the
Hugging Face hub only; it is never fetched unasked.
"""

from __future__ import annotations

import dataclasses
import math

from voicelab.embedded.local.measured_speeds import kept_speed
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS, MULTILINGUAL
from voicelab.embedded.options import EmbeddedOptions

__all__ = ["english_model", "is_cached", "multilingual_model", "with_recognition_model"]

_SMALL = "small"
"""Whisper small, by faster-whisper's name for it."""
_QUICK_ENOUGH = 0.06
"""Seconds of work for a second of speech: an utterance of five seconds takes as long as a hypothesis may."""
_SMALL_TO_BASE = 3.3
"""How many times as long Whisper small takes as base; so are their parameters."""


def with_recognition_model(options: EmbeddedOptions) -> EmbeddedOptions:
    """Return the options with the model that recognises English; those that name one as they are."""
    if options.recognition_model is not None:
        return options
    return dataclasses.replace(options, recognition_model=english_model())


def english_model() -> str:
    """Return the name of the model that recognises English here."""
    return multilingual_model() if _factor() <= _QUICK_ENOUGH else ENGLISH


def multilingual_model() -> str:
    """Return the name of the model that recognises other languages here."""
    return _SMALL if _factor() * _SMALL_TO_BASE <= _QUICK_ENOUGH and is_cached(_SMALL) else MULTILINGUAL


def _factor() -> float:
    """Return what Whisper base was measured to need; infinite where it is not here or was not measured."""
    path = MODELS[MULTILINGUAL].path
    speed = kept_speed(path) if path.is_dir() else None
    factor = None if speed is None else speed.real_time_factor
    return math.inf if factor is None else factor


def is_cached(name: str) -> bool:
    """Say whether a model was fetched from the Hugging Face hub before."""
    from faster_whisper import download_model

    try:
        download_model(name, local_files_only=True)
    except (OSError, ValueError):
        return False
    return True
