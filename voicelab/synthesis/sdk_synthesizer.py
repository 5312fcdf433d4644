"""SdkSynthesizer: the Speech SDK's synthesizer as requests on an event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from voicelab.errors import SynthesisError
from voicelab.event_loop import run_cleanup, run_in_thread, to_the_end, within
from voicelab.exchange.fields import Word
from voicelab.services.speech_sdk import (
    CONNECT_SECONDS,
    TICKS_PER_SECOND,
    disconnect_signals,
    sdk,
    sdk_errors,
    speech_config,
    speech_error,
)
from voicelab.services.watchdog import Watchdog

if TYPE_CHECKING:
    from voicelab.services.endpoints import SpeechService
    from voicelab.settings import Settings

__all__ = ["SdkSynthesizer", "SynthesisRequest"]

_PATIENT_MS = "30000"
"""A slow model may pause in mid-sentence; the SDK's own cut-offs, a few seconds, would end the reply."""

_STOP_SECONDS = 2.0
"""How long the SDK may take to stop a request, in seconds. Where the rest of a message never comes, it waits
for that for ever."""

T = TypeVar("T")


class SynthesisRequest:
    """One request to a synthesizer: what it gives, until its end.

    Parameters
    ----------
    silent_seconds
        How long nothing may come while the service owes audio, in seconds.
    """

    def __init__(self, synthesizer: SdkSynthesizer, silent_seconds: float) -> None:
        self._synthesizer = synthesizer
        self._silent_seconds = silent_seconds
        self._arrivals: asyncio.Queue[bytes | Word | SynthesisError | None] = asyncio.Queue()
        self._watchdog = Watchdog(self._give_up)
        self._ended = self._is_given_up = False
        self.future: Any = None

    def expect_audio(self) -> None:
        """Say that the service has something to speak from now on."""
        self._watchdog.expect(self._silent_seconds)

    def deliver(self, arrival: bytes | Word | SynthesisError | None) -> None:
        """Hand over what the SDK gave; `None` is the end."""
        if self._watchdog.is_expecting:
            self.expect_audio()
        self._arrivals.put_nowait(arrival)

    async def next(self) -> bytes | Word | None:
        """Return PCM, a word, or `None` at the end.

        Raises
        ------
        SynthesisError
            The service refused, failed, or fell silent while it owed audio.
        """
        arrival = await self._arrivals.get()
        if arrival is None or isinstance(arrival, SynthesisError):
            self._ended = not self._is_given_up
            if arrival is not None:
                raise arrival
        return arrival

    async def stop(self) -> None:
        """Silence the request if it is not over, and connect again for the next.

        A cancellation waits for that: the next request must not begin on a synthesizer that still stops.
        """
        self._watchdog.relax()
        await to_the_end(self._synthesizer.end(self, cut=not self._ended))

    def fail(self, error: SynthesisError) -> None:
        """Give the request up, though the SDK has not."""
        self._is_given_up = True
        self._arrivals.put_nowait(error)

    def _give_up(self, seconds: float) -> None:
        self.fail(self._synthesizer.error("timeout", f"no audio came for {seconds:.0f} s"))


