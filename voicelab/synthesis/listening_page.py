"""The listening page: the voices of a service, each with a player, in one HTML file."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from voicelab.audio.clip import Audio
from voicelab.error_codes import error_code
from voicelab.errors import SynthesisError
from voicelab.event_loop import call
from voicelab.file_target import (
    check_ending,
    check_writable,
    explaining,
    file_target,
    replacing,
    why_kept,
)
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.synthesis.voice_catalogue import CatalogueVoice
from voicelab.synthesis.voice_filter import matching_voices
from voicelab.synthesis.voices import catalogue, preview

__all__ = ["ListeningPage", "listening_target", "write_listening_page"]

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color: #1b1b1b; background: #fff }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ddd }
td:last-child { width: 20rem }
audio { width: 100%; height: 2rem }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #16181d }
  td, th { border-color: #3a3f4a }
}
"""
_SCRIPT = """
addEventListener("play", (event) => {
  for (const other of document.querySelectorAll("audio")) if (other !== event.target) other.pause();
}, true);
"""
"""One voice at a time."""


_GENERATOR = '<meta name="generator" content="voicelab voices">'
"""By which a page is known that may be written over."""


@dataclass(frozen=True, slots=True)
class ListeningPage:
    """A page that was written."""

    path: Path
    spoken: int
    """How many voices can be heard on it."""
    failures: Mapping[str, str]
    """Why others cannot, by their names."""


@dataclass(frozen=True, slots=True)
class _Sample:
    voice: CatalogueVoice
    sound: Audio | None
    """What it said; `None` where it failed."""
    failure: str = ""


def listening_target(given: object) -> Path:
    """Return the path of a page to write, once it is sure that it can be written.

    Raises
    ------
    TypeError
        It is no path.
    ValueError
        It does not end like the name of an HTML file, or a file is there that is no listening page.
    OSError
        It cannot be written; the message says why.
    """
    path = file_target(given)
    check_ending(path, "a page", (".html", ".htm"))
    if why := why_kept(path, "listening page", lambda file: _GENERATOR.encode() in file.read(2_000)):
        raise ValueError(f"{path} {why}; name another file to write")
    check_writable(path)
    return path


def write_listening_page(
    services: Services,
    target: object,
    *,
    locale: str | None = None,
    gender: str | None = None,
    text: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ListeningPage:
    """Write a page on which each voice says the same, over an older such page if there is one.

    Parameters
    ----------
    target
        Path of the HTML file; nothing else belongs to it.
    locale, gender
        Which voices: a locale or a language, such as ``en`` or ``en-GB``; ``Female``, ``Male``, ``Neutral``.
    text
        What they say; by default a few words of each voice's own language.
    progress
        Called with the number of voices that have spoken, and of all.

    Raises
    ------
    OSError
        The page cannot be written; the message says why.
    SynthesisError
        The service gives no list of its voices, or refuses whoever asks.
    ValueError
        There are no such voices, the text is blank, or another file is there; as of `listening_target`.
    """
    path = listening_target(target)
    if text is not None and not text.strip():
        raise ValueError("there is nothing to say in a blank text")
    listed = call(catalogue(services.speech))
    chosen = matching_voices(listed, locale=locale, gender=gender)
    samples = []
    for voice in chosen:
        samples.append(_sample(services, voice, text))
        if progress is not None:
            progress(len(samples), len(chosen))
    with explaining(path), replacing(path) as part:
        part.write_text(_page(samples, services.describe(), text), "utf-8")
    failures = {sample.voice.name: sample.failure for sample in samples if sample.sound is None}
    return ListeningPage(path, len(samples) - len(failures), failures)


def _sample(services: Services, voice: CatalogueVoice, text: str | None) -> _Sample:
    settings = Settings(voice=voice.name)
    try:
        sound = call(preview(services.speech, settings, text, Timeouts()))
    except SynthesisError as error:
        if error_code(error.code).is_setup:  # no other voice would speak either
            raise
        return _Sample(voice, None, error.message)
    return _Sample(voice, sound) if len(sound.samples) else _Sample(voice, None, "It said nothing.")


def _page(samples: Sequence[_Sample], where: str, text: str | None) -> str:
    locales = dict.fromkeys(sample.voice.locale for sample in samples)
    tables = "".join(
        f"<h2>{escape(locale)}</h2>\n<table>\n<tr><th>Voice<th>Gender<th>Speaks here<th>Sound</tr>\n"
        + "".join(_row(sample) for sample in samples if sample.voice.locale == locale)
        + "</table>\n"
        for locale in locales
    )
    intro = f"Each says: <bdi>{escape(text)}</bdi>" if text else "Each says a few words of its own language."
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n{_GENERATOR}\n<title>Voices</title>\n'
        f"<style>{_STYLE}</style>\n<h1>{len(samples)} voices</h1>\n<p>{escape(where)}</p>\n<p>{intro}</p>\n"
        f"{tables}<script>{_SCRIPT}</script>\n</html>\n"
    )


def _row(sample: _Sample) -> str:
    voice = sample.voice
    cells = "".join(
        f'<td dir="auto">{escape(cell)}' for cell in (voice.name, voice.gender, voice.local_voice)
    )
    return f"<tr>{cells}<td>{_player(sample)}</tr>\n"


def _player(sample: _Sample) -> str:
    if sample.sound is None:
        return f"<bdi>{escape(sample.failure)}</bdi>"
    file = io.BytesIO()
    sample.sound.save(file, format="mp3", bit_rate_kbps=48)
    data = base64.b64encode(file.getvalue()).decode()
    name = escape(sample.voice.name)
    return f'<audio controls preload="none" aria-label="{name}" src="data:audio/mpeg;base64,{data}"></audio>'
