"""Several utterances as one: a pause is not always the end of a turn."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.recognition.fed_audio import PADDING_SECONDS
from voicelab.recognition.recognizer import Hypothesis, Utterance

__all__ = ["as_hypothesis", "joined_hypothesis", "joined_utterances"]


def joined_utterances(parts: Sequence[Utterance]) -> Utterance:
    """Return utterances, one or more, as one: from the beginning of the first to the end of the last.

    The pauses between them belong to it; where their sound is not kept, silence stands in its place.
    """
    first, *others = parts
    audio, starts = _kept_sound(parts) or _sound_with_silence(parts)
    words = [word.later(start) for part, start in zip(parts, starts, strict=True) for word in part.words]
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


def _kept_sound(parts: Sequence[Utterance]) -> tuple[Audio, list[float]] | None:
    """Return the sound as it was fed, and where in it each part begins, in seconds."""
    passages = [part.passage for part in parts if part.passage is not None]
    if len(parts) == 1 or len(passages) < len(parts) or len({id(each.fed) for each in passages}) > 1:
        return None
    first, last = passages[0], passages[-1]
    sound = first.fed.sound(first.start_seconds, last.end_seconds)
    starts = [each.start_seconds - first.start_seconds for each in passages]
    return (sound, starts) if sound is not None else None


def _sound_with_silence(parts: Sequence[Utterance]) -> tuple[Audio, list[float]]:
    """Return the same of the parts' sounds, each of which has its padding at both ends."""
    clips, starts, end = [parts[0].audio], [0.0], parts[0].audio.duration_seconds
    for before, part in pairwise(parts):
        pause = part.began_at - before.ended_at - 2 * PADDING_SECONDS
        clips += [Audio.silence(pause if 0.0 < pause < math.inf else 0.0), part.audio]
        starts.append(end + clips[-2].duration_seconds)
        end = starts[-1] + part.audio.duration_seconds
    return Audio(np.concatenate([clip.samples for clip in clips]), parts[0].audio.sample_rate_hz), starts


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
