"""This machine's sound devices, through miniaudio: found, opened and closed, without noise on stderr."""

from __future__ import annotations

import contextlib
import ctypes
import difflib
import platform
import weakref
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from voicelab.errors import DeviceError
from voicelab.extras import require

require("devices", what="This machine's microphone and speaker", instead="The browser's need none of it.")

import miniaudio  # noqa: E402

__all__ = ["DeviceKind", "FoundDevice", "OpenDevice", "find_devices", "is_there"]

DeviceKind = Literal["microphone", "speaker"]

_CAPTURE_PERIOD_MS = 20
_PLAYBACK_PERIOD_MS = 10
_PERIODS = 4
PLAYBACK_BUFFER_SECONDS = _PERIODS * _PLAYBACK_PERIOD_MS / 1_000
"""Sound that an open speaker holds between our callback and the sound system, in seconds."""

_ON_LINUX = platform.system() == "Linux"

# The null backend 'plays' to nobody, and JACK starts servers and prints when there is none.
_BACKENDS = [
    backend
    for backend in miniaudio.Backend
    if backend in miniaudio.get_enabled_backends() and backend.name not in ("NULL", "CUSTOM", "JACK")
]

_INSTEAD = {
    "microphone": "Use the browser's microphone with session.panel(), or give a WAV file.",
    "speaker": "Hear replies in the browser with session.panel(), or write them to a file with WavSink.",
}


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A device that can be opened."""

    name: str
    """What the system shows to people; unique in its list."""
    system_id: str
    """What PulseAudio and ALSA call it; empty elsewhere."""
    is_default: bool
    native_id: Any
    """miniaudio's own identifier."""


class OpenDevice:
    """A microphone or speaker that runs until it is closed, dropped, or the process ends.

    Parameters
    ----------
    kind
        ``microphone`` or ``speaker``.
    name
        One of `find_devices`; `None` is the system's default.
    sample_rate_hz
        Rate of the sound exchanged, in Hz; the sound system converts.
    exchange
        A method, called on the device's own thread and held weakly. A microphone's gets the next PCM and
        its result is not used; a speaker's gets a number of frames and returns as many or fewer, the rest
        being silence.
    stopped
        A method, held weakly, called on any thread when the device stops by itself: unplugged, or its
        server is gone.

    Raises
    ------
    DeviceError
        There is no such device, or it cannot be opened.
    """

    def __init__(
        self,
        kind: DeviceKind,
        name: str | None,
        sample_rate_hz: int,
        exchange: Callable[[Any], bytes | None],
        stopped: Callable[[], None],
    ) -> None:
        native_id = _choose(kind, name)
        try:
            with _quiet_alsa():
                device = _make(kind, sample_rate_hz, native_id)
                # Closing waits for the device's thread, which needs the interpreter: before it ends.
                self._finalizer = weakref.finalize(self, _close, device)
                device.stop_callback = _weakly(stopped)
                callback = _calls(_weakly(exchange))
                next(callback)
                device.start(callback)
        except miniaudio.MiniaudioError as error:
            shown = f"The {kind} {name!r}" if name else f"The {kind}"
            raise DeviceError(
                f"{shown} cannot be opened.",
                code="device-unavailable",
                hint=f"Another program may be using it, or the system forbids its use. {_INSTEAD[kind]}",
            ) from error

    def close(self) -> None:
        """Stop the device and its thread; once is enough, more does no harm."""
        self._finalizer()


def find_devices(kind: DeviceKind) -> list[FoundDevice]:
    """List this machine's devices of a kind, the default first; empty where there is none.

    What only looks like a device is left out: PulseAudio's stand-in for a missing speaker, the monitors
    of speakers, and ALSA's plugins.
    """
    with _quiet_alsa():
        try:
            context = miniaudio.Devices(_BACKENDS)
        except miniaudio.MiniaudioError:
            return []
        speakers, microphones = _enumerate(context)
    if context.backend == "ALSA":
        wanted = [d for d in _of(kind, speakers, microphones) if ":" in d.system_id or d.is_default]
    elif kind == "speaker":
        wanted = [device for device in speakers if device.system_id != "auto_null"]
    else:
        heard_by_default = next((f"{d.system_id}.monitor" for d in speakers if d.is_default), None)
        wanted = [
            device
            for device in microphones
            if not device.system_id.endswith(".monitor")
            or (device.is_default and device.system_id != heard_by_default)
        ]
    return _with_unique_names(sorted(wanted, key=lambda device: not device.is_default))


def is_there(kind: DeviceKind, name: str | None) -> bool:
    """Whether a device (`None`: any of its kind) has not gone away under those who use it.

    PulseAudio moves their streams elsewhere, in the end to a stand-in or a monitor, and tells nobody; other
    systems stop the device.
    """
    return not _ON_LINUX or any(name in (None, d.name, d.system_id) for d in find_devices(kind))


