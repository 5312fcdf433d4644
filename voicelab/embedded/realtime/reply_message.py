"""ReplyMessage: what the model says in words, told as it comes and spoken beside that."""

from __future__ import annotations

import asyncio
import contextlib

from voicelab.embedded.fault_kinds import EmptyAudio, HoldLastAudio
from voicelab.embedded.realtime.reply_voice import ReplyVoice, VoicedWord
from voicelab.embedded.realtime.response_output import MessageOutput
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_state import SessionState
from voicelab.text.markdown_filter import Speakable

__all__ = ["ReplyMessage"]


class ReplyMessage:
    """One message. The words run ahead of the sound; both are told by one task each."""

    def __init__(self, output: MessageOutput, state: SessionState, options: SessionOptions) -> None:
        self.output = output
        self._state = state
        self._options = options
        self._speakable = Speakable()
        self._voice: ReplyVoice | None = None
        self._speaking: asyncio.Task[None] | None = None

    async def prepare(self) -> None:
        """Find the voice.

        Raises
        ------
        ProtocolError
            There is none of that name.
        VoicelabError
            The engines cannot be made.
        """
        if self._options.speaks:
            engines = await self._state.host.engines()
            self._voice = ReplyVoice(self._state.host, engines.synthesis, self._options)

    async def begin(self) -> None:
        """Tell of the message, and begin to speak."""
        await self.output.begin()
        if self._voice is not None:
            self._speaking = asyncio.ensure_future(self._speak(self._voice))

    async def say(self, text: str) -> None:
        """Go on with the text.

        Raises
        ------
        ProtocolError
            The voice cannot read it.
        """
        if self._speaking is None:
            await self.output.add_text(text)
            return
        if self._speaking.done():
            await self._speaking
        await self._say_aloud(self._speakable.feed(text))

    async def finish(self) -> None:
        """Take the end of the text, and wait until all of it is spoken.

        Raises
        ------
        ProtocolError
            The voice cannot read it.
        """
        if self._voice is not None and self._speaking is not None:
            await self._say_aloud(self._speakable.finish())
            await self._voice.end()
            await self._speaking
            self.output.part.is_whole = True

    async def break_off(self) -> None:
        """Stop to speak, wherever it is."""
        if self._speaking is not None:
            self._speaking.cancel()
            # What failed in it was told already, or does not matter any more.
            await asyncio.wait([self._speaking])
            if not self._speaking.cancelled():
                self._speaking.exception()

    async def _say_aloud(self, text: str) -> None:
        if text and self._voice is not None:
            # A line feed says to the voice that a sentence is over.
            await self.output.add_text(text.replace("\n", " "))
            await self._voice.add(text)

    async def _speak(self, voice: ReplyVoice) -> None:
        faults = self._state.host.faults
        is_mute = faults.pop("realtime", EmptyAudio) is not None
        hold = faults.pop("realtime", HoldLastAudio)
        held: tuple[bytes, float] | None = None
        async with contextlib.aclosing(voice.spoken()) as spoken:
            async for item in spoken:
                if is_mute:
                    continue
                if isinstance(item, VoicedWord):
                    await self.output.add_word(item)
                elif not isinstance(item, tuple):
                    await self.output.add_viseme(item)
                elif hold is None:
                    await self.output.add_audio(*item)
                else:
                    if held is not None:
                        await self.output.add_audio(*held)
                    held = item
        if hold is not None and held is not None:
            await asyncio.sleep(hold.seconds)
            await self.output.add_audio(*held)
