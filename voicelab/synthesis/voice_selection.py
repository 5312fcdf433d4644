"""VoiceSelector: which voice speaks a reply, known once its language is."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.errors import VoicelabError
from voicelab.event_loop import run_in_thread, task_group
from voicelab.events import Notice
from voicelab.settings import Settings, synthesizer_key
from voicelab.settings.engines import with_spoken_voice
from voicelab.synthesis.synthesizer import Synthesizer
from voicelab.synthesis.voices import catalogue, catalogue_if_any, known_catalogue
from voicelab.text.languages import (
    ENGLISH_NAMES,
    guess_language,
    language_of,
    language_of_voice,
    load_guesser,
)
from voicelab.text.sentences import contains_sentence

if TYPE_CHECKING:
    from voicelab.replayable_stream import ReplayableStream
    from voicelab.services.endpoints import SpeechService
    from voicelab.services.timeouts import Timeouts
    from voicelab.synthesis.voice_catalogue import Catalogue

__all__ = ["VoiceSelection", "VoiceSelector"]

_SURE = 0.7
"""How sure the guess must be that a reply is in another language than the voice speaks."""
_LIKELY = 0.4
"""How sure it must be that it is in the voice's own language for the guess to be final."""
_MOST_WORDS = 6
_MOST_OPEN = 2


@dataclass(frozen=True, slots=True)
class VoiceSelection:
    """Who speaks a reply."""

    synthesizer: Synthesizer
    voice: str
    language: str | None = None
    """The reply's language, where it was looked at and is clear."""
    notice: Notice | None = None