def _of(kind: DeviceKind, speakers: list[FoundDevice], microphones: list[FoundDevice]) -> list[FoundDevice]:
    return speakers if kind == "speaker" else microphones


def _enumerate(context: miniaudio.Devices) -> tuple[list[FoundDevice], list[FoundDevice]]:
    # miniaudio's own lists ask each device for its formats and give up when one ALSA plugin declines.
    ffi, lib = miniaudio.ffi, miniaudio.lib
    infos = [ffi.new("ma_device_info**") for _ in range(2)]
    counts = [ffi.new("ma_uint32*") for _ in range(2)]
    native_context = context._context
    if lib.ma_context_get_devices(native_context, infos[0], counts[0], infos[1], counts[1]):
        return [], []
    speakers, microphones = (
        [_found(info[0][i]) for i in range(count[0])] for info, count in zip(infos, counts, strict=True)
    )
    return speakers, microphones


def _found(info: Any) -> FoundDevice:
    ffi = miniaudio.ffi
    native_id = ffi.new("ma_device_id*", info.id)
    named_by_text = _ON_LINUX
    raw = bytes(ffi.buffer(native_id)).split(b"\0", 1)[0] if named_by_text else b""
    return FoundDevice(
        name=ffi.string(info.name).decode("utf-8", "replace"),
        system_id=raw.decode("utf-8", "replace"),
        is_default=bool(info.isDefault),
        native_id=native_id,
    )


def _with_unique_names(devices: list[FoundDevice]) -> list[FoundDevice]:
    seen: dict[str, int] = {}
    unique = []
    for device in devices:
        seen[device.name] = number = seen.get(device.name, 0) + 1
        name = device.name if number == 1 else f"{device.name} ({number})"
        unique.append(FoundDevice(name, device.system_id, device.is_default, device.native_id))
    return unique


def _choose(kind: DeviceKind, name: str | None) -> Any:
    devices = find_devices(kind)
    if not devices:
        raise DeviceError(
            f"This machine has no {kind} that can be used.",
            code="no-device",
            hint=f"{_why_none()} {_INSTEAD[kind]}",
        )
    if name is None:
        # Without an identifier a device follows the system's default; where none is marked, ALSA has one.
        default_known = devices[0].is_default or not devices[0].system_id
        return None if default_known else devices[0].native_id
    for device in devices:
        if name in (device.name, device.system_id):
            return device.native_id
    names = sorted(
        (device.name for device in devices),
        key=lambda other: -difflib.SequenceMatcher(None, name.lower(), other.lower()).ratio(),
    )
    raise DeviceError(
        f"This machine has no {kind} {name!r}.",
        code="unknown-device",
        hint=f"There {'is' if len(names) == 1 else 'are'}: {', '.join(names)}.",
    )


def _why_none() -> str:
    if _ON_LINUX:
        return "No sound server (PulseAudio, PipeWire) with one is running, and ALSA finds no card."
    return "Look at the system's sound and privacy settings."


def _make(kind: DeviceKind, sample_rate_hz: int, native_id: Any) -> Any:
    options: dict[str, Any] = {
        "nchannels": 1,
        "sample_rate": sample_rate_hz,
        "device_id": native_id,
        "callback_periods": _PERIODS,
        "backends": _BACKENDS,
        "app_name": "voicelab",
    }
    if kind == "speaker":
        return miniaudio.PlaybackDevice(buffersize_msec=_PLAYBACK_PERIOD_MS, **options)
    return miniaudio.CaptureDevice(buffersize_msec=_CAPTURE_PERIOD_MS, **options)


def _calls(exchange: Callable[[Any], bytes | None]) -> Generator[bytes, Any, None]:
    asked = yield b""
    while True:
        asked = yield exchange(asked) or b""


def _weakly(method: Callable[..., bytes | None]) -> Callable[..., bytes | None]:
    # Open devices are held for the end of the process; whoever uses them must not be.
    reference = weakref.WeakMethod(method)

    def call(*arguments: Any) -> bytes | None:
        strong = reference()
        return None if strong is None else strong(*arguments)

    return call


def _close(device: Any) -> None:
    device.stop_callback = None
    device.close()
    # miniaudio makes a context for each device and leaves its connection to the sound server open.
    miniaudio.lib.ma_context_uninit(device._context)


@contextlib.contextmanager
def _quiet_alsa() -> Iterator[None]:
    """Keep ALSA's complaints off stderr, for this thread and this block only."""
    try:
        set_handler = ctypes.CDLL("libasound.so.2").snd_lib_error_set_local
    except (OSError, AttributeError):
        yield
        return
    set_handler.restype = ctypes.c_void_p
    set_handler.argtypes = [ctypes.c_void_p]
    previous = set_handler(ctypes.cast(_ignore, ctypes.c_void_p))
    try:
        yield
    finally:
        set_handler(previous)


_HANDLER_TYPE = ctypes.CFUNCTYPE(
    None,
    ctypes.c_char_p,
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.c_void_p,
)
_ignore = _HANDLER_TYPE(lambda *_: None)
