"""Chat: llama.cpp's server in this process, on a loopback port of its own."""

from __future__ import annotations

import http.client
import json
import math
import os
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Read when the library is loaded. Its threads wait for each other some hundred times a token: where they wait
# actively, beside two other threads on two processors, a reply took 38 s in place of 2.6 s.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import xllamacpp

from voicelab.embedded.local.chat.control_tokens import control_tokens
from voicelab.embedded.local.chat.gguf_file import check_chat_model
from voicelab.errors import ModelError
from voicelab.settings import Settings

__all__ = ["ChatServer", "LikeliestText"]

_CONVERSATIONS = 8
_CONTEXT_TOKENS = 2_048
"""Context of each conversation, in tokens."""
_ALTERNATIVES = 40
_ONE_TOKEN = {"max_tokens": 1, "logit_bias": [[".", 100]]}
"""Which one is taken does not change the probabilities; of half a letter llama.cpp would tell none."""
_TEMPLATE_SECONDS = 10.0
_FIRST = {"prompt": "Hello", "max_tokens": 1}
"""A server that is deleted before its loop runs never ends: it runs once it has answered."""


@dataclass(frozen=True, slots=True)
class LikeliestText:
    """A text that a grammar allows."""

    text: str
    probability: float
    """Without the grammar."""
    prompt_tokens: int
    completion_tokens: int


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
        How many replies may be under way at once, and how many conversations it need not read anew: each
        has a slot, which a request may choose (``id_slot``, 0 to one less than their number). Behind those
        are two more, for what is asked beside them.

    Raises
    ------
    ModelError
        The model cannot be loaded.
    """

    def __init__(self, model: Path, name: str, *, threads: int, conversations: int = _CONVERSATIONS) -> None:
        check_chat_model(model)
        self.control_tokens = control_tokens(model)
        """What ends a message or begins one where it stands in a text."""
        self.key = secrets.token_hex(16)
        self.name = name
        self.conversations = conversations
        params = self._params(model, threads, conversations)
        try:
            self._server: xllamacpp.Server | None = xllamacpp.Server(params)
        except RuntimeError as error:
            raise _load_error(model, params, error) from error
        self.url: str = f"{self._server.listening_address}/v1"
        self._server.handle_completions(_FIRST)

    def warm(self) -> None:
        """Reply once, so that the first reply is not slower than the others.

        The usual system prompt is read at it; what the server has read, it does not read again.
        """
        messages = [
            {"role": "system", "content": Settings().system_prompt},
            {"role": "user", "content": "Hello."},
        ]
        if self._server is not None:
            # A first conversation is going to have this slot.
            self._server.handle_chat_completions({"messages": messages, "max_tokens": 2, "id_slot": 0})

    def next_tokens(self, prompt: str, *, for_tools: bool = False) -> list[tuple[str, float]]:
        """Return the likeliest tokens behind a bare prompt, each with its probability.

        Special tokens are empty texts, and parts of a letter U+FFFD. What is read stays in a slot of its
        own, those for tools in another: no conversation's is lost.
        """
        request = {"prompt": prompt, "n_probs": _ALTERNATIVES, **_ONE_TOKEN}
        answer = self._completion(self.conversations + for_tools, request)
        tokens = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        return [(_text_of(token), math.exp(token["logprob"])) for token in tokens]

    def completion(self, prompt: str, grammar: str, most_tokens: int) -> LikeliestText:
        """Return the likeliest text behind a bare prompt that a grammar allows, read in the slot for tools.

        Raises
        ------
        ModelError
            The prompt is longer than the model's context.
        """
        request = {
            "prompt": prompt,
            "grammar": grammar,
            "max_tokens": most_tokens,
            "temperature": 0,
            "n_probs": 1,
        }
        answer = self._completion(self.conversations + 1, request)
        (choice,), usage = answer["choices"], answer["usage"]
        tokens = (choice.get("logprobs") or {}).get("content") or ()
        return LikeliestText(
            choice["text"],
            # The end of a reply has no bytes.
            math.exp(sum(token["logprob"] for token in tokens if token["bytes"])),
            usage["prompt_tokens"],
            usage["completion_tokens"],
        )

    def _completion(self, slot: int, request: Mapping[str, Any]) -> dict[str, Any]:
        assert self._server is not None
        answer: dict[str, Any] = self._server.handle_completions({**request, "id_slot": slot})
        if "error" in answer:
            raise ModelError(
                f"The local model refuses: {answer['error'].get('message')}.",
                code="model",
                hint="Give it fewer tools, or shorter descriptions of them.",
            )
        return answer

    def prompt_of(self, messages: Sequence[Mapping[str, str]]) -> str | None:
        """Return what the model's chat template makes of messages; `None` if it does not take them."""
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_TEMPLATE_SECONDS)
        try:
            headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
            connection.request("POST", "/apply-template", json.dumps({"messages": messages}), headers)
            answer = connection.getresponse()
            return json.load(answer)["prompt"] if answer.status == http.HTTPStatus.OK else None
        finally:
            connection.close()

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
        # Each reply is a message of its own, also behind an assistant's: llama.cpp would continue that one.
        params.prefill_assistant = False
        for cpu in (params.cpuparams, params.cpuparams_batch):
            cpu.n_threads = threads
            cpu.poll = 0  # Threads that wait for each other sleep: the processors are others', too.
        params.n_parallel = conversations + 2
        params.n_ctx = params.n_parallel * _CONTEXT_TOKENS
        # Contexts in 8 bits take half the memory.
        params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_Q8_0
        # Each conversation keeps its slot, so that nothing has to be kept beside them.
        params.cache_ram_mib = 0
        # A small model that may say anything says odd things. What a client sets holds instead.
        params.sampling.temp, params.sampling.top_k, params.sampling.top_p = 0.7, 20, 0.8
        params.sampling.penalty_repeat = 1.05
        return params


def _text_of(token: Mapping[str, Any]) -> str:
    """Return a token's text, which llama.cpp gives as empty for part of a letter, too."""
    return token["token"] or ("\ufffd" if token["bytes"] else "")


def _load_error(model: Path, params: xllamacpp.CommonParams, error: RuntimeError) -> ModelError:
    """Return why a model cannot be loaded: llama.cpp does not say when it is the chat template."""
    params.chat_template = "chatml"
    try:
        server = xllamacpp.Server(params)
    except RuntimeError:
        why, hint = f"cannot be loaded: {error}", "Is it a model that llama.cpp knows?"
    else:
        server.handle_completions(_FIRST)
        why, hint = "has a chat template that llama.cpp cannot use", "Name another version of the model."
    return ModelError(f"The completion model {str(model)!r} {why}.", code="model-load", hint=hint)
