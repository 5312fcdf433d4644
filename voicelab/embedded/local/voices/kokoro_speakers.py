"""Kokoro's speakers, and which of them, or which mix of two, speaks for each of Azure's voices.

A speaker's name begins with the language (a for American, b for British) and with f for a woman or m for a
man. A mix of two speakers is a third one, which differs from both: so there are more voices than speakers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from voicelab.extras import install_command

__all__ = ["KOKORO_COMMANDS", "KOKORO_LOCALES", "KOKORO_SPEAKERS", "Mix", "mixes", "own_speakers"]

KOKORO_COMMANDS = f"voicelab models add kokoro; {install_command('kokoro')}"
"""What installs it with all its languages."""

KOKORO_LOCALES = {
    "en-US": "a", "en": "b", "es": "e", "fr": "f", "hi": "h", "it": "i", "ja": "j", "pt": "p", "zh": "z",
}  # fmt: skip
"""The letter of the speakers of a locale, or else of a language."""

_SPEAKERS = {
    "af": "heart bella sarah aoede kore nova alloy sky jessica river nicole",
    "am": "michael fenrir puck echo eric liam onyx adam santa",
    "bf": "emma isabella alice lily",
    "bm": "george fable lewis daniel",
    "ef": "dora",
    "em": "alex santa",
    "ff": "siwis",
    "hf": "alpha beta",
    "hm": "omega psi",
    "if": "sara",
    "im": "nicola",
    "jf": "alpha gongitsune nezumi tebukuro",
    "jm": "kumo",
    "pf": "dora",
    "pm": "alex santa",
    "zf": "xiaoxiao xiaoyi xiaobei xiaoni",
    "zm": "yunxi yunyang yunjian yunxia",
}
"""By language and gender, in the order in which they are given to Azure's names."""

KOKORO_SPEAKERS = tuple(
    sorted(f"{group}_{name}" for group, names in _SPEAKERS.items() for name in names.split())
)
"""All of them."""

_GUESTS = {
    "f": ("if_sara", "af_heart", "ef_dora", "bf_emma", "pf_dora", "af_bella", "jf_alpha", "zf_xiaoxiao"),
    "m": ("im_nicola", "am_michael", "em_alex", "bm_george", "pm_alex", "am_fenrir", "jm_kumo", "zm_yunxi"),
}
"""Speakers of other languages, to be mixed with one's own where those are few."""

Mix = tuple[tuple[str, float], ...]
"""Speakers, each with its share; the shares are 1.0 together."""


def own_speakers(letter: str, gender: str) -> tuple[str, ...]:
    """Return the speakers of a language, by its letter, and of a gender, ``Female`` or ``Male``."""
    group = letter + gender[0].lower()
    return tuple(f"{group}_{name}" for name in _SPEAKERS.get(group, "").split())


def mixes(letter: str, gender: str) -> Iterator[Mix]:
    """Yield one voice after the other, each unlike the others, for a language and a gender.

    First come the speakers themselves, then mixes of two of them, then mixes with speakers of other
    languages; where a language has none of its own, those speak it.
    """
    own = own_speakers(letter, gender)
    guests = tuple(guest for guest in _GUESTS[gender[0].lower()] if guest not in own)
    yield from (((speaker, 1.0),) for speaker in own or guests)
    yield from (((one, 0.5), (other, 0.5)) for one, other in combinations(own or guests, 2))
    for share in (0.6, 0.8, 0.7):
        yield from (((one, share), (guest, 1.0 - share)) for guest in guests for one in own)
