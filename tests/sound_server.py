"""A PulseAudio server of its own for the tests, with a microphone and a speaker made of null sinks."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from voicelab.audio.clip import Audio

MICROPHONE = "Test microphone"
SPEAKER = "Test speaker"
SECOND_SPEAKER = "Second speaker"

_PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
_DEVICES = (
    "module-null-sink sink_name=speaker sink_properties=device.description='Test\\ speaker'",
    "module-null-sink sink_name=second sink_properties=device.description='Second\\ speaker'",
    "module-null-sink sink_name=mic sink_properties=device.description='Wire\\ to\\ the\\ microphone'",
    "module-remap-source source_name=microphone master=mic.monitor "
    "source_properties=device.description='Test\\ microphone'",
)


def skip_without_programs() -> None:
    """Skip the test where PulseAudio is not installed; on CI, where it must be, fail it."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if not missing:
        return
    reason = f"needs {', '.join(missing)} (Debian: apt-get install pulseaudio pulseaudio-utils)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class SoundServer:
    """A running PulseAudio; clients reach it by the address in `address`."""

    def __init__(self, directory: Path, environment: dict[str, str]) -> None:
        self.address = f"unix:{directory}/pulse/native"
        self._environment = {**environment, "PULSE_SERVER": self.address}

    def control(self, *arguments: str) -> str:
        """Run pactl and return what it prints."""
        return _run(["pactl", *arguments], self._environment)

    def say(self, audio: Audio, path: Path) -> None:
        """Play sound into the microphone; returns when all of it went in."""
        audio.to_wav(path)
        _run(["paplay", "--latency-msec=20", "-d", "mic", str(path)], self._environment)

    def unplug_microphone(self) -> None:
        """Take the microphone away."""
        self.control("unload-module", "module-remap-source")

    def end(self) -> None:
        """End the server."""
        _run(["pulseaudio", "--kill"], self._environment)

    def hold_awake(self, held: contextlib.ExitStack) -> None:
        """Keep the null sinks at a low latency; an idle one takes up to 2 s to notice a new stream."""
        recordings = [
            held.enter_context(self._recording(8_000, sink)) for sink in ("speaker", "second", "mic")
        ]
        for recording in recordings:
            recording.wait_for(0.1)

    @contextlib.contextmanager
    def recording(self, sample_rate_hz: int, sink: str = "speaker") -> Iterator[Recording]:
        """Record what a speaker plays, while the block runs."""
        with self._recording(sample_rate_hz, sink) as recording:
            recording.wait_for(0.1)
            yield recording

    @contextlib.contextmanager
    def _recording(self, sample_rate_hz: int, sink: str) -> Iterator[Recording]:
        command = ["parec", "-d", f"{sink}.monitor", "--latency-msec=10", "--format=s16le", "--channels=1"]
        with subprocess.Popen(
            [*command, f"--rate={sample_rate_hz}"], env=self._environment, stdout=subprocess.PIPE
        ) as process:
            recording = Recording(process, sample_rate_hz)
            try:
                yield recording
            finally:
                process.terminate()
                recording.join()


class Recording:
    """What a speaker played so far."""

    def __init__(self, process: subprocess.Popen[bytes], sample_rate_hz: int) -> None:
        self._rate = sample_rate_hz
        self._pcm = bytearray()
        self._grew = threading.Condition()
        self._thread = threading.Thread(target=self._read, args=(process,))
        self._thread.start()

    @property
    def audio(self) -> Audio:
        """The sound so far."""
        with self._grew:
            return Audio.from_pcm(bytes(self._pcm), self._rate)

    def wait_for(self, seconds: float) -> None:
        """Return when this much more, in seconds, was recorded."""
        with self._grew:
            wanted = len(self._pcm) + seconds * 2 * self._rate
            if not self._grew.wait_for(lambda: len(self._pcm) >= wanted, timeout=10 + seconds):
                raise TimeoutError("the sound server gives no sound")

    def join(self) -> None:
        self._thread.join()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        while pcm := os.read(process.stdout.fileno(), 65_536):
            with self._grew:
                self._pcm += pcm
                self._grew.notify_all()


@contextlib.contextmanager
def running_sound_server(devices: Sequence[str] = _DEVICES) -> Iterator[SoundServer]:
    """Run a sound server with these devices, by PulseAudio's module lines."""
    skip_without_programs()
    with _urgent(), _server(devices) as server:
        yield server


@contextlib.contextmanager
def _urgent() -> Iterator[None]:
    """Let the sound of this process and its children have its turn in time on a busy machine."""
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    _hurry(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, *before)


def _hurry(process: int) -> None:
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(process, os.SCHED_RR, os.sched_param(1))


@contextlib.contextmanager
def _server(devices: Sequence[str]) -> Iterator[SoundServer]:
    # A socket's path is short: pytest's own folders may be too deep.
    with tempfile.TemporaryDirectory(prefix="sound") as name:
        directory = Path(name)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PULSE_")},
            "XDG_RUNTIME_DIR": name,
            "HOME": name,
            "XDG_CONFIG_HOME": name,
        }
        command = ["pulseaudio", "--start", "--exit-idle-time=-1", "-n"]
        for module in ("module-native-protocol-unix auth-anonymous=1", *devices):
            command += ["-L", module]
        _run(command, environment)
        _hurry(int((directory / "pulse" / "pid").read_text()))
        server = SoundServer(directory, environment)
        try:
            with contextlib.ExitStack() as held:
                if devices is _DEVICES:
                    server.control("set-default-sink", "speaker")
                    server.control("set-default-source", "microphone")
                    server.hold_awake(held)
                yield server
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                server.end()
            _wait_for_end(directory)


def _wait_for_end(directory: Path) -> None:
    deadline = time.monotonic() + 5
    while (directory / "pulse" / "pid").exists() and time.monotonic() < deadline:
        os.sched_yield()


def _run(command: list[str], environment: dict[str, str]) -> str:
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True, timeout=60
    ).stdout


@pytest.fixture(scope="module")
def sound_server_process() -> Iterator[SoundServer]:
    with running_sound_server() as running:
        yield running


@pytest.fixture
def sound_server(sound_server_process: SoundServer, monkeypatch: pytest.MonkeyPatch) -> SoundServer:
    """A sound server with a microphone and speakers, which this process's devices use."""
    monkeypatch.setenv("PULSE_SERVER", sound_server_process.address)
    return sound_server_process
