"""The listening page: the voices of a service, each with a player, in one HTML file."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from voicelab.audio.clip import Audio
from voicelab.errors import SynthesisError
from voicelab.event_loop import call
from voicelab.file_target import file_target, replacing
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.synthesis.voice_catalogue import CatalogueVoice
from voicelab.synthesis.voices import catalogue, preview

__all__ = ["write_listening_page"]

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color: #1b1b1b; background: #fff }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ddd }
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


@dataclass(frozen=True, slots=True)
class _Sample:
    voice: CatalogueVoice
    sound: Audio | None
    """What it said; `None` where it failed."""
    failure: str = ""


def write_listening_page(
    services: Services,
    target: object,
    *,
    locale: str = "",
    gender: str = "",
    text: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write a page on which each voice says the same; return how many do.

    Parameters
    ----------
    target
        Path of the HTML file; nothing else belongs to it.
    locale, gender
        Which voices: the beginning of a locale, such as ``en`` or ``en-GB``; ``Female`` or ``Male``.
    text
        What they say; by default a few words of each voice's own language.
    progress
        Called with the number of voices that have spoken, and of all.

    Raises
    ------
    SynthesisError
        The service gives no list of its voices.
    ValueError
        There are no such voices.
    """
    path = file_target(target)
    listed = call(catalogue(services.speech)).voices
    chosen = [
        voice
        for voice in listed
        if voice.locale.lower().startswith(locale.lower()) and gender.lower() in ("", voice.gender.lower())
    ]
    if not chosen:
        raise ValueError(f"no voice has the locale {locale or 'any'} and the gender {gender or 'any'}")
    samples = []
    for voice in chosen:
        samples.append(_sample(services, voice, text))
        if progress is not None:
            progress(len(samples), len(chosen))
    with replacing(path) as part:
        Path(part).write_text(_page(samples, services.describe(), text), "utf-8")
    return sum(sample.sound is not None for sample in samples)


def _sample(services: Services, voice: CatalogueVoice, text: str | None) -> _Sample:
    settings = Settings(voice=voice.name)
    try:
        sound = call(preview(services.speech, settings, text, Timeouts()))
    except SynthesisError as error:
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
    said = f"Each says: {escape(text)}" if text else "Each says a few words of its own language."
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<title>Voices</title>\n'
        f"<style>{_STYLE}</style>\n<h1>{len(samples)} voices</h1>\n<p>{escape(where)}</p>\n<p>{said}</p>\n"
        f"{tables}<script>{_SCRIPT}</script>\n</html>\n"
    )


def _row(sample: _Sample) -> str:
    voice = sample.voice
    cells = "".join(f"<td>{escape(cell)}" for cell in (voice.name, voice.gender, voice.local_voice))
    return f"<tr>{cells}<td>{_player(sample)}</tr>\n"


def _player(sample: _Sample) -> str:
    if sample.sound is None:
        return escape(sample.failure)
    file = io.BytesIO()
    sample.sound.save(file, format="mp3", bit_rate_kbps=48)
    data = base64.b64encode(file.getvalue()).decode()
    name = escape(sample.voice.name)
    return f'<audio controls preload="none" aria-label="{name}" src="data:audio/mpeg;base64,{data}"></audio>'
