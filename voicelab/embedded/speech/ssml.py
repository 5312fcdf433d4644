"""Reads SSML: what is to be spoken, by which voice and how."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from xml.etree import ElementTree

from voicelab.embedded.speech.framing import ProtocolError

__all__ = [
    "Bookmark",
    "Part",
    "Pause",
    "SsmlSpeech",
    "each_part",
    "read_pitch",
    "read_rate",
    "read_ssml",
    "read_volume",
    "speech_of",
]

_LONGEST_BREAK_SECONDS = 20.0
_RATES = {"x-slow": 0.5, "slow": 0.64, "medium": 1.0, "default": 1.0, "fast": 1.55, "x-fast": 2.0}
_PITCHES = {"x-low": 0.55, "low": 0.8, "medium": 1.0, "default": 1.0, "high": 1.2, "x-high": 1.45}
_VOLUMES = {
    "silent": 0.0, "x-soft": 0.2, "soft": 0.4, "medium": 0.6, "loud": 0.8, "x-loud": 1.0, "default": 1.0,
}  # fmt: skip
_STRENGTHS = {"none": 0.0, "x-weak": 0.25, "weak": 0.5, "medium": 0.75, "strong": 1.0, "x-strong": 1.25}
_SENTENCE_LIKE = {"p", "s"}
_WITH_LANGUAGE = {"lang", "p", "s"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SILENT = {"audio", "lexicon", "metadata", "meta", "backgroundaudio", "viseme"}


@dataclass(frozen=True, slots=True)
class SsmlSpeech:
    """A stretch of text in one manner."""

    text: str
    voice: str = ""
    """The voice's name; empty where none is named."""
    language: str = ""
    """The language that the document gives it, such as ``de-DE``; empty where it gives none."""
    foreign: bool = False
    """Whether it lies in a ``lang`` within a ``voice``."""
    rate: float = 1.0
    """Pace as a factor of the voice's own."""
    pitch: float = 1.0
    """Pitch as a factor of the voice's own."""
    volume: float = 1.0
    """Loudness as a factor; 0.0 to 1.0."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A named place, reported to the client when the audio reaches it."""

    name: str


Part = SsmlSpeech | Pause | Bookmark
"""What a document is made of."""


def read_ssml(document: str) -> list[Part]:
    """Return the parts of a document, in order; neighbouring text of one manner is joined.

    Raises
    ------
    ProtocolError
        It is not XML, or not SSML.
    """
    if "<!DOCTYPE" in document or "<!ENTITY" in document:
        raise ProtocolError("SSML with a document type or entities is refused.")
    try:
        root = ElementTree.fromstring(document)  # noqa: S314  # no entities: refused above
    except ElementTree.ParseError as error:
        raise ProtocolError(f"SSML parsing error: {error}.") from error
    if _tag(root) != "speak":
        raise ProtocolError(f"SSML parsing error: the document begins with <{_tag(root)}>, not <speak>.")
    try:
        parts = list(_joined(_walk(root, SsmlSpeech(""))))
    except RecursionError as error:
        raise ProtocolError("SSML parsing error: its elements are nested too deep.") from error
    return [part for part in parts if not isinstance(part, SsmlSpeech) or part.text.strip()]


def speech_of(parts: Sequence[Part]) -> list[SsmlSpeech]:
    """Return the parts that are spoken."""
    return [part for part in parts if isinstance(part, SsmlSpeech)]


async def each_part(parts: Sequence[Part]) -> AsyncGenerator[Part, None]:
    """Yield the parts of a document as those of a text stream come."""
    for part in parts:
        yield part


def read_rate(value: str) -> float:
    """Return a ``rate`` attribute as a factor: ``fast``, ``+20%``, ``1.2``; 1.0 if it makes no sense."""
    return _clip(_factor(value, _RATES), 0.5, 3.0)


def read_pitch(value: str) -> float:
    """Return a ``pitch`` attribute as a factor: ``high``, ``+10%``, ``+2st``; 1.0 if it makes no sense."""
    semitones = re.fullmatch(r"([+-]?\d{1,3}(?:\.\d+)?)st", value.strip())
    factor = 2.0 ** (float(semitones.group(1)) / 12.0) if semitones else _factor(value, _PITCHES)
    return _clip(factor, 0.5, 2.0)


def read_volume(value: str) -> float:
    """Return a ``volume`` attribute as a factor: ``loud``, ``80``, ``-20%``; 1.0 if it makes no sense."""
    value = value.strip().lower()
    if re.fullmatch(r"\d+(?:\.\d+)?", value):
        return _clip(float(value) / 100.0, 0.0, 1.0)
    return _clip(_factor(value, _VOLUMES), 0.0, 1.0)


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Join neighbours of one manner: piece by piece it would take the square of their number."""
    for manner, neighbours in groupby(parts, _manner):
        if manner is None:
            yield from neighbours
        else:
            texts = [part.text for part in neighbours if isinstance(part, SsmlSpeech)]
            yield replace(manner, text="".join(texts))


def _manner(part: Part) -> SsmlSpeech | None:
    return replace(part, text="") if isinstance(part, SsmlSpeech) else None


def _walk(element: ElementTree.Element, manner: SsmlSpeech) -> Iterator[Part]:
    tag = _tag(element)
    if tag in _SILENT:
        return
    if tag == "break":
        yield Pause(_break_seconds(element))
    elif tag == "bookmark":
        yield Bookmark(element.get("mark", ""))
    elif tag == "sub":
        yield replace(manner, text=element.get("alias") or "".join(element.itertext()))
    else:
        manner = _inner(tag, element, manner)
        if element.text:
            yield replace(manner, text=element.text)
        for child in element:
            yield from _walk(child, manner)
            if child.tail:
                yield replace(manner, text=child.tail)
        if tag in _SENTENCE_LIKE:
            yield replace(manner, text="\n")


def _inner(tag: str, element: ElementTree.Element, manner: SsmlSpeech) -> SsmlSpeech:
    language = element.get(_LANG)
    if language:
        within = tag in _WITH_LANGUAGE and bool(manner.voice)
        manner = replace(manner, language=language, foreign=manner.foreign or within)
    if tag == "voice":
        return replace(manner, voice=element.get("name") or manner.voice, foreign=False)
    if tag != "prosody":
        return manner
    return replace(
        manner,
        rate=_clip(manner.rate * read_rate(element.get("rate", "default")), 0.5, 3.0),
        pitch=_clip(manner.pitch * read_pitch(element.get("pitch", "default")), 0.5, 2.0),
        volume=_clip(manner.volume * read_volume(element.get("volume", "default")), 0.0, 1.0),
    )


def _factor(value: str, names: dict[str, float]) -> float:
    value = value.strip().lower()
    if value in names:
        return names[value]
    percent = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)%", value)
    if percent:
        return 1.0 + float(percent.group(1)) / 100.0
    plain = re.fullmatch(r"\d+(?:\.\d+)?", value)
    return float(value) if plain else 1.0


def _break_seconds(element: ElementTree.Element) -> float:
    time = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)", element.get("time", "").strip())
    if time:
        seconds = float(time.group(1)) / (1000.0 if time.group(2) == "ms" else 1.0)
        return min(seconds, _LONGEST_BREAK_SECONDS)
    return _STRENGTHS.get(element.get("strength", "medium"), 0.75)


def _clip(value: float, lowest: float, highest: float) -> float:
    return min(max(value, lowest), highest)


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
