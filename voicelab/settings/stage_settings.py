"""The settings of the three stages: what is asked of recognition, of the model and of the voice."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicelab.settings.controls import COMMON_LOCALES, Slider, StyleList, TextBox, VoiceList
from voicelab.settings.declaration import setting
from voicelab.settings.formats import OUTPUT_FORMATS
from voicelab.settings.kinds import (
    AnyText,
    Boolean,
    Choice,
    Locales,
    OrNone,
    PatternText,
    Phrases,
    RealNumber,
    WholeNumber,
)

__all__ = ["StageSettings"]

_VOICE = re.compile(r"[A-Za-z0-9_:.-]+")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]+")
_NOT_BLANK = re.compile(r".*\S.*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSettings:
    """What recognition, completion and synthesis are asked for. A part of `Settings`."""

    deployment: str | None = setting(
        OrNone(PatternText(_NOT_BLANK, "a deployment's name")),
        None,
        "completion",
        control=TextBox(label="Model", placeholder="the services' own deployment"),
        speaks_for_itself=True,
        option="the model's deployment",
    )
    """Azure's name of the cascade's deployed model, or a model's name elsewhere; speech-to-speech models have
    `realtime_deployment` and `voice_live_model`. `None` is the services' default."""

    api: str = setting(Choice(("chat", "responses", "completions")), "chat", "completion")
    """How the model is asked: ``chat`` (chat completions), ``responses``, or ``completions``, the
    quickstart's legacy interface, for instruct models only."""

    system_prompt: str = setting(
        AnyText(),
        "Answer in one or two short sentences.",
        "completion",
        control=TextBox(label="Prompt", lines=2),
        option="instructions for the model",
    )
    """Instructions for the model, sent ahead of the conversation; empty for none."""

    max_tokens: int = setting(
        WholeNumber(1, 128_000),
        100,
        "completion",
        control=Slider(label="Tokens", highest=1_000),
        option="the most tokens of a reply",
    )
    """The most tokens that a reply may have. 100 is the quickstart's."""

    temperature: float | None = setting(
        OrNone(RealNumber(0.0, 2.0)),
        0.7,
        "completion",
        control=Slider(label="Temperature", step=0.05),
        option="randomness of the reply",
    )
    """Randomness of the reply. `None` leaves it to the service."""

    reasoning_effort: str | None = setting(
        OrNone(PatternText(_IDENTIFIER, "an effort such as 'low'")), None, "completion"
    )
    """How long a reasoning model thinks, such as ``minimal`` or ``low``; `None` leaves it to the service,
    and other models do not know it."""

    history: bool = setting(Boolean(), True, "conversation")
    """Whether the model sees the earlier exchanges of the session."""

    history_characters: int = setting(WholeNumber(0, 1_000_000), 6_000, "conversation")
    """The most characters of earlier exchanges that the model sees; the oldest go first. A model that refuses
    so many is sent fewer."""

    language: str | tuple[str, ...] = setting(
        Locales(most=10),
        "en-US",
        "recognition",
        reconnects=True,
        control=TextBox(label="Language", placeholder="en-US, or several", suggestions=COMMON_LOCALES),
        option="language you speak; several with commas",
    )
    """Locale of the speech to recognise, such as ``es-ES``; or several candidates, of different languages,
    among which the one that is heard is identified again and again."""

    phrases: tuple[str, ...] = setting(Phrases(most=500), (), "recognition", reconnects=True)
    """Names and terms that recognition should expect."""

    profanity: str = setting(Choice(("masked", "removed", "raw")), "masked", "recognition", reconnects=True)
    """What is done with swear words in the transcript: ``masked`` with asterisks, ``removed``, or ``raw``."""

    custom_speech_endpoint: str | None = setting(
        OrNone(PatternText(_IDENTIFIER, "the identifier of a Custom Speech endpoint")),
        None,
        "recognition",
        reconnects=True,
    )
    """Identifier of a Custom Speech endpoint to recognise with; `None` is Azure's own model."""

    segmentation: str = setting(
        Choice(("silence", "semantic")), "silence", "recognition", reconnects=True, turn_taking=True
    )
    """What ends an utterance: ``silence`` of `end_silence_seconds`, or ``semantic``, mostly the end of a
    sentence, whatever the pauses within. That is Azure's alone, for one language, with no confidence."""

    voice: str = setting(
        PatternText(_VOICE, "a voice's short name such as 'en-US-JennyMultilingualNeural'"),
        "en-US-JennyMultilingualNeural",
        "synthesis",
        reconnects=True,
        control=VoiceList(label="Voice"),
        speaks_for_itself=True,
        option="the voice that replies",
    )
    """Azure's short name of the voice that replies; with a speech-to-speech engine also a name of OpenAI's,
    or the id of a custom voice."""

    speaking_rate: float = setting(
        RealNumber(0.5, 2.0),
        1.0,
        "synthesis",
        reconnects=True,
        control=Slider(label="Pace", step=0.05),
        option="pace of the voice",
    )
    """Pace of the voice, as a multiple of its own: 0.5 is half as fast, 2 twice."""

    pitch: float = setting(RealNumber(0.5, 1.5), 1.0, "synthesis", reconnects=True)
    """Pitch of the voice, as a multiple of its own: 0.5 is an octave lower."""

    volume: float = setting(RealNumber(0.0, 1.0), 1.0, "synthesis", reconnects=True)
    """Loudness of the voice: 0 is silent, 1 the voice's own."""

    sentence_pause_seconds: float = setting(RealNumber(0.0, 5.0), 0.0, "synthesis", reconnects=True)
    """Pause after each sentence of the reply, in seconds."""

    style: str | None = setting(
        OrNone(PatternText(_VOICE, "a style's name such as 'cheerful'")),
        None,
        "synthesis",
        reconnects=True,
        control=StyleList(label="Style"),
        option="speaking style, for voices that have it",
    )
    """Speaking style such as ``cheerful``, for voices that have it; `None` is the voice's own."""

    style_degree: float = setting(RealNumber(0.01, 2.0), 1.0, "synthesis", reconnects=True)
    """Strength of the style: 2 is twice as strong."""

    role: str | None = setting(
        OrNone(PatternText(_VOICE, "a role's name such as 'YoungAdultFemale'")),
        None,
        "synthesis",
        reconnects=True,
    )
    """Whom the voice imitates, such as ``YoungAdultFemale``, for voices that can; `None` for nobody."""

    custom_voice_endpoint: str | None = setting(
        OrNone(PatternText(_IDENTIFIER, "the identifier of a custom voice's endpoint")),
        None,
        "synthesis",
        reconnects=True,
    )
    """Identifier of the endpoint where a custom voice is deployed; `None` for Azure's own voices."""

    on_language_mismatch: str = setting(Choice(("switch", "warn", "ignore")), "switch", "synthesis")
    """What is done if the voice cannot speak the reply's language: ``switch`` to one that can, ``warn`` and
    speak all the same, or ``ignore`` it."""

    output_format: str = setting(
        Choice(tuple(OUTPUT_FORMATS), "the uncompressed formats"),
        "raw-24khz-16bit-mono-pcm",
        "synthesis",
        reconnects=True,
    )
    """Format of the synthesised audio, by Azure's name; one of `OUTPUT_FORMATS`."""

    initial_silence_seconds: float = setting(
        RealNumber(0.5, 60.0),
        5.0,
        "recognition",
        reconnects=True,
        option="silence that ends a conversation, in seconds",
    )
    """Silence before any speech that ends listening without a match, in seconds."""

    end_silence_seconds: float = setting(
        RealNumber(0.1, 5.0),
        0.5,
        "recognition",
        reconnects=True,
        control=Slider(label="End silence", step=0.05, unit="s"),
        turn_taking=True,
    )
    """Silence that ends an utterance, in seconds. Short values cut off people who think aloud."""

    speech_level_dbfs: float | None = setting(OrNone(RealNumber(-90.0, 0.0)), None, "recognition")
    """Sensitivity: sound of a live microphone that is quieter than this is taken for silence, in decibels of
    full scale. `None` lets everything through."""
