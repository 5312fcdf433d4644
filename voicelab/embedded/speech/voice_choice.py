"""Who speaks a stretch of text: the voice that is named, or the usual one of a language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from voicelab.embedded.engines import SynthesisEngine, VoiceEntry
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.ssml import SsmlSpeech
from voicelab.text.languages import guess_language, language_of, language_of_voice

__all__ = ["check_manners", "detected_voice", "voice_of"]

_USUAL_LOCALE = "en-US"
_SURE_ENOUGH = 0.25
"""From what certainty on a guessed language goes before the document's own; few words are never surer."""
_LONG_NAME = re.compile(r"\((\S+), (\S+)\)$")


def voice_of(engine: SynthesisEngine, manner: SsmlSpeech) -> VoiceEntry:
    """Return the voice that speaks in a manner.

    It is the one that is named, by its short name or its long one. Where text within a multilingual voice is
    said to be in another language than its own, or no voice is named, it is that language's usual voice.

    Raises
    ------
    ProtocolError
        There is no voice of that name, or none that speaks the language.
    """
    named = _named(engine, manner.voice) if manner.voice else None
    if named is not None:
        own = language_of(named.locale) == language_of(manner.language)
        if not manner.foreign or own:
            return named
    usual = _usual_voice(engine, manner.language or _USUAL_LOCALE)
    if usual is None:
        raise ProtocolError(f"Unsupported language {manner.language[:20]}: no local voice speaks it.")
    if named is not None and language_of_voice(named.short_name) is not None:
        return named
    return usual


def detected_voice(engine: SynthesisEngine, text: str, manner: SsmlSpeech) -> VoiceEntry:
    """Return the usual voice of the language that a sentence seems to be in; loads the guesser, and blocks.

    Raises
    ------
    ProtocolError
        No local voice speaks the document's own language, and the sentence's is not known.
    """
    language, sure = guess_language(text)
    detected = _usual_voice(engine, language) if sure >= _SURE_ENOUGH else None
    same = language == language_of(manner.language or _USUAL_LOCALE)
    return voice_of(engine, manner) if detected is None or same else detected


def check_manners(engine: SynthesisEngine, manners: Iterable[SsmlSpeech]) -> None:
    """Check that there is a voice for each.

    Raises
    ------
    ProtocolError
        There is none for one of them.
    """
    for manner in manners:
        voice_of(engine, manner)


def _named(engine: SynthesisEngine, name: str) -> VoiceEntry:
    long = _LONG_NAME.search(name)
    entry = engine.find(f"{long.group(1)}-{long.group(2)}" if long else name)
    if entry is None:
        raise ProtocolError(f"Unsupported voice {name[:60]}: there is none here for its name or language.")
    return entry


def _usual_voice(engine: SynthesisEngine, locale: str) -> VoiceEntry | None:
    """Return the first voice of a locale that is listed, or else of its language."""
    listed = engine.voices()
    same = (voice for voice in listed if voice.locale.lower() == locale.lower())
    near = (voice for voice in listed if language_of(voice.locale) == language_of(locale))
    return next(same, None) or next(near, None)
