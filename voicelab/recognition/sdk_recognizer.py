"""The Speech SDK's recognizer, configured by the settings, and what its results hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voicelab.audio.sources import CHUNK_SECONDS, SAMPLE_RATE_HZ
from voicelab.exchange.fields import Word
from voicelab.loopback import is_loopback
from voicelab.services.speech_sdk import TICKS_PER_SECOND, detailed, sdk, speech_config
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.services.endpoints import SpeechService
    from voicelab.settings import Settings

__all__ = ["audio_stream", "identified_language", "make_recognizer", "place", "transcripts", "word_times"]

_LARGEST_BUFFER_MS = 600_000
"""Sound that the SDK keeps, to send it again, until it was recognised. By itself it fails at a fraction of
that where a service is slow."""
_UNHURRIED = {
    "SPEECH-TransmitLengthBeforThrottleMs": "100000000",
    "SPEECH-AudioThrottleAsPercentageOfRealTime": "100000",
}
"""By itself the SDK sends recorded sound no faster than twice as fast as it was spoken, as Azure wants it. A
service on this machine takes what it can."""

_PROFANITY = {
    "masked": sdk.ProfanityOption.Masked,
    "removed": sdk.ProfanityOption.Removed,
    "raw": sdk.ProfanityOption.Raw,
}


def audio_stream(recording: Any | None) -> Any:
    """Return the SDK's stream of 16-bit mono sound at 16 kHz: one to push, or one that reads a recording."""
    form = sdk.audio.AudioStreamFormat(samples_per_second=SAMPLE_RATE_HZ, bits_per_sample=16, channels=1)
    if recording is None:
        return sdk.audio.PushAudioInputStream(form)
    return sdk.audio.PullAudioInputStream(recording, form)


def make_recognizer(
    service: SpeechService, settings: Settings, audio_config: Any, *, piece_seconds: float = CHUNK_SECONDS
) -> Any:
    """Return the SDK's recognizer of some sound.

    Parameters
    ----------
    piece_seconds
        Sound that is sent at once, in seconds.
    """
    config = speech_config(service)
    config.output_format = sdk.OutputFormat.Detailed
    config.request_word_level_timestamps()  # Azure bills the sound, and no more for these
    config.set_profanity(_PROFANITY[settings.profanity])
    initial_silence = _milliseconds(settings.initial_silence_seconds)
    config.set_property(sdk.PropertyId.SpeechServiceConnection_InitialSilenceTimeoutMs, initial_silence)
    if settings.segmentation == "semantic":  # no silence belongs to it
        config.set_property(sdk.PropertyId.Speech_SegmentationStrategy, "Semantic")
    else:
        end_silence = _milliseconds(settings.end_silence_seconds)
        config.set_property(sdk.PropertyId.Speech_SegmentationSilenceTimeoutMs, end_silence)
    # By itself the SDK waits for 0.1 s of sound before it sends any; half of that, on average, is lost.
    config.set_property_by_name("SPEECH-BytesPerFrame", str(round(2 * SAMPLE_RATE_HZ * piece_seconds)))
    config.set_property_by_name("SPEECH-MaxBufferSizeMs", str(_LARGEST_BUFFER_MS))
    if is_loopback(service.place):
        for option, value in _UNHURRIED.items():
            config.set_property_by_name(option, value)
    identify: dict[str, Any] = {}
    if isinstance(settings.language, str):
        config.speech_recognition_language = settings.language
    else:
        config.set_property(sdk.PropertyId.SpeechServiceConnection_LanguageIdMode, "Continuous")
        identify["auto_detect_source_language_config"] = sdk.languageconfig.AutoDetectSourceLanguageConfig(
            languages=list(settings.language)
        )
    if settings.custom_speech_endpoint is not None:
        config.endpoint_id = settings.custom_speech_endpoint
    recognizer = sdk.SpeechRecognizer(speech_config=config, audio_config=audio_config, **identify)
    if settings.phrases:
        grammar = sdk.PhraseListGrammar.from_recognizer(recognizer)
        for phrase in settings.phrases:
            grammar.addPhrase(phrase)
    return recognizer


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


def place(result: Any) -> tuple[float, float]:
    """Return where in all that was fed a result begins and ends, in seconds."""
    start, end = result.offset, result.offset + result.duration
    return start / TICKS_PER_SECOND, end / TICKS_PER_SECOND


def identified_language(result: Any) -> str | None:
    """Return the locale that was identified among the candidates; `None` where there was one only."""
    return sdk.AutoDetectSourceLanguageResult(result).language or None


def transcripts(result: Any) -> tuple[float | None, tuple[str, ...]]:
    """Return the confidence in a result's text, and other possible transcripts, the likeliest first.

    The service does not promise any order.
    """
    text = result.text.strip()
    readings = _readings(result)
    best = next((reading for reading in readings if reading.get("Display", "").strip() == text), None)
    confidence = (best or (readings or [{}])[0]).get("Confidence")
    others = dict.fromkeys(str(reading.get("Display", "")).strip() for reading in readings)
    return confidence, tuple(other for other in others if other and other != text)


def word_times(result: Any, lead_seconds: float) -> tuple[Word, ...]:
    """Return the words of a result as they are shown, and when each sounds; empty where that was not told.

    Words that do not make up the text are none of it: the service masks profanity in the text only.

    Parameters
    ----------
    lead_seconds
        Sound that is kept ahead of the speech: times count from its begin.
    """
    text = result.text.strip()
    best = next((each for each in _readings(result) if str(each.get("Display", "")).strip() == text), {})
    begin = detailed(result).get("Offset")
    shown = best.get("DisplayWords")
    if not isinstance(shown, list) or not isinstance(begin, int):
        return ()
    try:
        words = tuple(
            Word(
                text=well_formed(str(word["DisplayText"])),
                start_seconds=round(lead_seconds + max(0, word["Offset"] - begin) / TICKS_PER_SECOND, 3),
                duration_seconds=round(max(0, word["Duration"]) / TICKS_PER_SECOND, 3),
            )
            for word in shown
        )
    except (KeyError, TypeError):
        return ()
    is_whole = "".join("".join(word.text for word in words).split()) == "".join(text.split())
    return words if is_whole else ()


def _readings(result: Any) -> list[dict[str, Any]]:
    """Return what a result may say, the likeliest first."""
    listed = detailed(result).get("NBest")
    readings = [reading for reading in listed or () if isinstance(reading, dict)]
    readings.sort(key=lambda reading: -float(reading.get("Confidence") or 0.0))
    return readings
