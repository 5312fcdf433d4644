"""Effect rules: which settings an engine lacks, or has less of, and why; the one place that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voicelab.settings.engines import (
    MOST_OUTPUT_TOKENS,
    OPENAI_HIGHEST_RATE,
    OPENAI_VOICES,
    TOKENS_A_WRITTEN_TOKEN,
    TRANSCRIPTION_WITHOUT_PROMPT,
    USUAL_OPENAI_VOICE,
    USUAL_TRANSCRIPTION,
    has_openai_voice,
    most_output_tokens,
    spoken_voice,
    transcription_model,
    turn_detection,
)
from voicelab.settings.settings import EARCON, Settings

__all__ = ["RULES", "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Settings that have no effect under a condition, or come to another value."""

    names: tuple[str, ...]
    condition: str
    """When, in words and Markdown."""
    holds: Callable[[Settings], bool]
    reason: str
    """Why, in a sentence."""
    by_value: bool = False
    """Whether it is about the setting's own value: another may have an effect."""
    most: tuple[object, ...] = ()
    """What the values come to where they are more than the engine has; `None` is no limit."""


def _cascade(settings: Settings) -> bool:
    return settings.engine == "cascade"


def _realtime(settings: Settings) -> bool:
    return settings.engine == "realtime"


def _voice_live(settings: Settings) -> bool:
    return settings.engine == "voice-live"


def _speech_to_speech(settings: Settings) -> bool:
    return not _cascade(settings)


def _without_azure_speech(settings: Settings) -> bool:
    return _voice_live(settings) and transcription_model(settings) != USUAL_TRANSCRIPTION["voice-live"]


def _without_prompt(settings: Settings) -> bool:
    """Whether OpenAI's transcription is by a model that takes no prompt."""
    return _realtime(settings) and transcription_model(settings) in TRANSCRIPTION_WITHOUT_PROMPT


def _semantic(settings: Settings) -> bool:
    return turn_detection(settings) == "semantic_vad"


_S2S = "`realtime`, `voice-live`"

