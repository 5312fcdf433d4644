"""Whether two transcripts are the same words, written differently.

A recognizer writes its hypotheses as it hears, and its final transcript as one writes: 'ten' becomes '10',
'five dollars' '$5', 'e mail' 'email', and 'um' nothing.
"""

from __future__ import annotations

from voicelab.text.languages import language_of, written_language
from voicelab.text.readings import Readings
from voicelab.text.words import words

__all__ = ["same_words"]


def same_words(one: str, other: str, locales: tuple[str, ...] = ("en-US",)) -> bool:
    """Tell whether two transcripts may be of the same words: whether there is a way to say both alike.

    Neither case, punctuation nor spaces make a difference. What is not known to be said alike is not the
    same, and there is no guess at what was meant: 'ten' is not '12', 'can' not 'can't'.

    Parameters
    ----------
    locales
        What is spoken, best the one that was identified: its numbers, abbreviations and fillers are known.

    Examples
    --------
    >>> same_words("i'll pay five dollars at three thirty", "I'll pay $5 at 3:30.")
    True
    >>> same_words("twenty five", "205"), same_words("i can", "I can't.")
    (False, False)
    >>> same_words("fünfzig prozent", "50 %", ("de-DE",))
    True
    """
    if one == other:
        return True
    here, there = words(one), words(other)
    if not here or not there:
        return here == there
    languages = {written_language(language_of(locale)) for locale in locales}
    return any(
        _share_a_way(Readings(one, language, there), Readings(other, language, here))
        for language in languages
    )


def _share_a_way(one: Readings, other: Readings) -> bool:
    """Tell whether some way through the first says the same as one through the second."""
    # Of each pair of ways: the one that has said less, the other, and what that has said more.
    todo = [(one, 0, other, 0, "")]
    seen = set(todo)
    while todo:
        behind, at, ahead, ahead_at, more = todo.pop()
        if at == len(behind.text):
            if ahead_at == len(ahead.text) and not more:
                return True
            steps = [] if more else [(ahead, ahead_at, behind, at, "")]
        else:
            steps = []
            for said, then in behind.steps(at):
                if said.startswith(more):
                    steps.append((ahead, ahead_at, behind, then, said[len(more) :]))
                elif more.startswith(said):
                    steps.append((behind, then, ahead, ahead_at, more[len(said) :]))
        todo += [step for step in steps if step not in seen]
        seen.update(steps)
    return False
