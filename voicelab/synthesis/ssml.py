"""SSML: text with a voice and a manner, everything escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from voicelab.text.voice_names import locale_of_voice
from voicelab.text.xml_characters import xml_characters

if TYPE_CHECKING:
    from voicelab.settings import Settings

__all__ = ["fits_text_stream", "hundredths", "percent", "prosody", "to_ssml"]


def to_ssml(text: str, settings: Settings) -> str:
    """Return SSML that speaks plain text with the voice and in the manner of the settings.

    Every character of `text` is spoken or left out as text: none of it becomes markup. Characters that XML
    forbids are left out.

    Examples
    --------
    >>> from voicelab.settings import Settings
    >>> print(to_ssml("AT&T <b>", Settings(speaking_rate=1.2)))  # doctest: +ELLIPSIS
    <speak ...><prosody rate="+20%">AT&amp;T &lt;b&gt;</prosody></voice></speak>
    """
    body = escape(xml_characters(text))
    if manner := prosody(settings):
        body = f"<prosody{_attributes(**manner)}>{body}</prosody>"
    if settings.sentence_pause_seconds:
        body += f'<break time="{round(settings.sentence_pause_seconds * 1000)}ms"/>'
    expression = _attributes(
        style=settings.style,
        styledegree=f"{settings.style_degree:g}" if _has_degree(settings) else None,
        role=settings.role,
    )
    if expression:
        body = f"<mstts:express-as{expression}>{body}</mstts:express-as>"
    return (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" '
        'xmlns:mstts="http://www.w3.org/2001/mstts" '
        f"xml:lang={quoteattr(locale_of_voice(settings.voice) or 'en-US')}>"
        f"<voice name={quoteattr(settings.voice)}>{body}</voice></speak>"
    )


def prosody(settings: Settings) -> dict[str, str]:
    """Return pace, pitch and loudness as attributes of SSML, where they are not the voice's own."""
    found = {}
    if settings.speaking_rate != 1.0:
        found["rate"] = percent(settings.speaking_rate)
    if settings.pitch != 1.0:
        found["pitch"] = percent(settings.pitch)
    if settings.volume != 1.0:
        found["volume"] = hundredths(settings.volume)
    return found


def fits_text_stream(settings: Settings) -> bool:
    """Say whether a text stream can ask for all of the settings: it knows no roles, degrees and pauses."""
    plain = settings.role is None and not settings.sentence_pause_seconds
    return plain and settings.custom_voice_endpoint is None and not _has_degree(settings)


def percent(factor: float) -> str:
    """Return a factor as a relative change: 1.2 is ``+20%``."""
    return f"{round((factor - 1.0) * 100):+d}%"


def hundredths(share: float) -> str:
    """Return a share as a number from 0 to 100: 0.5 is ``50``."""
    return f"{share * 100:.4g}"


def _has_degree(settings: Settings) -> bool:
    return settings.style is not None and settings.style_degree != 1.0


def _attributes(**values: str | None) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items() if value is not None)
