"""Scores of recognition: what was heard, against the case's reference transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.cases.whole_dialogue import reference_transcript
from voicelab.exchange.missing_sides import came_without_sound, came_without_transcript
from voicelab.scores.alignment import Alignment, SameBy, alignment
from voicelab.scores.score import declare
from voicelab.scores.turns import locales_of

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["character_error_rate", "recognition_alignment", "word_error_rate", "word_errors"]


@declare(higher_is_better=False, least=0)
def word_error_rate(exchange: Exchange, case: Case, *, same_by: SameBy = "speech") -> float | None:
    """Return the words substituted, left out or added by recognition, as a share of the reference's words.

    0 is perfect, above 1 is possible; lower is better. Of Chinese, Japanese and Thai, characters are counted.
    `None` where the case has no transcript, the turn was typed, recognition failed, or no transcript came of
    what a speech-to-speech model heard. The rate of several turns is not the mean of their rates: see
    `word_errors`. Needs the extra ``compare``.

    Parameters
    ----------
    same_by
        When words are the same, see `voicelab.scores.alignment`; call this from a score of your own.
    """
    found = recognition_alignment(exchange, case, same_by=same_by)
    return found.error_rate if found is not None and found.length else None


@declare(
    higher_is_better=False,
    least=0,
    neither=["words"],
    value_names=["substitutions", "deletions", "insertions", "words"],
)
def word_errors(exchange: Exchange, case: Case, *, same_by: SameBy = "speech") -> dict[str, int] | None:
    """Return how many words recognition has substituted, left out (``deletions``) and added (``insertions``).

    With these goes the length of the reference (``words``): the error rate of several turns is the sum of
    their errors by the sum of their words. Lower is better; `None` as for `word_error_rate`.
    """
    found = recognition_alignment(exchange, case, same_by=same_by)
    if found is None:
        return None
    return {
        "substitutions": found.substitutions,
        "deletions": found.deletions,
        "insertions": found.insertions,
        "words": found.length,
    }


@declare(higher_is_better=False, least=0)
def character_error_rate(exchange: Exchange, case: Case, *, same_by: SameBy = "speech") -> float | None:
    """Return the characters substituted, left out or added by recognition, as a share of the reference's.

    The spaces between words count. Kinder to a word that is nearly right than `word_error_rate`, and used for
    Korean and the like, too. 0 is perfect, above 1 is possible; lower is better; `None` as for that one.
    """
    found = recognition_alignment(exchange, case, same_by=same_by, by_character=True)
    return found.error_rate if found is not None and found.length else None


def recognition_alignment(
    exchange: Exchange, case: Case, *, same_by: SameBy = "speech", by_character: bool = False
) -> Alignment | None:
    """Return what was heard beside what was said; `None` where that says nothing of recognition.

    Parameters
    ----------
    same_by, by_character
        See `voicelab.scores.alignment`.
    """
    said = reference_transcript(case)
    if said is None or exchange.input_mode != "speech":
        return None
    if exchange.error_stage == "recognition":
        return None
    if came_without_sound(exchange) or came_without_transcript(exchange):
        return None
    language = locales_of(exchange, case)[0]
    return alignment(said, exchange.transcript, language=language, same_by=same_by, by_character=by_character)