RULES = (
    Rule(
        (
            "turn_detection",
            "vad_threshold",
            "prefix_padding_seconds",
            "eagerness",
            "transcription_model",
            "noise_reduction",
        ),
        "`cascade`",
        _cascade,
        "Only speech-to-speech services have it.",
    ),
    Rule(
        ("deployment",),
        _S2S,
        _speech_to_speech,
        "Speech-to-speech models have settings of their own: realtime_deployment and voice_live_model.",
    ),
    Rule(
        ("realtime_deployment",),
        "`cascade`, `voice-live`",
        lambda settings: not _realtime(settings),
        "It is the model of the engine 'realtime'.",
    ),
    Rule(
        ("voice_live_model",),
        "`cascade`, `realtime`",
        lambda settings: not _voice_live(settings),
        "It is the model of the engine 'voice-live'.",
    ),
    Rule(("api",), _S2S, _speech_to_speech, "Speech-to-speech services are asked in one way only."),
    Rule(
        ("end_of_turn", "segmentation", "longest_pause_seconds"),
        _S2S,
        _speech_to_speech,
        "The service's turn detection says when you are done.",
    ),
    Rule(("speculate",), _S2S, _speech_to_speech, "The model hears the sound, and waits for no transcript."),
    Rule(("profanity",), _S2S, _speech_to_speech, "Transcripts of speech-to-speech services are unfiltered."),
    Rule(
        ("role", "style_degree", "sentence_pause_seconds"),
        _S2S,
        _speech_to_speech,
        "It is a matter of SSML, which speech-to-speech services do not know.",
    ),
    Rule(
        ("on_language_mismatch",),
        _S2S,
        _speech_to_speech,
        "The service chooses nobody else to speak: its voice stands before the reply does.",
    ),
    Rule(
        ("output_format",),
        _S2S,
        _speech_to_speech,
        "The sound of speech-to-speech services is 16-bit PCM at 24 kHz.",
    ),
    Rule(("temperature",), "`realtime`", _realtime, "OpenAI's Realtime API has no temperature."),
    Rule(("style",), "OpenAI's voices", has_openai_voice, "OpenAI's voices have no styles."),
    Rule(("pitch",), "OpenAI's voices", has_openai_voice, "OpenAI's voices have a pitch of their own."),
    Rule(("volume",), "OpenAI's voices", has_openai_voice, "OpenAI's voices have a loudness of their own."),
    Rule(
        ("custom_voice_endpoint",),
        "`realtime`",
        _realtime,
        "Only Azure Speech and Voice Live have custom voices.",
    ),
    Rule(
        ("speaking_rate",),
        "OpenAI's voices with `voice-live`",
        lambda settings: _voice_live(settings) and has_openai_voice(settings),
        "Voice Live has OpenAI's voices speak at their own pace.",
    ),
    Rule(
        ("custom_speech_endpoint",),
        "`realtime`",
        _realtime,
        "OpenAI's transcription has no custom endpoints.",
    ),
    Rule(
        ("custom_speech_endpoint", "phrases"),
        "`voice-live` with another `transcription_model` than `azure-speech`",
        _without_azure_speech,
        "Of the transcription models only azure-speech takes it.",
    ),
    Rule(
        ("phrases",),
        "`realtime` with `gpt-realtime-whisper` or `gpt-4o-transcribe-diarize` as `transcription_model`",
        _without_prompt,
        "This transcription model takes no prompt.",
    ),
    Rule(
        ("end_silence_seconds", "vad_threshold", "prefix_padding_seconds"),
        "`semantic_vad`",
        _semantic,
        "With semantic_vad it is what was said that ends a turn.",
    ),
    Rule(
        ("eagerness",),
        "any `turn_detection` but `semantic_vad`",
        lambda settings: not _semantic(settings),
        "Only semantic_vad has it.",
    ),
    Rule(
        ("voice",),
        "an Azure voice with `realtime`",
        lambda settings: _realtime(settings) and spoken_voice(settings) != settings.voice,
        f"OpenAI's models have voices of their own: {USUAL_OPENAI_VOICE} speaks. "
        f"There are {', '.join(OPENAI_VOICES)}.",
        by_value=True,
    ),
    Rule(
        ("voice",),
        "a voice of OpenAI's with `cascade`",
        lambda settings: _cascade(settings) and spoken_voice(settings) != settings.voice,
        f"Azure Speech does not have it: {Settings().voice} speaks.",
        by_value=True,
    ),
    Rule(
        ("speaking_rate",),
        f"more than {OPENAI_HIGHEST_RATE} with `realtime`",
        lambda settings: _realtime(settings) and settings.speaking_rate > OPENAI_HIGHEST_RATE,
        f"OpenAI's voices speak at most {OPENAI_HIGHEST_RATE} times as fast, and do.",
        most=(OPENAI_HIGHEST_RATE,),
    ),
    Rule(
        ("max_tokens",),
        f"more than {MOST_OUTPUT_TOKENS:,}, {_S2S}; with OpenAI's voices more than "
        f"{MOST_OUTPUT_TOKENS // TOKENS_A_WRITTEN_TOKEN}",
        lambda settings: _speech_to_speech(settings) and most_output_tokens(settings) is None,
        f"Speech-to-speech services can be held to {MOST_OUTPUT_TOKENS:,} tokens at most, those of the sound "
        "included: there is no limit.",
        most=(None,),
    ),
    Rule(
        ("turn_detection",),
        "`azure_semantic_vad` and `azure_semantic_vad_multilingual` with `realtime`",
        lambda settings: (
            _realtime(settings) and settings.turn_detection not in ("auto", turn_detection(settings))
        ),
        "Only Voice Live has it: server_vad says when you are done.",
        by_value=True,
    ),
    Rule(
        ("transcription_model",),
        "`azure-speech` and `mai-transcribe-1` with `realtime`",
        lambda settings: (
            _realtime(settings) and settings.transcription_model not in (None, transcription_model(settings))
        ),
        f"Only Voice Live has it: {USUAL_TRANSCRIPTION['realtime']} writes the transcripts.",
        by_value=True,
    ),
    Rule(
        ("noise_reduction",),
        "`azure_deep_noise_suppression` with `realtime`",
        lambda settings: _realtime(settings) and settings.noise_reduction == "azure_deep_noise_suppression",
        "Only Voice Live has it: noise stays in the sound.",
        by_value=True,
    ),
    Rule(
        ("filler",),
        "words, with OpenAI's voices",
        lambda settings: has_openai_voice(settings) and settings.filler not in (None, EARCON),
        "OpenAI's voices speak no words but the model's: nothing sounds; 'earcon' would.",
        by_value=True,
    ),
)
"""All of them; of several that hold, the first says why."""
