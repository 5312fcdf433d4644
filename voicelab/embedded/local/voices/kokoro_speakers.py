"""Kokoro's speakers, and which of them, or which mix of two, speaks for each of Azure's voices.

A mix of two speakers is a third one, which differs from both: so there are more voices than speakers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from voicelab.embedded.local.voices.kokoro_languages import KOKORO_LANGUAGES, KokoroLanguage
from voicelab.extras import install_command

__all__ = ["KOKORO_COMMANDS", "KOKORO_SPEAKERS", "Mix", "mixes"]

KOKORO_COMMANDS = f"voicelab models add kokoro; {install_command('kokoro')}"
"""What installs it with all its languages."""

KOKORO_SPEAKERS = tuple(
    sorted(
        speaker
        for language in KOKORO_LANGUAGES
        for gender in ("Female", "Male")
        for speaker in language.speakers(gender)
    )
)
"""All of them."""

_GUESTS = {
    "f": ("if_sara", "af_heart", "ef_dora", "bf_emma", "pf_dora", "af_bella", "jf_alpha", "zf_xiaoxiao"),
    "m": ("im_nicola", "am_michael", "em_alex", "bm_george", "pm_alex", "am_fenrir", "jm_kumo", "zm_yunxi"),
}
"""Speakers of other languages, to be mixed with one's own where those are few."""

Mix = tuple[tuple[str, float], ...]
"""Speakers, each with its share; the shares are 1.0 together."""


def mixes(language: KokoroLanguage, gender: str) -> Iterator[Mix]:
    """Yield one voice after the other, each unlike the others, for a language and a gender.

    First come the speakers themselves, then mixes of two of them, then mixes with speakers of other
    languages; where a language has none of its own, those speak it.
    """
    own = language.speakers(gender)
    guests = tuple(guest for guest in _GUESTS[gender[0].lower()] if guest not in own)
    yield from (((speaker, 1.0),) for speaker in own or guests)
    yield from (((one, 0.5), (other, 0.5)) for one, other in combinations(own or guests, 2))
    for share in (0.6, 0.8, 0.7):
        yield from (((one, share), (guest, 1.0 - share)) for guest in guests for one in own)
