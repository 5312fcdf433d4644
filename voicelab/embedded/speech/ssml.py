"""Reads SSML: what is to be spoken, by which voice and how."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from xml.etree import ElementTree

from voicelab.embedded.limits import DEEPEST_SSML, LONGEST_PAUSES_SECONDS, LONGEST_SSML, MOST_ELEMENTS
from voicelab.embedded.speech.expression import Expression, emphasis, expression
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.say_as import interpret_as
from voicelab.embedded.speech.ssml_values import (
    clip,
    read_pitch,
    read_rate,
    read_seconds,
    read_strength,
    read_volume,
)
from voicelab.text.voice_names import locale_of_voice

__all__ = ["Bookmark", "Part", "Pause", "SsmlSpeech", "VoiceDuration", "each_part", "read_ssml", "speech_of"]

_SENTENCE_LIKE = {"p", "s"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SILENT = {"lexicon", "metadata", "meta", "backgroundaudio", "viseme", "desc"}
_WRAPPERS = {
    "speak", "voice", "prosody", "p", "s", "lang", "phoneme", "emphasis", "express-as", "audio", "w", "token",
}  # fmt: skip
"""Elements whose text is spoken; what ``audio`` holds is spoken where its file cannot be had."""
_LONGEST_VOICE_SECONDS = 300.0
_LOUDEST = 2.0


@dataclass(frozen=True, slots=True)
class VoiceDuration:
    """How long a ``voice`` is to take."""

    number: int
    """Which ``voice`` of the document it is, from 0."""
    seconds: float


@dataclass(frozen=True, slots=True)
class SsmlSpeech:
    """A stretch of text in one manner."""

    text: str
    voice: str = ""
    """The voice's name; empty where none is named."""
    language: str = ""
    """The language that the document gives it, such as ``de-DE``; empty where it gives none."""
    foreign: bool = False
    """Whether an element within its ``voice``, such as a ``lang``, says what language it is in."""
    rate: float = 1.0
    """Pace as a factor of the voice's own."""
    pitch: float = 1.0
    """Pitch as a factor of the voice's own."""
    volume: float = 1.0
    """Loudness as a factor; 0.0 to 2.0, above 1.0 only where a style or an emphasis asks for it."""
    sentence_silence: float = 0.0
    """Silence between sentences beside the voice's own, in seconds."""
    duration: VoiceDuration | None = None
    """How long all that the voice says is to take."""


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
        It is not XML, or not SSML that is known here.
    """
    if len(document) > LONGEST_SSML:
        raise ProtocolError(f"The SSML is longer than {LONGEST_SSML:,} characters: send it in parts.")
    if "<!DOCTYPE" in document or "<!ENTITY" in document:
        raise ProtocolError("SSML with a document type or entities is refused.")
    try:
        parser = ElementTree.XMLParser(target=_BoundedTree())  # noqa: S314  # no entities: refused above
        parser.feed(document)
        root: ElementTree.Element = parser.close()
    except ElementTree.ParseError as error:
        raise ProtocolError(f"SSML parsing error: {error}.") from error
    if _tag(root) != "speak":
        raise ProtocolError(f"SSML parsing error: the document begins with <{_tag(root)}>, not <speak>.")
    parts = list(_joined(_Walk().parts(root, SsmlSpeech(""))))
    if sum(part.seconds for part in parts if isinstance(part, Pause)) > LONGEST_PAUSES_SECONDS:
        raise ProtocolError(
            f"The pauses of the SSML are longer than {LONGEST_PAUSES_SECONDS:.0f} s together."
        )
    return [part for part in parts if not isinstance(part, SsmlSpeech) or part.text.strip()]


def speech_of(parts: Sequence[Part]) -> list[SsmlSpeech]:
    """Return the parts that are spoken."""
    return [part for part in parts if isinstance(part, SsmlSpeech)]


async def each_part(parts: Sequence[Part]) -> AsyncGenerator[Part, None]:
    """Yield the parts of a document as those of a text stream come."""
    for part in parts:
        yield part


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


class _BoundedTree(ElementTree.TreeBuilder):
    """Makes the elements of a document, as long as they are not too many, nor too deep."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = 0
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        self._elements += 1
        self._depth += 1
        if self._depth > DEEPEST_SSML:
            raise ProtocolError("SSML parsing error: its elements are nested too deep.")
        if self._elements > MOST_ELEMENTS:
            raise ProtocolError(f"The SSML has more than {MOST_ELEMENTS:,} elements: send it in parts.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        self._depth -= 1
        return super().end(tag)


class _Walk:
    """A walk through a document."""

    def __init__(self) -> None:
        self._durations = 0

    def parts(self, element: ElementTree.Element, manner: SsmlSpeech) -> Iterator[Part]:
        tag = _tag(element)
        if tag in _SILENT:
            return
        if language := element.get(_LANG, "").strip():
            manner = replace(manner, language=language, foreign=bool(manner.voice))
        if tag == "break":
            yield Pause(_break_seconds(element))
        elif tag == "bookmark":
            yield Bookmark(element.get("mark", ""))
        elif tag == "sub":
            yield replace(manner, text=element.get("alias") or "".join(element.itertext()))
        elif tag == "say-as":
            interpreted = interpret_as(
                "".join(element.itertext()),
                element.get("interpret-as", ""),
                element.get("format", ""),
                _locale(manner),
            )
            yield replace(manner, text=interpreted)
        elif tag in _WRAPPERS:
            yield from self._inside(tag, element, manner)
        else:
            raise ProtocolError(
                f"SSML parsing error: the element <{tag[:30]}> is not read by these services."
            )

    def _inside(self, tag: str, element: ElementTree.Element, manner: SsmlSpeech) -> Iterator[Part]:
        manner = _inner(tag, element, manner)
        last: list[Part] = []
        if element.text:
            yield replace(manner, text=element.text)
        for child in element:
            kind = _tag(child)
            if kind == "audioduration":
                seconds = read_seconds("duration", child.get("value", ""), _LONGEST_VOICE_SECONDS)
                manner = replace(manner, duration=VoiceDuration(self._durations, seconds))
                self._durations += 1
            elif kind == "silence":
                place, seconds = _silence(child)
                if place == "sentenceboundary":
                    manner = replace(manner, sentence_silence=seconds)
                elif place == "leading":
                    yield Pause(seconds)
                else:
                    last.append(Pause(seconds))
            else:
                yield from self.parts(child, manner)
            if child.tail:
                yield replace(manner, text=child.tail)
        if tag in _SENTENCE_LIKE:
            yield replace(manner, text="\n")
        yield from last


def _silence(element: ElementTree.Element) -> tuple[str, float]:
    """Return where the silence of a ``silence`` is, and how long it is."""
    kind = element.get("type", "").strip()
    place = kind.lower().removesuffix("-exact")
    if place not in ("leading", "tailing", "sentenceboundary"):
        raise ProtocolError(f"SSML parsing error: a silence of the type {kind[:30]!r} is not made here.")
    return place, read_seconds("silence", element.get("value", ""))


def _inner(tag: str, element: ElementTree.Element, manner: SsmlSpeech) -> SsmlSpeech:
    if tag == "voice":
        voice = element.get("name") or manner.voice
        return replace(manner, voice=voice, foreign=False, sentence_silence=0.0, duration=None)
    if tag == "express-as":
        asked = (element.get(name, "") for name in ("style", "styledegree", "role"))
        return _expressed(manner, expression(*asked))
    if tag == "emphasis":
        return _expressed(manner, emphasis(element.get("level", "moderate")))
    if tag != "prosody":
        return manner
    return replace(
        manner,
        rate=clip(manner.rate * read_rate(element.get("rate", "default")), 0.5, 3.0),
        pitch=clip(manner.pitch * read_pitch(element.get("pitch", "default")), 0.5, 2.0),
        volume=clip(manner.volume * read_volume(element.get("volume", "default")), 0.0, _LOUDEST),
    )


def _expressed(manner: SsmlSpeech, asked: Expression) -> SsmlSpeech:
    return replace(
        manner,
        rate=clip(manner.rate * asked.rate, 0.5, 3.0),
        pitch=clip(manner.pitch * asked.pitch, 0.5, 2.0),
        volume=clip(manner.volume * asked.volume, 0.0, _LOUDEST),
        sentence_silence=manner.sentence_silence + asked.pause_seconds,
    )


def _locale(manner: SsmlSpeech) -> str:
    """Return the locale in which a stretch is spoken: its own, or else its voice's."""
    named = locale_of_voice(manner.voice)
    return manner.language if manner.foreign or named is None else named


def _break_seconds(element: ElementTree.Element) -> float:
    time = element.get("time")
    return read_strength(element.get("strength", "medium")) if time is None else read_seconds("time", time)


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
