"""Local models: the engines of the embedded services, loaded together and closed together."""

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import TYPE_CHECKING

from voicelab.embedded.engines import Engines, ToolCallingEngine
from voicelab.embedded.local.chat.chat_choice import named_model_file, shortage, with_chat_model
from voicelab.embedded.local.chat.gguf_file import check_chat_model
from voicelab.embedded.local.model_files.arrival import wait_until_installed
from voicelab.embedded.local.model_files.carried_models import VOICE_ACTIVITY, VOICES, check_carried
from voicelab.embedded.local.model_files.models import ensure_models, installed
from voicelab.embedded.local.recognition.named_model import recognises
from voicelab.embedded.local.recognition.recognition_choice import english_model
from voicelab.embedded.local.recognition.voiceprint import LocalSpeakers
from voicelab.embedded.local.sentence_encoder import LocalEmbedding
from voicelab.embedded.local.turn_detection.local_end_of_turn import LocalEndOfTurn
from voicelab.embedded.local.voices.kokoro_languages import pronounced_languages
from voicelab.embedded.options import BUILT_IN, CHAT_MODEL, CHAT_MODELS, KOKORO, TINY_MODEL, EmbeddedOptions
from voicelab.extras import require
from voicelab.resources import processor_count
from voicelab.status_line import notice_stream

if TYPE_CHECKING:
    from voicelab.embedded.local.chat.chat_server import ChatServer
    from voicelab.embedded.local.chat.threads_measurement import ThreadsMeasurement
    from voicelab.embedded.local.recognition.whisper import WhisperRecognition
    from voicelab.embedded.local.voices.synthesis import LocalSynthesis

__all__ = [
    "LocalModels",
    "check_packages",
    "choose_models",
    "has_kokoro",
    "model_names",
    "needed_models",
]

_LEAST_AT_ONCE = 16
"""A comparison may run eight cells at once, each of which speaks a sentence while it makes the next."""
_AT_ONCE_A_PROCESSOR = 8


class LocalModels:
    """Loads what the options name. Use `load`, again where that failed, and `close` at the end."""

    def __init__(self, options: EmbeddedOptions) -> None:
        self._options = with_chat_model(options)
        self._recognition: WhisperRecognition | None = None
        self._synthesis: LocalSynthesis | None = None
        self._chat: ChatServer | None = None
        self._threads_measurement: ThreadsMeasurement | None = None
        self._end_of_turn: LocalEndOfTurn | None = None
        self._is_closed = False

    def load(self) -> Engines:
        """Load all models side by side, once they are there; go on to run each once in the background.

        Those that a call before has loaded stay.

        Raises
        ------
        ConfigurationError
            A package that runs them is not installed.
        ModelError
            A model is missing, or cannot be loaded.
        """
        check_packages()
        wait_until_installed(needed_models(self._options))
        loads = (self._load_recognition, self._load_voices, self._load_chat)
        with ThreadPoolExecutor(len(loads)) as threads:
            loading = [threads.submit(load) for load in loads]
        for future in loading:
            future.result()
        assert self._recognition is not None
        assert self._synthesis is not None
        self._end_of_turn = LocalEndOfTurn(self._options, self._chat)
        threading.Thread(target=self._warm_and_measure, name="voicelab-warm", daemon=True).start()
        if self._chat is not None:
            return Engines(
                self._recognition,
                self._synthesis,
                self._chat.url,
                self._chat.key,
                self._chat.name,
                completion_is_own=True,
                completion_slots=self._chat.conversations,
                completion_control_tokens=self._chat.control_tokens,
                at_once=_at_once(),
                speakers=LocalSpeakers(),
                end_of_turn=self._end_of_turn,
                embedding=LocalEmbedding(),
                tool_calling=self._tool_calling(self._chat),
            )
        options = self._options
        key = options.completion_key.reveal() if options.completion_key is not None else "none"
        assert options.completion_url is not None
        return Engines(
            self._recognition,
            self._synthesis,
            options.completion_url,
            key,
            options.completion_model,
            at_once=_at_once(),
            speakers=LocalSpeakers(),
            end_of_turn=self._end_of_turn,
        )

    def close(self) -> None:
        """Stop what runs."""
        self._is_closed = True
        if self._threads_measurement is not None:
            self._threads_measurement.end()
        if self._end_of_turn is not None:
            self._end_of_turn.close()
        if self._chat is not None:
            self._chat.close()
        if self._recognition is not None:
            self._recognition.close()

    def _tool_calling(self, chat: ChatServer) -> ToolCallingEngine | None:
        """Return what chooses calls; nothing does for the tiny model, which knows no tools."""
        if self._options.completion_model == TINY_MODEL:
            return None
        from voicelab.embedded.local.chat.tool_calling import LocalToolCalling

        return LocalToolCalling(chat)

    def _load_recognition(self) -> None:
        from voicelab.embedded.local.recognition.whisper import WhisperRecognition

        if self._recognition is not None:
            return
        check_carried(*VOICE_ACTIVITY)
        self._recognition = WhisperRecognition(self._options.recognition_model)

    def _load_voices(self) -> None:
        from voicelab.embedded.local.voices.synthesis import LocalSynthesis

        if self._synthesis is not None:
            return
        check_carried(*VOICES)
        kokoro = ensure_models([KOKORO])[0] if has_kokoro(self._options) else None
        self._synthesis = LocalSynthesis(kokoro)

    def _load_chat(self) -> None:
        """Load the model that replies, unless a server does."""
        if self._chat is not None or self._options.completion_url is not None:
            return
        from voicelab.embedded.local.chat.chat_server import ChatServer
        from voicelab.embedded.local.chat.chat_speed import quickest_threads
        from voicelab.embedded.local.chat.threads_measurement import ThreadsMeasurement

        named = self._options.completion_model
        assert named is not None
        model = named_model_file(self._options) or ensure_models([named])[0]
        threads = self._options.completion_threads
        if threads is None:
            threads = quickest_threads(model)
            self._threads_measurement = ThreadsMeasurement(model)
        self._chat = ChatServer(model, self._options.model_name, threads=threads)

    def _warm_and_measure(self) -> None:
        try:
            for stage in (self._recognition, self._synthesis, self._chat):
                if stage is not None:
                    stage.warm()
        except (CancelledError, RuntimeError):
            if self._is_closed:  # in the midst of it
                return
            raise
        if self._threads_measurement is not None:
            self._threads_measurement.run()


