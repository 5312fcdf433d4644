"""The settings of speech-to-speech models, beside those that they share with the three stages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicelab.settings.controls import Select
from voicelab.settings.declaration import setting
from voicelab.settings.kinds import Choice, OrNone, PatternText, RealNumber
from voicelab.settings.stage_settings import StageSettings

__all__ = ["ENGINES", "SpeechToSpeechSettings"]

ENGINES = ("cascade", "realtime", "voice-live")
"""What replies to speech: recognition, model and voice one after the other, or one service for all three."""

_NOT_BLANK = re.compile(r".*\S.*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechToSpeechSettings(StageSettings):
    """What a speech-to-speech service is asked for. A part of `Settings`."""

    engine: str = setting(
        Choice(ENGINES),
        "cascade",
        "conversation",
        control=Select(label="Engine", decides=True),
        speaks_for_itself=True,
        option="what hears, replies and speaks",
    )
    """What hears, replies and speaks: the ``cascade`` of recognition, model and voice; ``realtime``, a
    speech-to-speech model of OpenAI's Realtime API; or ``voice-live``, Azure's Voice Live."""

    realtime_deployment: str | None = setting(
        OrNone(PatternText(_NOT_BLANK, "the name of a speech-to-speech model's deployment")),
        None,
        "conversation",
        speaks_for_itself=True,
        option="the deployment of the speech-to-speech model, with --engine realtime",
    )
    """The model of ``realtime``: Azure's name of its deployment, or a speech-to-speech model's own name
    elsewhere. `None` is the services' default."""

    voice_live_model: str | None = setting(
        OrNone(PatternText(_NOT_BLANK, "a model's name such as 'gpt-realtime'")),
        None,
        "conversation",
        speaks_for_itself=True,
        option="which of Voice Live's models replies, with --engine voice-live",
    )
    """Which of Voice Live's models replies with ``voice-live``, such as ``gpt-realtime`` or ``gpt-4.1``.
    `None` is the services' default."""

    turn_detection: str = setting(
        Choice(
            ("auto", "server_vad", "semantic_vad", "azure_semantic_vad", "azure_semantic_vad_multilingual")
        ),
        "auto",
        "conversation",
        control=Select(label="Turn detection"),
        option="how a speech-to-speech service knows that you are done",
        turn_taking=True,
    )
    """How a speech-to-speech service knows that the user is done: ``server_vad`` by silence of
    `end_silence_seconds`, ``semantic_vad`` by what was said (OpenAI's models), ``azure_semantic_vad`` and
    ``azure_semantic_vad_multilingual`` by both (Voice Live). ``auto`` is ``server_vad`` with ``realtime`` and
    ``azure_semantic_vad`` with ``voice-live``."""

    vad_threshold: float | None = setting(
        OrNone(RealNumber(0.0, 1.0)), None, "conversation", turn_taking=True
    )
    """How sure the service's turn detection must be that somebody speaks, 0 to 1; higher for noisy rooms.
    `None` leaves it to the service."""

    prefix_padding_seconds: float | None = setting(
        OrNone(RealNumber(0.0, 5.0)), None, "conversation", turn_taking=True
    )
    """How much sound ahead of detected speech the model hears, in seconds; `None` leaves it to the
    service."""

    eagerness: str = setting(
        Choice(("auto", "low", "medium", "high")), "auto", "conversation", turn_taking=True
    )
    """How soon ``semantic_vad`` takes the user to be done: ``low`` waits for more words, ``high`` replies at
    once."""

    transcription_model: str | None = setting(
        OrNone(PatternText(_NOT_BLANK, "a model's name such as 'gpt-4o-mini-transcribe'")),
        None,
        "recognition",
    )
    """What writes the transcript of what a speech-to-speech model heard, such as ``whisper-1`` or
    ``azure-speech``; `None` is ``gpt-4o-mini-transcribe`` with ``realtime``, ``azure-speech`` with
    ``voice-live``. The model itself hears the sound, not the transcript."""

    noise_reduction: str | None = setting(
        OrNone(Choice(("near_field", "far_field", "azure_deep_noise_suppression"))), None, "recognition"
    )
    """What a speech-to-speech service takes out of the sound first: noise ``near_field`` (a headset) or
    ``far_field`` (a room) with ``realtime``, ``azure_deep_noise_suppression`` with ``voice-live``."""

    @property
    def is_speech_to_speech(self) -> bool:
        """Whether one model hears, replies and speaks."""
        return self.engine != "cascade"
