"""The echo, measured on a real sound server whose speaker leads to its microphone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.sound_server import SoundServer
from voicelab.doctor.doctor import Check, Diagnosis, check
from voicelab.doctor.echo import find_chirp, the_chirp
from voicelab.testing import speech

CHIRP = the_chirp().samples.astype(float)
NOISE = np.random.default_rng(1)


def heard(share: float, noise: float, delay: int = 4_321) -> NDArray[np.float64]:
    sound = noise * NOISE.standard_normal(len(CHIRP) + 16_000)
    sound[delay : delay + len(CHIRP)] += share * CHIRP
    return np.clip(np.rint(sound), -32_768, 32_767)


@pytest.mark.parametrize(
    ("share", "noise"), [(1.0, 0.0), (1.0, 300.0), (0.1, 100.0), (0.02, 30.0), (-0.5, 50.0)]
)
def test_the_sweep_is_found_with_its_place_and_level(share: float, noise: float) -> None:
    found = find_chirp(heard(share, noise))
    assert found is not None
    position, level_db = found
    assert position == pytest.approx(4_321, abs=2)
    assert level_db == pytest.approx(20 * np.log10(abs(share)), abs=1.5)


@pytest.mark.parametrize("noise", [0.0, 1.0, 100.0, 3_000.0])
def test_noise_is_no_echo(noise: float) -> None:
    for _ in range(20):
        assert find_chirp(heard(0.0, noise)) is None


def test_speech_is_no_echo() -> None:
    assert find_chirp(speech(3.0).samples.astype(float)) is None


def test_a_bare_moment_is_no_echo() -> None:
    assert find_chirp(np.zeros(10)) is None


def found(diagnosis: Diagnosis, name: str) -> Check:
    (each,) = [each for each in diagnosis if each.name == name]
    return each


@pytest.fixture
def loop(sound_server: SoundServer) -> Iterator[int]:
    """The speaker leads to the microphone; gives the number of the connection, to set its volume."""
    module = sound_server.control(
        "load-module", "module-loopback", "source=speaker.monitor", "sink=mic", "latency_msec=60"
    ).strip()
    lines = sound_server.control("list", "short", "sink-inputs").splitlines()
    yield int(lines[-1].split()[0])
    sound_server.control("unload-module", module)


@pytest.mark.timed
@pytest.mark.parametrize("level_db", [0.0, -20.0])
def test_what_comes_back_is_measured(sound_server: SoundServer, loop: int, level_db: float) -> None:
    sound_server.control("set-sink-input-volume", str(loop), f"{level_db}dB")
    for _ in range(4):  # a busy machine now and then gives a sound system its turn too late
        echo = found(check(ask=False), "echo")
        if abs(echo.measures.get("echo_db", 99.0) - level_db) < 3.0:
            break

    assert echo.measures["echo_db"] == pytest.approx(level_db, abs=3.0)
    assert 0.02 < echo.measures["delay_seconds"] < 0.6
    assert "come back after" in echo.message


def test_where_nothing_comes_back_that_is_said(sound_server: SoundServer) -> None:
    diagnosis = check(ask=False)

    assert "does not hear the speaker" in found(diagnosis, "echo").message
    assert found(diagnosis, "microphone level").message == "digital silence"
    assert "muted" in diagnosis.next_step


def test_nothing_is_played_where_that_is_not_wanted(sound_server: SoundServer) -> None:
    with sound_server.recording(16_000) as recording:
        diagnosis = check(ask=False, play=False)

    assert "echo" not in [each.name for each in diagnosis]
    assert not recording.audio.samples.any()
