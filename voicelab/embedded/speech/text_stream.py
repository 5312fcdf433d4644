"""Text that a client sends while it is still being written."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from typing import Any

from voicelab.embedded.limits import LONGEST_TEXT_STREAM
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.ssml import Part, SsmlSpeech
from voicelab.embedded.speech.ssml_values import read_pitch, read_rate, read_volume
from voicelab.text.languages import language_of_voice
from voicelab.text.sentences import sentences

__all__ = ["TextStream"]

_WAITING_PIECES = 10_000


class TextStream:
    """The pieces of one request, cut into what may be spoken already.

    Parameters
    ----------
    asked
        The ``input`` of ``synthesis.context``: voice, rate, pitch and volume.
    eager
        Whether to speak whatever has come as soon as the voice is free, in place of whole sentences.
    """

    def __init__(self, asked: Mapping[str, Any], *, eager: bool = False) -> None:
        self._manner = SsmlSpeech(
            "",
            voice=str(asked.get("voiceName") or ""),
            rate=read_rate(str(asked.get("rate") or "default")),
            pitch=read_pitch(str(asked.get("pitch") or "default")),
            volume=read_volume(str(asked.get("volume") or "default")),
        )
        self._eager = eager
        self._pieces: asyncio.Queue[str | None] = asyncio.Queue(_WAITING_PIECES)
        self._characters = 0

    @property
    def manner(self) -> SsmlSpeech:
        """Voice, rate, pitch and volume that were asked for, without text."""
        return self._manner

    async def add(self, piece: str) -> None:
        """Take the next piece; what is more than a text may be is dropped."""
        self._characters += len(piece)
        if self._characters <= LONGEST_TEXT_STREAM:
            await self._pieces.put(piece)

    async def end(self) -> None:
        """Take the end of the text."""
        await self._pieces.put(None)

    async def parts(self) -> AsyncGenerator[Part, None]:
        """Yield the text in parts, each as soon as it may be spoken.

        Raises
        ------
        ProtocolError
            It was too long, once it is over: while it writes, the SDK waits for ever where the connection
            closes.
        """
        texts = self._pieces_as_they_come() if self._eager else self._sentences()
        async with contextlib.aclosing(texts):
            async for text in texts:
                yield replace(self._manner, text=text)
        if self._characters > LONGEST_TEXT_STREAM:
            raise ProtocolError(
                f"The text is longer than {LONGEST_TEXT_STREAM:,} characters: send it in several requests."
            )

    async def _sentences(self) -> AsyncGenerator[str, None]:
        language = language_of_voice(self._manner.voice)
        async with (
            contextlib.aclosing(self._all_pieces()) as pieces,
            contextlib.aclosing(sentences(pieces, language, first_breath=True)) as texts,
        ):
            async for text in texts:
                yield text

    async def _all_pieces(self) -> AsyncGenerator[str, None]:
        while (piece := await self._pieces.get()) is not None:
            yield piece

    async def _pieces_as_they_come(self) -> AsyncGenerator[str, None]:
        while (text := await self._pieces.get()) is not None:
            ended = False
            while not ended and not self._pieces.empty():
                piece = self._pieces.get_nowait()
                ended, text = piece is None, text + (piece or "")
            if text.strip():
                yield text
            if ended:
                return
