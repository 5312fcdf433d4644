"""Several utterances as one: a pause is not always the end of a turn."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from voicelab.recognition.recognizer import Hypothesis, Utterance

__all__ = ["as_hypothesis", "joined_hypothesis", "joined_utterances"]


def joined_utterances(parts: Sequence[Utterance]) -> Utterance:
    """Return utterances, one or more, as one: from the beginning of the first to the end of the last."""
    first, *others = parts
    audio, words = first.audio, list(first.words)
    for part in others:
        words += [word.later(audio.duration_seconds) for word in part.words]
        audio = audio + part.audio
    confidences = [part.confidence for part in parts if part.confidence is not None]
    return Utterance(
        text=" ".join(part.text for part in parts),
        audio=audio,
        began_at=first.began_at,
        ended_at=parts[-1].ended_at,
        arrived_at=parts[-1].arrived_at,
        fed_seconds=sum(part.fed_seconds for part in parts),
        confidence=min(confidences, default=None),
        alternatives=() if others else first.alternatives,
        language=_first_language(parts),
        # A part whose words have no times would leave a hole.
        words=tuple(words) if all(part.words for part in parts) else (),
    )


def as_hypothesis(utterance: Utterance) -> Hypothesis:
    """Return an utterance as one that may go on."""
    return Hypothesis(utterance.text, utterance.began_at, utterance.ended_at, utterance.language)


def joined_hypothesis(parts: Sequence[Utterance], hypothesis: Hypothesis) -> Hypothesis:
    """Return a hypothesis with the utterances ahead of it, if there are any, as one."""
    if not parts:
        return hypothesis
    text = " ".join([*(part.text for part in parts), hypothesis.text]).strip()
    language = _first_language([*parts, hypothesis])
    return dataclasses.replace(hypothesis, text=text, began_at=parts[0].began_at, language=language)


def _first_language(parts: Sequence[Hypothesis | Utterance]) -> str | None:
    """Return in which language a turn begins, as far as that was identified: in that it is answered."""
    return next((part.language for part in parts if part.language is not None), None)
