"""Voices of a catalogue by locale, gender, style and languages; where none is like that, what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from voicelab.nearest import nearest_first
from voicelab.synthesis.voice_catalogue import Catalogue, CatalogueVoice
from voicelab.text.languages import language_of

__all__ = ["GENDERS", "matching_voices"]

GENDERS = ("Female", "Male", "Neutral")
"""As Azure writes them."""
_MOST_NAMED = 30


def matching_voices(
    catalogue: Catalogue,
    *,
    locale: str | None = None,
    gender: str | None = None,
    style: str | None = None,
    multilingual: bool | None = None,
) -> list[CatalogueVoice]:
    """Return the voices that are as every filter says; `None` and empty texts leave all.

    Parameters
    ----------
    locale
        A language or a locale, such as ``en``, ``en-GB`` or ``en_GB``.
    gender
        One of `GENDERS`, in any case.

    Raises
    ------
    ValueError
        There is no such gender, a filter is no text, or no voice is like that; it says what there is.
    """
    place = _text("locale", locale).replace("_", "-").rstrip("-").lower()
    sex, manner = _text("gender", gender).lower(), _text("style", style).lower()
    if sex and sex not in map(str.lower, GENDERS):
        raise ValueError(f"there is no gender {gender!r}; there are {_listed(GENDERS)}")
    filters: list[tuple[str, Callable[[CatalogueVoice], bool], Callable[[list[CatalogueVoice]], str]]] = []
    if place:
        filters.append((
            f"the locale {locale}",
            lambda voice: f"{voice.locale}-".lower().startswith(f"{place}-"),
            lambda voices: f"there are {_locales(voices, place)}.{catalogue.more_voices(place)}".rstrip("."),
        ))  # fmt: skip
    if sex:
        filters.append((
            f"the gender {sex.capitalize()}",
            lambda voice: voice.gender.lower() == sex,
            lambda voices: f"there are {_listed(voice.gender for voice in voices)}",
        ))  # fmt: skip
    if manner:
        filters.append((
            f"the style {style}",
            lambda voice: manner in map(str.lower, voice.styles),
            lambda voices: f"there are {_listed((name for each in voices for name in each.styles), manner)}",
        ))  # fmt: skip
    if multilingual is not None:
        filters.append((
            "several languages" if multilingual else "one language alone",
            lambda voice: voice.multilingual == bool(multilingual),
            lambda _: f"all have {'one alone' if multilingual else 'several'}",
        ))  # fmt: skip
    found, asked = list(catalogue.voices), []
    for what, is_wanted, there in filters:
        asked.append(what)
        wanted = [voice for voice in found if is_wanted(voice)]
        if not wanted:
            raise ValueError(f"no voice has {' and '.join(asked)}; {there(found)}")
        found = wanted
    return found


def _text(name: str, given: object) -> str:
    if given is not None and not isinstance(given, str):
        raise ValueError(f"{name} must be text, not {given!r}")
    return (given or "").strip()


def _locales(voices: list[CatalogueVoice], place: str) -> str:
    """Return the locales of a place's language; the languages that there are, where it is none of them."""
    language = language_of(place)
    near = [voice.locale for voice in voices if language_of(voice.locale) == language]
    return _listed(near or (language_of(voice.locale) for voice in voices), place)


def _listed(names: Iterable[str], like: str = "") -> str:
    """Return names for a sentence; of many, those that are most like another."""
    there = sorted(set(names))
    if len(there) > _MOST_NAMED:
        return f"{', '.join(nearest_first(like, there)[:_MOST_NAMED])} and others"
    return ", ".join(there) or "none"
