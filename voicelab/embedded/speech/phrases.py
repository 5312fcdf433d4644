"""The bodies of recognition's messages, as Azure words them."""

from __future__ import annotations

import re
import uuid
from typing import Any

from voicelab.embedded.engines import Transcript
from voicelab.embedded.speech.framing import to_ticks
from voicelab.embedded.speech.recognition_request import RecognitionRequest

__all__ = ["hypothesis", "phrase", "silence"]

_USUAL_CONFIDENCE = 0.9


def hypothesis(transcript: Transcript, asked: RecognitionRequest) -> dict[str, Any]:
    """Return the body of ``speech.hypothesis``: lower case, no punctuation, as Azure's are."""
    return {
        "Id": uuid.uuid4().hex,
        "Text": _lexical(transcript.text),
        **_place(transcript),
        "Channel": 0,
        **_language(transcript, asked),
    }


def phrase(transcript: Transcript, asked: RecognitionRequest, *, no_match: bool = False) -> dict[str, Any]:
    """Return the body of ``speech.phrase`` for a final transcript; `no_match` leaves the text out."""
    common = {"Id": uuid.uuid4().hex, **_place(transcript), "Channel": 0, **_language(transcript, asked)}
    if no_match or not transcript.text.strip():
        return {**common, "RecognitionStatus": "NoMatch"}
    body = {**common, "RecognitionStatus": "Success", "DisplayText": transcript.text}
    if asked.detailed:
        # Azure does not promise any order; here the best is the last.
        others = [_other(text, place) for place, text in enumerate(transcript.alternatives, start=1)]
        body["NBest"] = [*reversed(others), _alternative(transcript, asked)]
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


def _alternative(transcript: Transcript, asked: RecognitionRequest) -> dict[str, Any]:
    confidence = _USUAL_CONFIDENCE if transcript.confidence is None else transcript.confidence
    lexical = _lexical(transcript.text)
    best = {
        "Confidence": confidence,
        "Lexical": lexical,
        "ITN": lexical,
        "MaskedITN": lexical,
        "Display": transcript.text,
    }
    if asked.word_timings:
        best["Words"] = _words(transcript, lexical.split(), confidence)
    return best


def _other(text: str, place: int) -> dict[str, Any]:
    """Return a less likely reading, the less the later its place."""
    lexical = _lexical(text)
    confidence = round(0.5 / place, 3)
    return {
        "Confidence": confidence,
        "Lexical": lexical,
        "ITN": lexical,
        "MaskedITN": lexical,
        "Display": text,
    }


def _words(transcript: Transcript, words: list[str], confidence: float) -> list[dict[str, Any]]:
    """Share the phrase's time out among its words by their length."""
    ticks = to_ticks(transcript.end_seconds - transcript.start_seconds)
    offset, total = to_ticks(transcript.start_seconds), sum(map(len, words)) or 1
    timed, spoken = [], 0
    for word in words:
        start, spoken = ticks * spoken // total, spoken + len(word)
        duration = ticks * spoken // total - start
        timed.append({"Word": word, "Offset": offset + start, "Duration": duration, "Confidence": confidence})
    return timed


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


def _lexical(text: str) -> str:
    return re.sub(r"[^\w\s'’-]", "", text).lower().strip()
