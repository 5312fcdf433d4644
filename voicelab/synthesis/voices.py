"""Voices: a service's catalogue as a DataFrame, and samples of them."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from voicelab.audio.clip import Audio
from voicelab.error_codes import code_of_status
from voicelab.errors import SynthesisError, VoicelabError
from voicelab.event_loop import call, relay, run_in_thread, within
from voicelab.replayable_stream import ReplayableStream
from voicelab.services.speech_sdk import sdk, sdk_errors, speech_config, speech_error
from voicelab.synthesis.synthesizer import Synthesizer
from voicelab.synthesis.voice_catalogue import Catalogue, CatalogueVoice
from voicelab.synthesis.voice_filter import matching_voices
from voicelab.text.languages import language_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import pandas as pd

    from voicelab.secret import Secret
    from voicelab.services.endpoints import SpeechService
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["avoices", "catalogue", "catalogue_if_any", "known_catalogue", "preview", "voices"]

_LISTING_SECONDS = 15.0
_LIST_PATH = "/cognitiveservices/voices/list"
_known: dict[tuple[str, Secret | None], Catalogue] = {}
"""By place and key: another resource of a region has voices of its own, and other embedded services may have
the port of earlier ones."""
_COLUMNS: dict[str, Any] = {
    "name": "string", "locale": "string", "language": "string", "gender": "string", "display_name": "string",
    "multilingual": "boolean", "styles": object, "roles": object, "secondary_locales": object,
    "status": "string", "sample_rate_hz": "Int64", "local_voice": "string",
}  # fmt: skip

_SAMPLES = {
    "ar": "مرحبا، هكذا يبدو صوتي.", "cs": "Dobrý den, takto zní můj hlas.",
    "da": "Hej, sådan lyder min stemme.",
    "de": "Hallo, so klingt meine Stimme.", "el": "Γεια σας, έτσι ακούγεται η φωνή μου.",
    "en": "Hello, this is how my voice sounds.", "es": "Hola, así suena mi voz.",
    "fi": "Hei, tältä ääneni kuulostaa.", "fr": "Bonjour, voici comment sonne ma voix.",
    "he": "שלום, כך נשמע הקול שלי.", "hi": "नमस्ते, मेरी आवाज़ ऐसी सुनाई देती है।",
    "hu": "Jó napot, így szól a hangom.",
    "id": "Halo, beginilah suara saya.", "it": "Ciao, la mia voce suona così.",
    "ja": "こんにちは、これが私の声です。",
    "ko": "안녕하세요, 제 목소리는 이렇습니다.", "nb": "Hei, slik høres stemmen min ut.",
    "nl": "Hallo, zo klinkt mijn stem.", "pl": "Dzień dobry, tak brzmi mój głos.",
    "pt": "Olá, é assim que soa a minha voz.", "ro": "Bună ziua, așa sună vocea mea.",
    "ru": "Здравствуйте, вот так звучит мой голос.", "sv": "Hej, så här låter min röst.",
    "th": "สวัสดี นี่คือเสียงของฉัน", "tr": "Merhaba, sesim böyle duyuluyor.",
    "uk": "Вітаю, ось так звучить мій голос.", "vi": "Xin chào, đây là giọng nói của tôi.",
    "zh": "你好，这是我的声音。",
}  # fmt: skip
"""What a voice says of itself, in its own language."""


def voices(
    services: Services,
    *,
    locale: str | None = None,
    gender: str | None = None,
    style: str | None = None,
    multilingual: bool | None = None,
    refresh: bool = False,
) -> pd.DataFrame:
    """Return a service's voices, one a row, in the service's order.

    Parameters
    ----------
    locale
        A language or a locale, such as ``en`` or ``en-GB``; `None` for all.
    gender
        ``Female``, ``Male`` or ``Neutral``, in any case; `None` for all.
    style
        A style that they must have, such as ``cheerful``; `None` for any or none.
    multilingual
        Whether they speak more than their own language; `None` for either.
    refresh
        Whether to ask the service even if it was asked before in this process.

    Returns
    -------
    pandas.DataFrame
        Columns `name` (for `Settings.voice`), `locale`, `language`, `gender`, `display_name`, `multilingual`,
        `styles`, `roles`, `secondary_locales` (tuples), `status`, `sample_rate_hz`, and `local_voice`: what
        really speaks at the embedded services, empty at others.

    Raises
    ------
    ModelError
        A model of the embedded services cannot be fetched.
    SynthesisError
        The service refused, failed or cannot be reached.
    ValueError
        No voice is like that; the message says what there is.
    """
    services.wait()
    return call(
        avoices(
            services, locale=locale, gender=gender, style=style, multilingual=multilingual, refresh=refresh
        )
    )


async def avoices(
    services: Services,
    *,
    locale: str | None = None,
    gender: str | None = None,
    style: str | None = None,
    multilingual: bool | None = None,
    refresh: bool = False,
) -> pd.DataFrame:
    """Return a service's voices; see `voices`."""
    await relay(services.arrived())
    found = await relay(catalogue(services.speech, refresh=refresh))
    rows = matching_voices(found, locale=locale, gender=gender, style=style, multilingual=multilingual)
    columns = {name: [_cell(voice, name) for voice in rows] for name in _COLUMNS}
    import pandas as pd

    frame: pd.DataFrame = pd.DataFrame(columns).astype(_COLUMNS)
    return frame


