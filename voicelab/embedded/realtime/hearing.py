"""Hearing: finds the turns in sound, tells when they begin and end, and makes items of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from voicelab.embedded.engines import RecognitionStream, Transcript
from voicelab.embedded.fault_kinds import AnswerNoMatch
from voicelab.embedded.realtime.content_parts import ContentPart, HeardSpeech
from voicelab.embedded.realtime.conversation_items import ConversationItem
from voicelab.embedded.realtime.input_audio import InputBuffer, InputDecoder
from voicelab.embedded.realtime.recognising import recognition_stream
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_state import SessionState
from voicelab.embedded.realtime.turn_judging import is_turn_over
from voicelab.errors import VoicelabError

__all__ = ["Hearing", "TurnListener"]

_PIECE_SECONDS = 0.1
_KEPT_SECONDS = 15.0
"""How much sound without speech is kept for a commit of the client's, where turns are found."""


class TurnListener(Protocol):
    """What is told of turns."""

    async def speech_started(self) -> None:
        """Take note that the user speaks."""
        ...

    async def turn_over(self, item: ConversationItem, *, wants_reply: bool) -> None:
        """Take note of what the user said; its words may still be to come."""
        ...


@dataclass(slots=True)
class _Turn:
    """What the user is saying."""

    item: ConversationItem
    start_seconds: float
    finals: list[Transcript] = field(default_factory=list)
    waits_until_seconds: float | None = None
    """In a pause that may be the turn's end: until when more is waited for."""


