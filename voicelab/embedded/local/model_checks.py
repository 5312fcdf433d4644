"""Model checks: whether the models that are named could be loaded, without loading or fetching any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from voicelab.embedded.local.chat.chat_choice import named_model_file
from voicelab.embedded.local.chat.gguf_file import check_chat_model
from voicelab.embedded.local.engines import has_kokoro, needed_models
from voicelab.embedded.local.model_files.carried_models import VOICE_ACTIVITY, VOICES, check_carried
from voicelab.embedded.local.model_files.damage import check_installed
from voicelab.embedded.local.model_files.known_models import MODELS
from voicelab.embedded.local.model_files.models import check_store
from voicelab.embedded.local.model_files.sizes import size_words
from voicelab.embedded.local.recognition.named_model import check_named_model, is_fetched, recognises
from voicelab.embedded.local.recognition.recognition_choice import is_cached
from voicelab.embedded.options import KOKORO, EmbeddedOptions
from voicelab.errors import VoicelabError

__all__ = ["CheckedModel", "checked_models", "stage_of"]


@dataclass(frozen=True, slots=True)
class CheckedModel:
    """A model that was looked at, or the folder for them."""

    name: str
    words: str
    """What it is, in a few words."""
    is_there: bool = True
    """Whether it is on this machine; otherwise it comes when it is first needed."""
    error: VoicelabError | None = None
    """Why it cannot be loaded, or stored."""


def checked_models(options: EmbeddedOptions) -> Iterator[CheckedModel]:
    """Yield the models that the options name or need, each with what is wrong with it.

    The folder for models is among them where one has to be fetched and cannot be stored.
    """
    names = dict.fromkeys([*needed_models(options), *([KOKORO] if has_kokoro(options) else [])])
    missing = [name for name in names if not MODELS[name].is_installed]
    if missing and (flaw := _flaw(check_store)) is not None:
        yield CheckedModel("models' folder", "", error=flaw)
    for name in names:
        yield _known(name, is_there=name not in missing)
    recognition_model = options.recognition_model
    if recognition_model is not None and recognition_model not in names:
        error = _flaw(lambda: check_named_model(recognition_model))
        is_there = error is not None or not is_fetched(recognition_model) or is_cached(recognition_model)
        yield CheckedModel(recognition_model, "recognises", is_there, error)
    for package in (*VOICE_ACTIVITY, *VOICES):
        if (error := _flaw(partial(check_carried, package))) is not None:
            yield CheckedModel(package, "", error=error)
    if (file := named_model_file(options)) is not None:
        yield CheckedModel(str(file), "replies", error=_flaw(lambda: check_chat_model(file)))


def stage_of(name: str, options: EmbeddedOptions) -> Literal["recognition", "completion", "synthesis"]:
    """Return the stage that needs a model, one of those that `checked_models` yields."""
    if name in (KOKORO, *VOICES):
        return "synthesis"
    if name in (options.recognition_model, *VOICE_ACTIVITY) or recognises(name):
        return "recognition"
    return "completion"


def _known(name: str, *, is_there: bool) -> CheckedModel:
    model = MODELS[name]
    if not is_there:
        return CheckedModel(name, size_words(model.size_bytes), is_there=False)
    error = _flaw(lambda: check_installed(model))
    return CheckedModel(name, f"{model.title}: {model.purpose}", error=error)


def _flaw(check: Callable[[], None]) -> VoicelabError | None:
    try:
        check()
    except VoicelabError as error:
        return error
    return None
