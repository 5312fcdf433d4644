"""The model that is named to recognise: a known one, a folder, or one to fetch from the Hugging Face hub."""

from __future__ import annotations

import re
from pathlib import Path

from voicelab.embedded.local.model_files.known_models import MODELS
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.recognition.whisper_folder import check_whisper_folder
from voicelab.errors import ModelError
from voicelab.nearest import nearest_first
from voicelab.text.sentences import as_sentence

__all__ = ["check_named_model", "is_fetched", "path_to_load", "recognises"]

_MOST_NAMED = 5


def path_to_load(model: str) -> Path:
    """Return the folder that a model is loaded from; fetches one that is not there.

    Raises
    ------
    ModelError
        There is none, it is damaged or of another kind, or cannot be fetched.
    """
    check_named_model(model)
    if model in MODELS:
        return ensure_models([model])[0]
    return _fetched(model) if is_fetched(model) else Path(model)


def check_named_model(model: str) -> None:
    """Check that a model is there and can recognise, as far as that is known without loading or fetching it.

    Raises
    ------
    ModelError
        It is not.
    """
    if model in MODELS:
        if not recognises(model):
            raise ModelError(
                f"The model {model} recognises no speech: it {MODELS[model].task}.",
                code="model-load",
                hint="Name one that does; `voicelab models` says what each is for.",
            )
    elif not is_fetched(model):
        _check_folder(model)


def recognises(model: str) -> bool:
    """Whether a model is a known one that recognises speech."""
    return model in MODELS and "model.bin" in MODELS[model].files


def is_fetched(model: str) -> bool:
    """Whether a model is a name to fetch: one of faster-whisper's, or ``OWNER/NAME``; else it is a folder."""
    if re.match(r"[./~\\]|[A-Za-z]:", model) or Path(model).is_dir():
        return False
    from faster_whisper import available_models

    return model in available_models() or re.fullmatch(r"[\w.-]+/[\w.-]+", model) is not None


def _check_folder(model: str) -> None:
    folder = Path(model)
    if folder.exists() or re.search(r"[/~\\]", model):
        check_whisper_folder(folder)
        return
    from faster_whisper import available_models

    names = ", ".join(nearest_first(model, list(available_models()))[:_MOST_NAMED])
    raise ModelError(
        f"The recognition model {model!r} cannot be loaded: it is no folder here, and no name that "
        "faster-whisper knows.",
        code="model-load",
        hint=f"Names that it knows are {names}.",
    )


def _fetched(name: str) -> Path:
    """Return the folder of a model of the Hugging Face hub; fetches it if need be."""
    from faster_whisper import download_model

    try:
        return Path(download_model(name))
    except Exception as error:  # the hub's client has many of its own
        reason = as_sentence(str(error).strip().partition("\n")[0] or type(error).__name__)
        raise ModelError(
            f"The recognition model {name!r} cannot be fetched from the Hugging Face hub: {reason}",
            code="model-fetch",
            hint="Check its name and the network, or name a folder with a faster-whisper model.",
        ) from error