class Hearing:
    """Hears the sound of one connection, in order; one thing at a time is asked of it."""

    def __init__(self, state: SessionState, listener: TurnListener) -> None:
        self._state = state
        self._options = state.options
        self._listener = listener
        self._buffer = InputBuffer()
        self._buffer.form = state.options.input_sound
        self._decoder = InputDecoder(state.options.input_sound)
        self._stream: RecognitionStream | None = None
        self._stream_start = 0.0
        self._turn: _Turn | None = None
        self._finals: list[Transcript] = []
        """Without turn detection: what was said since the last commit."""

    @property
    def is_in_speech(self) -> bool:
        """Whether the user is speaking."""
        return self._turn is not None

    @property
    def position_seconds(self) -> float:
        """How much sound was heard."""
        return self._buffer.position_seconds

    async def hear(self, audio: bytes) -> None:
        """Hear sound, and do what follows from it.

        Raises
        ------
        VoicelabError
            The recognizer fails.
        """
        size = 2 * round(_PIECE_SECONDS * self._buffer.form.bytes_per_second / 2)
        for place in range(0, len(audio), size):
            await self._hear_piece(audio[place : place + size])

    async def clear(self) -> None:
        """Drop what was appended."""
        self._forget()
        self._buffer.clear()
        await self._state.writer.send("input_audio_buffer.cleared")

    def configure(self, options: SessionOptions) -> None:
        """Go on with other options; a turn that goes on is dropped where these are about hearing."""
        before, self._options = self._options, options
        heard_alike = all(
            getattr(before, name) == getattr(options, name)
            for name in ("turn_detection", "input_sound", "languages", "phrases", "wants_phrases")
        )
        if not heard_alike:
            self._forget()
        if before.input_sound != options.input_sound:
            self._buffer.clear()
            self._buffer.form = options.input_sound

    def _forget(self) -> None:
        """Begin anew to listen."""
        self._stream, self._turn, self._finals = None, None, []
        self._decoder = InputDecoder(self._options.input_sound)

    async def _hear_piece(self, piece: bytes) -> None:
        if self._stream is None:
            self._stream_start = self._buffer.position_seconds
            self._stream = await recognition_stream(self._state.host, self._options)
        self._buffer.add(piece)
        samples = self._decoder.decode(piece)
        if len(samples):
            await self._heard(await self._state.host.call(self._stream.feed, samples))
        turn = self._turn
        if turn is None:
            if self._options.turn_detection is not None:
                self._buffer.keep_last(_KEPT_SECONDS)
        elif turn.waits_until_seconds is not None and self.position_seconds >= turn.waits_until_seconds:
            await self._end_turn(turn)

    async def _heard(self, transcripts: Sequence[Transcript]) -> None:
        for transcript in transcripts:
            if self._options.turn_detection is None:
                if transcript.final:
                    self._finals.append(transcript)
                continue
            turn = await self._goes_on(transcript)
            if transcript.final:
                turn.finals.append(transcript)
                await self._pause(turn)

    async def _goes_on(self, transcript: Transcript) -> _Turn:
        """Return the turn in which something is said, which may begin with that."""
        if self._turn is not None:
            self._turn.waits_until_seconds = None
            return self._turn
        turns = self._options.turn_detection
        assert turns is not None
        start = max(0.0, self._stream_start + transcript.start_seconds - turns.prefix_seconds)
        turn = self._turn = _Turn(ConversationItem(role="user"), start)
        await self._state.writer.send(
            "input_audio_buffer.speech_started", audio_start_ms=_ms(start), item_id=turn.item.id
        )
        await self._listener.speech_started()
        return turn

    async def _pause(self, turn: _Turn) -> None:
        """End the turn, or wait whether it goes on."""
        turns = self._options.turn_detection
        assert turns is not None
        if turns.judge is None:
            await self._end_turn(turn)
            return
        over = await is_turn_over(self._state, turns.judge, HeardSpeech(turn.finals).text)
        if over:
            await self._end_turn(turn)
            return
        longest = turns.judge.alone_seconds if over is None else turns.judge.longest_seconds
        spoken_until = self._stream_start + turn.finals[-1].end_seconds
        turn.waits_until_seconds = max(self.position_seconds, spoken_until + longest)

    async def _end_turn(self, turn: _Turn) -> None:
        turns = self._options.turn_detection
        assert turns is not None
        self._turn = None
        end = self.position_seconds
        if turn.waits_until_seconds is None:
            end = min(end, self._stream_start + turn.finals[-1].end_seconds + turns.end_silence_seconds)
        await self._state.writer.send(
            "input_audio_buffer.speech_stopped", audio_end_ms=_ms(end), item_id=turn.item.id
        )
        part = self._sound(self._buffer.take(turn.start_seconds, end))
        heard = HeardSpeech(turn.finals)
        if self._state.host.faults.pop("realtime", AnswerNoMatch) is not None:
            heard = HeardSpeech()
        _resolve(part, heard)
        await self._add(turn.item, part)
        await self._listener.turn_over(turn.item, wants_reply=turns.replies and bool(heard.text))

    async def commit(self, on_commit: Callable[[], None]) -> None:
        """Make an item of what was appended.

        Parameters
        ----------
        on_commit
            Called when the item is there; its words may still be to come.

        Raises
        ------
        InvalidRequestError
            It is too little.
        VoicelabError
            The recognizer fails.
        """
        self._buffer.check_commit()
        item = self._turn.item if self._turn is not None else ConversationItem(role="user")
        finals = [*(self._turn.finals if self._turn is not None else ()), *self._finals]
        part = self._sound(self._buffer.take(0.0, self.position_seconds))
        await self._add(item, part)
        await self._listener.turn_over(item, wants_reply=False)
        on_commit()
        stream, rest = self._stream, self._decoder.finish()
        self._forget()
        try:
            if stream is not None:
                if len(rest):
                    finals += await self._state.host.call(stream.feed, rest)
                finals += await self._state.host.call(stream.finish)
        except VoicelabError as error:
            _resolve(part, HeardSpeech(error=error))
            raise
        _resolve(part, HeardSpeech([transcript for transcript in finals if transcript.final]))

    async def commit_silence(self, start_seconds: float) -> None:
        """Make an item of the silence since a time, unless somebody speaks."""
        if self._turn is not None:
            return
        item, end = ConversationItem(role="user"), self.position_seconds
        await self._state.writer.send(
            "input_audio_buffer.timeout_triggered",
            audio_start_ms=_ms(start_seconds),
            audio_end_ms=_ms(end),
            item_id=item.id,
        )
        part = self._sound(self._buffer.take(start_seconds, end))
        _resolve(part, HeardSpeech())
        await self._add(item, part)
        await self._listener.turn_over(item, wants_reply=True)

    def _sound(self, audio: bytes) -> ContentPart:
        return ContentPart(
            "audio",
            audio=bytearray(audio),
            seconds=len(audio) / self._buffer.form.bytes_per_second,
            is_transcribed=False,
            heard=asyncio.get_running_loop().create_future(),
        )

    async def _add(self, item: ConversationItem, part: ContentPart) -> None:
        item.parts.append(part)
        before = self._state.items.last_id
        await self._state.writer.send(
            "input_audio_buffer.committed", previous_item_id=before, item_id=item.id
        )
        await self._state.add_item(item)


def _resolve(part: ContentPart, heard: HeardSpeech) -> None:
    part.text = heard.text
    if part.heard is not None and not part.heard.done():
        part.heard.set_result(heard)


def _ms(seconds: float) -> int:
    return round(1_000 * seconds)