class VoiceSelector:
    """Chooses a reply's voice: that of the settings, or another if it cannot speak the reply's language.

    Keeps the connections of the last two voices. Belongs to the event loop that first uses it.

    Parameters
    ----------
    names_promise
        Whether voices speak the languages that their names promise, as Azure's do. Those of the embedded
        services have the names alone: there, the catalogue tells.
    """

    def __init__(self, service: SpeechService, timeouts: Timeouts, *, names_promise: bool = True) -> None:
        self._service = service
        self._timeouts = timeouts
        self._names_promise = names_promise
        self._open: dict[object, Synthesizer] = {}
        self._listing: asyncio.Future[Catalogue | None] | None = None

    def has(self, settings: Settings) -> bool:
        """Say whether there is a connection for these settings."""
        return synthesizer_key(with_spoken_voice(settings)) in self._open

    async def dismiss(self) -> None:
        """Let go of the connections."""
        if self._listing is not None:
            self._listing.cancel()
            self._listing = None
        while self._open:
            await self._open.popitem()[1].close()

    async def check(self, settings: Settings) -> None:
        """Check voice, style and role against the catalogue, before a model is paid for what nobody can say.

        The catalogue is asked for once, where they are not the defaults, and waited for: the answer is the
        same however late it comes. If it does not come, the voice is tried as it is.

        Raises
        ------
        ConfigurationError
            There is no such voice, style or role.
        """
        settings = with_spoken_voice(settings)
        known = known_catalogue(self._service)
        if known is None and not _is_usual(settings):
            known = await self._listed()
        elif known is None and self._list_decides(settings):
            self._begin_listing()  # it is here when the reply is
        if known is not None:
            known.check(settings)

    async def warm(self, settings: Settings) -> None:
        """Connect and load ahead of the first reply."""
        settings = with_spoken_voice(settings)
        async with task_group() as group:
            # At once: the list of voices waits for local models, and a request that has to open its own
            # connection on a busy machine has been seen to hang in the Speech SDK for 40 s.
            group.create_task((await self._synthesizer(settings)).open())
            if await self._only_language(settings) is not None:
                await run_in_thread(load_guesser)
        with contextlib.suppress(VoicelabError):  # it is the turn's to report
            await self.check(settings)

    async def choose(
        self, text: ReplayableStream[str], settings: Settings, heard: str | None
    ) -> VoiceSelection:
        """Return who speaks a text.

        A voice of one language is checked against the first words of the text, which wait for that; other
        voices speak at once.

        Parameters
        ----------
        heard
            Locale of the utterance, where it was identified: the likely one of a reply too short to guess.
        """
        settings = with_spoken_voice(settings)
        own = await self._only_language(settings)
        language = await self._language(text, own, heard) if own is not None else None
        if language in (None, own):
            return VoiceSelection(await self._synthesizer(settings), settings.voice, language)
        called = ENGLISH_NAMES.get(language or "", language)
        mismatch = f"The voice {settings.voice} does not speak {called}"
        if settings.on_language_mismatch == "warn":
            notice = Notice("voice-language", f"{mismatch}: the reply may not be heard.")
            return VoiceSelection(await self._synthesizer(settings), settings.voice, language, notice)
        other = await self._other(language or "", settings, heard)
        if other is None:
            notice = Notice("voice-language", f"{mismatch}, and no voice was found that does.")
            return VoiceSelection(await self._synthesizer(settings), settings.voice, language, notice)
        # A style or a role is one voice's own.
        changed = settings.replace(voice=other, style=None, role=None, custom_voice_endpoint=None)
        notice = Notice("voice-switched", f"{mismatch}: {other} speaks this reply.")
        return VoiceSelection(await self._synthesizer(changed), other, language, notice)

    async def _synthesizer(self, settings: Settings) -> Synthesizer:
        part = synthesizer_key(settings)
        kept = self._open.pop(part, None) or Synthesizer(self._service, settings, self._timeouts)
        self._open[part] = kept
        if len(self._open) > _MOST_OPEN:
            await self._open.pop(next(iter(self._open))).close()
        return kept

    def _begin_listing(self) -> asyncio.Future[Catalogue | None]:
        if self._listing is None:
            self._listing = asyncio.ensure_future(catalogue_if_any(self._service))
        return self._listing

    async def _listed(self) -> Catalogue | None:
        return await asyncio.shield(self._begin_listing())  # a turn that is interrupted leaves it to the next

    def _list_decides(self, settings: Settings) -> bool:
        """Whether only the catalogue tells if the voice has one language."""
        return not self._names_promise and language_of_voice(settings.voice) is None

    async def _only_language(self, settings: Settings) -> str | None:
        """Return the only language that the voice speaks; `None` if it has many, or none of it matters."""
        if settings.on_language_mismatch == "ignore" or settings.custom_voice_endpoint is not None:
            return None
        known = known_catalogue(self._service)
        if known is None and self._list_decides(settings):
            known = await self._listed()
        voice = known.find(settings.voice) if known is not None else None
        if voice is None and known is not None and known.speaks_unlisted(settings.voice):
            return language_of(settings.voice)
        if voice is None:
            return language_of_voice(settings.voice)
        return None if voice.multilingual else language_of(voice.locale)

    async def _language(self, text: ReplayableStream[str], own: str, heard: str | None) -> str | None:
        await run_in_thread(load_guesser)
        language: str | None = None
        beginning, words = "", 0
        async for piece in text:
            beginning += piece
            sentence_over = contains_sentence(beginning)
            if len(beginning.split()) <= words and not sentence_over and beginning.isascii():
                continue
            words = len(beginning.split())
            language, sure = guess_language(beginning)
            if sure >= _SURE or (language == own and sure >= _LIKELY):
                return language
            if words > _MOST_WORDS or sentence_over:
                break
        if not beginning:
            return None
        language, sure = guess_language(beginning)
        if sure >= _SURE:
            return language
        return language_of(heard) if heard is not None else None

    async def _other(self, language: str, settings: Settings, heard: str | None) -> str | None:
        locale = heard if heard is not None and language_of(heard) == language else None
        try:
            voices = await catalogue(self._service)
        except (VoicelabError, asyncio.TimeoutError):
            return None
        found = voices.voice_for(language, settings.voice, locale)
        return found.name if found is not None else None


def _is_usual(settings: Settings) -> bool:
    """Whether the voice is the default's, as it is, or one's own, which no list has."""
    if settings.custom_voice_endpoint is not None:
        return True
    return settings.voice == Settings().voice and settings.style is settings.role is None
