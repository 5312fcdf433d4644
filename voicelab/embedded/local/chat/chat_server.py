"""Chat: llama.cpp's server in this process, on a loopback port of its own."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xllamacpp

from voicelab.embedded.local.chat.gguf_file import check_chat_model
from voicelab.errors import ModelError
from voicelab.settings import Settings

__all__ = ["ChatServer"]

_CONVERSATIONS = 8
_CONTEXT_TOKENS = 2_048
"""Context of each conversation, in tokens."""
_CACHE_MIB = 256
"""Some twenty conversations of that length, with the default model."""


class ChatServer:
    """A model that replies, behind OpenAI's protocol.

    Parameters
    ----------
    model
        A GGUF file.
    name
        The name that the model goes by.
    threads
        Processor threads.
    conversations
        How many replies may be under way at once.

    Raises
    ------
    ModelError
        The model cannot be loaded.
    """

    def __init__(self, model: Path, name: str, *, threads: int, conversations: int = _CONVERSATIONS) -> None:
        if not model.is_file():
            raise ModelError(
                f"There is no model file {str(model)!r}.",
                code="model-missing",
                hint="Name a GGUF file, or leave the completion model out for the one that comes by default.",
            )
        check_chat_model(model)
        self.key = secrets.token_hex(16)
        self.name = name
        try:
            self._server: xllamacpp.Server | None = xllamacpp.Server(
                self._params(model, threads, conversations)
            )
        except RuntimeError as error:
            raise ModelError(
                f"The completion model {str(model)!r} cannot be loaded: {error}",
                code="model-load",
                hint="Is it a whole GGUF file of a model that llama.cpp knows?",
            ) from error
        self.url: str = f"{self._server.listening_address}/v1"
        # A server that is deleted before its loop runs never ends: it runs once it has answered.
        self._server.handle_completions({"prompt": "Hello", "max_tokens": 1})

    def warm(self) -> None:
        """Reply once, so that the first reply is not slower than the others.

        The usual system prompt is read at it; what the server has read, it does not read again.
        """
        messages = [
            {"role": "system", "content": Settings().system_prompt},
            {"role": "user", "content": "Hello."},
        ]
        if self._server is not None:
            self._server.handle_chat_completions({"messages": messages, "max_tokens": 2})

    def completion_seconds(self, request: Mapping[str, Any]) -> float:
        """Return how long the completion of a text takes, by a request such as llama.cpp's server takes."""
        assert self._server is not None
        began = time.perf_counter()
        self._server.handle_completions(dict(request))
        return time.perf_counter() - began

    def close(self) -> None:
        """Stop the server; replies under way are cut."""
        # Its destructor is the only way to stop it.
        self._server = None

    def _params(self, model: Path, threads: int, conversations: int) -> xllamacpp.CommonParams:
        params = xllamacpp.CommonParams()
        params.model.path = str(model)
        params.model_alias = {self.name}
        params.port = 0
        params.api_keys = [self.key]
        params.ui = params.endpoint_slots = False
        params.verbosity = -1
        for cpu in (params.cpuparams, params.cpuparams_batch):
            cpu.n_threads = threads
            cpu.poll = 0  # Threads that wait for each other sleep: the processors are others', too.
        params.n_parallel = conversations
        params.n_ctx = conversations * _CONTEXT_TOKENS
        # Contexts in 8 bits take half the memory.
        params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_Q8_0
        # What was read of a conversation is kept beside the slots and found again by its beginning. Slots are
        # not chosen by likeness: conversations of one system prompt would take the same one from each other.
        params.cache_ram_mib = _CACHE_MIB
        params.slot_prompt_similarity = 0.0
        # A small model that may say anything says odd things. What a client sets holds instead.
        params.sampling.temp, params.sampling.top_k, params.sampling.top_p = 0.7, 20, 0.8
        params.sampling.penalty_repeat = 1.05
        return params