def known_catalogue(service: SpeechService) -> Catalogue | None:
    """Return a service's catalogue if it was asked for in this process, with no call."""
    return _known.get((service.place, service.key))


async def catalogue(service: SpeechService, *, refresh: bool = False) -> Catalogue:
    """Return a service's catalogue, asked for once in a process.

    Raises
    ------
    SynthesisError
        The service refused, failed or cannot be reached.
    """
    known_by = service.place, service.key
    if refresh or known_by not in _known:
        try:
            listed = await within(_LISTING_SECONDS, run_in_thread(lambda: _list(service)))
        except asyncio.TimeoutError:
            raise speech_error(SynthesisError, service, code="timeout") from None
        _known[known_by] = Catalogue(listed, service.place)
    return _known[known_by]


async def catalogue_if_any(service: SpeechService) -> Catalogue | None:
    """Return a service's catalogue, however late it comes; `None` if the service gives none."""
    try:
        return await catalogue(service)
    except VoicelabError:
        return None


async def preview(service: SpeechService, settings: Settings, text: str | None, timeouts: Timeouts) -> Audio:
    """Return a voice speaking a text, by default a few words of its own language.

    Raises
    ------
    ValueError
        The text is none.
    ConfigurationError
        There is no such voice.
    SynthesisError
        The service refused, failed or fell silent.
    """
    if text is not None and not isinstance(text, str):
        raise ValueError(f"text must be text to speak, not {text!r}")
    listed = await catalogue_if_any(service)
    if listed is not None:  # without it, the service decides
        listed.check(settings)
    sample = text or _SAMPLES.get(language_of(settings.voice), _SAMPLES["en"])

    async def once() -> AsyncGenerator[str, None]:
        yield sample

    synthesizer = Synthesizer(service, settings, timeouts)
    try:
        async with ReplayableStream(once()) as words:
            pcm = b"".join([piece async for piece in synthesizer.speak(words)])
    finally:
        await synthesizer.close()
    return Audio.from_pcm(pcm, settings.sample_rate_hz)


def _list(service: SpeechService) -> tuple[CatalogueVoice, ...]:
    with sdk_errors(SynthesisError, service):
        synthesizer = sdk.SpeechSynthesizer(speech_config=speech_config(service), audio_config=None)
        result = synthesizer.get_voices_async().get()
    if result.reason != sdk.ResultReason.VoicesListRetrieved:
        details = result.error_details or ""
        # 404 is what an address answers that is no Speech resource's.
        status = re.search(r"\((4(?!04)\d\d|5\d\d)\)", details)
        code = code_of_status(int(status.group(1))) if status else "connection-failed"
        raise speech_error(
            SynthesisError,
            service,
            code=code,
            details=details,
            request_id=result.result_id or "",
            path=_LIST_PATH if status else "",
        )
    return tuple(_voice(info) for info in result.voices)


def _voice(info: Any) -> CatalogueVoice:
    def listed(name: str) -> str:
        # The SDK keeps the whole listing, and has attributes for a part of it.
        return str(info._properties.get_property_by_name(name))

    rate, tag = listed("SampleRateHertz"), _tag(listed("VoiceTag"))
    return CatalogueVoice(
        name=info.short_name,
        locale=info.locale,
        gender=listed("Gender") or info.gender.name,
        display_name=listed("DisplayName"),
        styles=tuple(style for style in info.style_list if style),
        roles=_names(listed("RolePlayList")),
        secondary_locales=_names(listed("SecondaryLocaleList")),
        status=info.status.name,
        sample_rate_hz=int(rate) if rate.isdigit() else None,
        local_voice=tag.get("LocalVoice", ""),
        any_name=tag.get("AnyName") == "true",
    )


def _tag(listed: str) -> dict[str, str]:
    """Return the first value of each of a voice's tags."""
    try:
        tags = json.loads(listed or "{}").items()
    except (ValueError, AttributeError):
        return {}
    return {name: str(values[0]) for name, values in tags if isinstance(values, list) and values}


def _names(listed: str) -> tuple[str, ...]:
    try:
        names = json.loads(listed or "[]")
    except ValueError:
        return ()
    return tuple(map(str, names)) if isinstance(names, list) else ()


def _cell(voice: CatalogueVoice, name: str) -> Any:
    return language_of(voice.locale) if name == "language" else getattr(voice, name)
