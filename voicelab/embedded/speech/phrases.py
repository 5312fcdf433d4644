"""The bodies of recognition's messages, as Azure words them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

from voicelab.embedded.engines import Transcript
from voicelab.embedded.speech.framing import to_ticks
from voicelab.embedded.speech.recognition_request import RecognitionRequest

__all__ = ["hypothesis", "phrase", "silence", "timed_words"]

_USUAL_CONFIDENCE = 0.9


def hypothesis(
    transcript: Transcript, asked: RecognitionRequest, *, speaker: str | None = None
) -> dict[str, Any]:
    """Return the body of ``speech.hypothesis``: lower case, no punctuation, as Azure's are."""
    return {
        "Id": uuid.uuid4().hex,
        "Text": _lexical(transcript.text),
        **_place(transcript),
        "Channel": 0,
        **_language(transcript, asked),
        **_speaker(speaker),
    }


def phrase(
    transcript: Transcript,
    asked: RecognitionRequest,
    *,
    no_match: bool = False,
    speaker: str | None = None,
) -> dict[str, Any]:
    """Return the body of ``speech.phrase`` for a final transcript; `no_match` leaves the text out."""
    common = {
        "Id": uuid.uuid4().hex,
        **_place(transcript),
        "Channel": 0,
        **_language(transcript, asked),
        **_speaker(speaker),
    }
    if no_match or not transcript.text.strip():
        return {**common, "RecognitionStatus": "NoMatch"}
    body = {**common, "RecognitionStatus": "Success", "DisplayText": transcript.text}
    if asked.detailed:
        # The first is what was recognised, Microsoft's samples say; no order is promised of the others.
        confidence = _USUAL_CONFIDENCE if transcript.confidence is None else transcript.confidence
        best = _alternative(transcript, transcript.text, confidence, asked)
        others = [
            _alternative(transcript, text, round(0.5 / place, 3), asked)
            for place, text in enumerate(transcript.alternatives, start=1)
        ]
        body["NBest"] = [best, *reversed(others)]
    return body


def silence(status: str, seconds: float) -> dict[str, Any]:
    """Return the body of a ``speech.phrase`` without speech: ``InitialSilenceTimeout`` and the like."""
    return {
        "Id": uuid.uuid4().hex,
        "RecognitionStatus": status,
        "Offset": to_ticks(seconds),
        "Duration": 0,
        "Channel": 0,
    }


def _alternative(
    transcript: Transcript, text: str, confidence: float, asked: RecognitionRequest
) -> dict[str, Any]:
    lexical = _lexical(text)
    reading = {
        "Confidence": confidence,
        "Lexical": lexical,
        "ITN": lexical,
        "MaskedITN": lexical,
        "Display": text,
    }
    if asked.word_timings:
        reading["Words"] = _words(transcript, lexical, confidence)
    return reading


def _words(transcript: Transcript, lexical: str, confidence: float) -> list[dict[str, Any]]:
    return [
        {
            "Word": word,
            "Offset": to_ticks(start),
            "Duration": to_ticks(end) - to_ticks(start),
            "Confidence": confidence,
        }
        for word, start, end in timed_words(transcript, lexical)
    ]


def timed_words(transcript: Transcript, text: str) -> Iterator[tuple[str, float, float]]:
    """Yield words with their begin and end in seconds: the transcript's time is shared out by length."""
    words = text.split()
    seconds = transcript.end_seconds - transcript.start_seconds
    total, spoken = sum(map(len, words)) or 1, 0
    for word in words:
        start, spoken = seconds * spoken / total, spoken + len(word)
        yield word, transcript.start_seconds + start, transcript.start_seconds + seconds * spoken / total


def _place(transcript: Transcript) -> dict[str, int]:
    return {
        "Offset": to_ticks(transcript.start_seconds),
        "Duration": to_ticks(transcript.end_seconds - transcript.start_seconds),
    }


def _language(transcript: Transcript, asked: RecognitionRequest) -> dict[str, Any]:
    if not asked.candidate_languages:
        return {}
    language = transcript.language or asked.candidate_languages[0]
    return {"PrimaryLanguage": {"Language": language, "Confidence": "Unknown"}}


def _speaker(name: str | None) -> dict[str, str]:
    return {} if name is None else {"SpeakerId": name}


def _lexical(text: str) -> str:
    return re.sub(r"[^\w\s'’-]", "", text).lower().strip()