class SdkSynthesizer:
    """The SDK's synthesizer and its open connection, one request at a time; belongs to the loop that made it.

    Parameters
    ----------
    path
        Path of the websocket; by default the SDK's own.

    Raises
    ------
    SynthesisError
        The SDK could not make its synthesizer. `connect`, `begin`, `end` and `close` raise it where the SDK
        fails inside.
    """

    def __init__(self, service: SpeechService, settings: Settings, path: str | None = None) -> None:
        self._service = service
        self._loop = asyncio.get_running_loop()
        self._request: SynthesisRequest | None = None
        self._ended_ids: deque[str] = deque(maxlen=8)
        self._begun = 0
        self.is_stuck = False
        """Whether the SDK did not stop a request in time: to be closed, and replaced."""
        with sdk_errors(SynthesisError, service):
            self._synthesizer = _make_synthesizer(service, settings, path)
            self._connection = sdk.Connection.from_speech_synthesizer(self._synthesizer)
        self._connected = asyncio.Event()
        self._connection.connected.connect(self._on_connected)
        self._synthesizer.synthesizing.connect(self._on_synthesizing)
        self._synthesizer.synthesis_word_boundary.connect(self._on_word)
        self._synthesizer.synthesis_completed.connect(self._on_completed)
        self._synthesizer.synthesis_canceled.connect(self._on_canceled)

    @property
    def is_kept(self) -> bool:
        """Whether there was a request ahead of the last one: the connection may have been lost in between."""
        return self._begun > 1

    async def connect(self) -> None:
        """Open the connection ahead of the next request; returns when it is open, or after five seconds.

        A request that begins before that makes a second connection of its own.
        """
        await self._run(lambda: self._connection.open(True))
        with contextlib.suppress(asyncio.TimeoutError):
            await within(CONNECT_SECONDS, self._connected.wait())

    def begin(self, start: Callable[[Any], Any], silent_seconds: float) -> SynthesisRequest:
        """Begin a request; `start` gets the SDK's synthesizer and returns its future."""
        self._request = request = SynthesisRequest(self, silent_seconds)
        self._begun += 1
        with sdk_errors(SynthesisError, self._service):
            request.future = start(self._synthesizer)
        if not self._connected.is_set():
            self._loop.call_later(CONNECT_SECONDS, self._check_connected, request)
        return request

    async def end(self, request: SynthesisRequest, *, cut: bool) -> None:
        """Let go of a request; `cut` stops it first.

        The SDK closes the socket of a request that was stopped, so it is opened again at once. Its last
        events may come after the request's future has a result: by their identifier they are known.
        """
        try:
            await within(_STOP_SECONDS, self._end(request, cut))
        except asyncio.TimeoutError:
            self.is_stuck = True
            self._request = None

    async def _end(self, request: SynthesisRequest, cut: bool) -> None:
        synthesizer, connection = self._synthesizer, self._connection
        if cut:
            await self._run(lambda: synthesizer.stop_speaking_async().get())
        result = await self._run(request.future.get)
        self._ended_ids.append(result.result_id)
        self._request = None
        if cut:
            await self._run(lambda: connection.open(True))

    def _check_connected(self, request: SynthesisRequest) -> None:
        if request is self._request and not self._connected.is_set():
            details = f"no connection was made within {CONNECT_SECONDS:.0f} s"
            request.fail(self.error("connection-failed", details))

    async def _run(self, work: Callable[[], T]) -> T:
        with sdk_errors(SynthesisError, self._service):
            return await run_in_thread(work)

    async def close(self) -> None:
        """Let go of the SDK's objects."""
        for owner in (self._synthesizer, self._connection):
            disconnect_signals(owner)
        held, service, is_stuck = [self._synthesizer, self._connection], self._service, self.is_stuck
        del self._synthesizer, self._connection

        def release() -> None:
            if not is_stuck:
                with sdk_errors(SynthesisError, service):
                    held[0].stop_speaking_async().get()
                    held[1].close()
            held.clear()

        await run_cleanup(release)

    def error(self, code: str, details: str, *, request_id: str = "") -> SynthesisError:
        """Return the error for a code of this project's or of the SDK's."""
        return speech_error(SynthesisError, self._service, code=code, details=details, request_id=request_id)

    # The SDK calls these on threads of its own.

    def _on_synthesizing(self, event: Any) -> None:
        pcm = event.result.audio_data
        if pcm:
            self._send(event.result.result_id, pcm)

    def _on_word(self, event: Any) -> None:
        if event.boundary_type == sdk.SpeechSynthesisBoundaryType.Word:
            word = Word(
                text=event.text,
                start_seconds=event.audio_offset / TICKS_PER_SECOND,
                duration_seconds=event.duration.total_seconds(),
            )
            self._send(event.result_id, word)

    def _on_connected(self, event: Any) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._connected.set)

    def _on_completed(self, event: Any) -> None:
        self._send(event.result.result_id, None)

    def _on_canceled(self, event: Any) -> None:
        result_id, details = event.result.result_id, event.result.cancellation_details
        if details is None or details.reason == sdk.CancellationReason.CancelledByUser:
            self._send(result_id, None)
            return
        error = self.error(details.error_code.name, details.error_details or "", request_id=result_id)
        self._send(result_id, error)

    def _send(self, result_id: str, arrival: bytes | Word | SynthesisError | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._deliver, result_id, arrival)

    def _deliver(self, result_id: str, arrival: bytes | Word | SynthesisError | None) -> None:
        if self._request is not None and result_id not in self._ended_ids:
            self._request.deliver(arrival)


def _make_synthesizer(service: SpeechService, settings: Settings, path: str | None) -> Any:
    config = speech_config(service, path=path)
    config.speech_synthesis_voice_name = settings.voice
    if settings.custom_voice_endpoint is not None:
        config.endpoint_id = settings.custom_voice_endpoint
    config.set_speech_synthesis_output_format(_sdk_format(settings.sample_rate_hz))
    config.set_property(sdk.PropertyId.SpeechSynthesis_FrameTimeoutInterval, _PATIENT_MS)
    config.set_property(sdk.PropertyId.SpeechSynthesis_RtfTimeoutThreshold, _PATIENT_MS)
    config.set_property(sdk.PropertyId.SpeechServiceResponse_RequestWordBoundary, "true")
    return sdk.SpeechSynthesizer(speech_config=config, audio_config=None)


def _sdk_format(sample_rate_hz: int) -> Any:
    """Return the SDK's headerless format of a rate: audio is samples here, whatever container was named."""
    name = {22_050: "22050Hz", 44_100: "44100Hz"}.get(sample_rate_hz, f"{sample_rate_hz // 1000}Khz")
    return sdk.SpeechSynthesisOutputFormat[f"Raw{name}16BitMonoPcm"]
