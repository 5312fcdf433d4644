"""Which local model replies where nobody chose one: the default one, or the tiny one on a small machine."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.embedded.local.model_files.known_models import MODELS
from voicelab.embedded.options import CHAT_MODEL, CHAT_MODELS, TINY_MODEL, EmbeddedOptions
from voicelab.resources import free_disk_bytes, memory_bytes, processor_count

__all__ = ["named_model_file", "shortage", "with_chat_model"]

_LEAST_PROCESSORS = 2
_LEAST_MEMORY_BYTES = 2_000_000_000
"""The model takes 650 MB while it runs, recognition and voices 400 MB."""
_LEAST_DISK_BYTES = 1_500_000_000
"""While it is unpacked it is there twice, 0.5 GB each."""


def with_chat_model(options: EmbeddedOptions) -> EmbeddedOptions:
    """Return the options with a model that replies; those that name one, or a server, as they are."""
    if options.completion_model is not None or options.completion_url is not None:
        return options
    return dataclasses.replace(options, completion_model=TINY_MODEL if shortage() else CHAT_MODEL)


def named_model_file(options: EmbeddedOptions) -> Path | None:
    """Return the file that replies; `None` where a model that is fetched does, or a server."""
    named = options.completion_model
    if named is None or named in CHAT_MODELS or options.completion_url is not None:
        return None
    return Path(named)


def shortage() -> str:
    """Return what this machine has too little of for the default model, as a clause; empty if nothing."""
    processors, memory = processor_count(), memory_bytes()
    if processors < _LEAST_PROCESSORS:
        return f"only {processors} processor may be used"
    if memory is not None and memory < _LEAST_MEMORY_BYTES:
        return f"the machine has only {memory / 1e9:.1f} GB of memory"
    if MODELS[CHAT_MODEL].is_installed:
        return ""
    free = free_disk_bytes(models_folder())
    if free < _LEAST_DISK_BYTES:
        return f"only {free / 1e9:.1f} GB are free in {models_folder()}"
    return ""
