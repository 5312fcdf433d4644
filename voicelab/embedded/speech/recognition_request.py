"""What a client asks of recognition, read out of the address and ``speech.context``."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicelab.embedded.forms.profanity import PROFANITY_MODES
from voicelab.embedded.speech.framing import ProtocolError, section

__all__ = ["MEETING", "RecognitionRequest", "locale_of"]

MEETING = "multiaudio"
"""The mode of meetings, by their address: their speakers are always told apart."""

_END_SILENCE_SECONDS = 0.65
_INITIAL_SILENCE_SECONDS = 5.0
_LONGEST_SILENCE_SECONDS = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionRequest:
    """What a client asked for; what it leaves out takes Azure's default."""

    language: str
    candidate_languages: tuple[str, ...]
    one_shot: bool
    """Whether the turn ends at the first phrase."""
    detailed: bool
    """Whether phrases come with alternatives and their confidence."""
    word_timings: bool
    """Whether the alternatives come with the times of their words."""
    profanity: str
    """What is done with profane words; one of `PROFANITY_MODES`."""
    end_silence_seconds: float
    """Silence that ends an utterance, in seconds."""
    initial_silence_seconds: float | None
    """Silence ahead of speech that is answered with ``InitialSilenceTimeout``; `None` for never."""
    phrases: tuple[str, ...]
    """Phrases that are likely to be spoken."""
    speakers_of: str | None
    """Name of the conversation whose speakers are told apart; `None` where nobody asks who speaks."""
    resumed: bool
    """Whether the client goes on where an earlier turn ended, and sends what that turn did not use."""

    @classmethod
    def read(cls, mode: str, query: Mapping[str, str], context: Mapping[str, Any]) -> RecognitionRequest:
        """Read the address and the body of ``speech.context``.

        Parameters
        ----------
        mode
            ``interactive``, ``conversation``, ``dictation`` or `MEETING`, where the address says it;
            otherwise empty.

        Raises
        ------
        ProtocolError
            A silence is no number, or what is to be done with profanity is not known.
        """
        detection, output = section(context, "phraseDetection"), section(context, "phraseOutput")
        mode = mode or str(detection.get("mode")).lower()
        one_shot = mode == "interactive"
        # The JavaScript SDK writes the mode in lower case.
        segmentation = section(detection, mode.upper(), "segmentation") or section(
            detection, mode, "segmentation"
        )
        options = _items(section(output, "detailed").get("options"))
        identify = _items(section(context, "languageId").get("languages"))
        end = _seconds(
            segmentation.get("segmentationSilenceTimeoutMs"),
            detection.get("trailingSilenceTimeout"),
            query.get("endSilenceTimeoutMs"),
        )
        initial = _seconds(detection.get("initialSilenceTimeout"), query.get("initialSilenceTimeoutMs"))
        if initial is None and one_shot:
            initial = _INITIAL_SILENCE_SECONDS
        return cls(
            language=locale_of(detection.get("language") or query.get("language") or "en-US"),
            candidate_languages=tuple(locale_of(language) for language in identify),
            one_shot=one_shot,
            detailed="detailed" in (str(output.get("format")).lower(), query.get("format")),
            word_timings="WordTimings" in options or query.get("wordLevelTimestamps") == "true",
            profanity=_profanity(query.get("profanity") or section(detection, "enrichment").get("profanity")),
            end_silence_seconds=_END_SILENCE_SECONDS if end is None else end,
            initial_silence_seconds=initial,
            phrases=_phrases(context),
            speakers_of=_conversation(mode, section(detection, "speakerDiarization")),
            resumed="continuation" in context,
        )


def _seconds(*milliseconds: object) -> float | None:
    """Return the first time that is given, in seconds; 0 counts as not given."""
    for value in milliseconds:
        if value in (None, "", 0, "0"):
            continue
        try:
            seconds = float(str(value)) / 1000.0
        except ValueError as error:
            raise ProtocolError(f"{str(value)[:20]!r} is no number of milliseconds.") from error
        if not 0.0 <= seconds <= _LONGEST_SILENCE_SECONDS:
            raise ProtocolError(f"{str(value)[:20]} ms is no length of a silence.")
        return seconds
    return None


def _profanity(asked: object) -> str:
    mode = str(asked or "masked").lower()
    if mode not in PROFANITY_MODES:
        raise ProtocolError(f"profanity={mode[:20]} is not known: it is masked, removed or raw.")
    return mode


def _conversation(mode: str, diarization: Mapping[str, Any]) -> str | None:
    if not diarization and mode != MEETING:
        return None
    return str(diarization.get("audioSessionId") or uuid.uuid4().hex)


def _phrases(context: Mapping[str, Any]) -> tuple[str, ...]:
    groups = _items(section(context, "dgi").get("Groups"))
    items = [item for group in groups if isinstance(group, dict) for item in _items(group.get("Items"))]
    return tuple(str(item["Text"]) for item in items if isinstance(item, dict) and item.get("Text"))


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def locale_of(name: object) -> str:
    """Return a locale in Azure's spelling; SDKs send ``en-us``."""
    first, *rest = str(name).split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])
