"""The bodies of recognition's messages, as Azure words them."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from voicelab.embedded.engines import Reading, TimedWord, Transcript
from voicelab.embedded.forms.profanity import filtered
from voicelab.embedded.forms.words import WordForms, itn, lexical, shown_words, word_forms
from voicelab.embedded.speech.framing import to_ticks
from voicelab.embedded.speech.recognition_request import RecognitionRequest

__all__ = ["hypothesis", "phrase", "silence", "timed_words"]

_USUAL_CONFIDENCE = 0.9
_MOST_READINGS = 5


def hypothesis(
    transcript: Transcript, asked: RecognitionRequest, *, speaker: str | None = None
) -> dict[str, Any]:
    """Return the body of ``speech.hypothesis``: what was said, lower case, no punctuation, as Azure's are."""
    locale = transcript.language or asked.language
    spoken = lexical(word_forms(shown_words(transcript.text, locale), locale, transcript.text), locale)
    return {
        "Id": uuid.uuid4().hex,
        "Text": filtered(spoken, locale, asked.profanity),
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
    locale = transcript.language or asked.language
    display = filtered(transcript.text, locale, asked.profanity)
    body = {**common, "RecognitionStatus": "Success", "DisplayText": display}
    if asked.detailed:
        sure = _USUAL_CONFIDENCE if transcript.confidence is None else transcript.confidence
        best = Reading(transcript.text, sure, transcript.words)
        readings = [best, *transcript.alternatives][:_MOST_READINGS]
        body["NBest"] = [_reading(reading, transcript, locale, asked) for reading in readings]
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


def _reading(
    reading: Reading, transcript: Transcript, locale: str, asked: RecognitionRequest
) -> dict[str, Any]:
    shown = timed_words(
        replace(transcript, text=reading.text, words=reading.words, confidence=reading.confidence), locale
    )
    forms = word_forms([word.text for word in shown], locale, reading.text)
    normalised = itn(forms, locale)
    # Profane words are masked in two forms, Azure's documentation says, and in no others, nor word by word.
    body: dict[str, Any] = {
        "Confidence": reading.confidence or 0.0,
        "Lexical": lexical(forms, locale),
        "ITN": normalised,
        "MaskedITN": filtered(normalised, locale, asked.profanity),
        "Display": filtered(reading.text, locale, asked.profanity),
    }
    if asked.word_timings:
        body["Words"] = [
            {
                "Word": word.text,
                **_span(word),
                "Confidence": body["Confidence"] if word.confidence is None else word.confidence,
            }
            for word in _spoken_words(shown, forms)
        ]
        body["DisplayWords"] = [{"DisplayText": word.text, **_span(word)} for word in shown]
    return body


def timed_words(transcript: Transcript, locale: str) -> Sequence[TimedWord]:
    """Return the words as they are shown, with their times.

    Where none are known, the transcript's time is shared out by the length of the words.
    """
    if transcript.words:
        return transcript.words
    whole = TimedWord("", transcript.start_seconds, transcript.end_seconds, transcript.confidence)
    return list(_shared_out(whole, shown_words(transcript.text, locale)))


def _spoken_words(shown: Sequence[TimedWord], forms: Sequence[WordForms]) -> Iterator[TimedWord]:
    return itertools.chain.from_iterable(
        _shared_out(word, each.lexical) for word, each in zip(shown, forms, strict=True)
    )


def _shared_out(whole: TimedWord, words: Sequence[str]) -> Iterator[TimedWord]:
    """Yield words that share the time of the whole by their length."""
    seconds = whole.end_seconds - whole.start_seconds
    total, passed = sum(map(len, words)) or 1, 0
    for word in words:
        start, passed = whole.start_seconds + seconds * passed / total, passed + len(word)
        yield TimedWord(word, start, whole.start_seconds + seconds * passed / total, whole.confidence)


def _span(word: TimedWord) -> dict[str, int]:
    start = to_ticks(word.start_seconds)
    return {"Offset": start, "Duration": to_ticks(word.end_seconds) - start}


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