def _at_once() -> int:
    """Return how many requests of a stage may be under way: more would wait for many seconds."""
    return max(_LEAST_AT_ONCE, _AT_ONCE_A_PROCESSOR * processor_count())


def choose_models(options: EmbeddedOptions) -> EmbeddedOptions:
    """Return the options with each model named that they need.

    Where the machine is too small for the default model that replies, the user is told so.

    Raises
    ------
    ConfigurationError
        A package that runs them is not installed.
    ModelError
        The file that is named to reply is not there, or cannot.
    """
    check_packages()
    if options.detector == "smart-turn":
        return options  # it goes by no words
    if (file := named_model_file(options)) is not None:
        check_chat_model(file)
    chosen = with_chat_model(options)
    if options.detector is not None:
        return chosen
    if chosen.completion_model == TINY_MODEL and chosen != options:
        notice_stream().write(
            f"A tiny model replies, which is often wrong, because {shortage()}. "
            f"VOICELAB_COMPLETION_MODEL={CHAT_MODEL} chooses the usual one all the same.\n"
        )
    return dataclasses.replace(chosen, synthesis_model=KOKORO if has_kokoro(chosen) else BUILT_IN)


def model_names(options: EmbeddedOptions) -> tuple[str, str, str]:
    """Return which models recognise, reply and speak, told apart from any others; empty for the usual ones.

    Kokoro's languages, which depend on what is installed, are told as well: other voices speak the rest.
    """
    recognising, replying, speaking = options.models
    if speaking:
        speaking = " ".join([speaking, *sorted(pronounced_languages())])
    return recognising, replying, speaking


def needed_models(options: EmbeddedOptions) -> list[str]:
    """Return the names of the models that the options need from the start.

    A detector of ends of turns alone needs none: it says so where its model is missing.
    """
    if options.detector is not None:
        return []
    recognition_model = options.recognition_model or english_model()
    needed = [recognition_model] if recognises(recognition_model) else []
    if options.synthesis_model == KOKORO:
        needed.append(KOKORO)
    chat_model = with_chat_model(options).completion_model
    if chat_model in CHAT_MODELS and options.completion_url is None:
        needed.append(chat_model)
    return needed


def has_kokoro(options: EmbeddedOptions) -> bool:
    """Say whether Kokoro speaks: where it is asked for, or installed and nothing else asked for."""
    return options.synthesis_model == KOKORO or (options.synthesis_model is None and KOKORO in installed())


def check_packages() -> None:
    """Check that the packages that run the models are installed.

    Raises
    ------
    ConfigurationError
        One is not.
    """
    require("embedded", what="The embedded services", instead="Or set the variables of an Azure account.")
