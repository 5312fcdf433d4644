"""The public helpers for tests."""

from __future__ import annotations

import gc
import threading
import weakref

import numpy as np
import pytest

import voicelab.testing
from voicelab import Session
from voicelab.testing import ScriptedEngines, embedded_services, silence, speech, tone


def test_every_public_name_exists() -> None:
    assert all(hasattr(voicelab.testing, name) for name in voicelab.testing.__all__)


def test_sounds_have_their_length_rate_and_level() -> None:
    assert (speech(1.5).duration_seconds, speech(1.5, 48_000).sample_rate_hz) == (1.5, 48_000)
    assert speech(1.0).rms_dbfs == pytest.approx(-20.0, abs=3.0)
    assert silence(0.5).rms_dbfs == float("-inf")
    assert tone(1.0, 440.0, level_dbfs=-30.0).rms_dbfs == pytest.approx(-30.0, abs=0.1)


def test_a_tone_has_its_frequency() -> None:
    spectrum = np.abs(np.fft.rfft(tone(1.0, 700.0).samples.astype(float)))
    assert int(np.argmax(spectrum)) == 700


def test_speech_is_the_same_every_time() -> None:
    assert speech(1.0) == speech(1.0)


def test_services_show_no_key() -> None:
    with embedded_services() as embedded:
        assert embedded.key not in repr(embedded)


def test_services_leave_no_thread_behind() -> None:
    before = set(threading.enumerate())
    with embedded_services():
        pass
    assert not [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]


def test_services_leave_nothing_in_memory() -> None:
    with embedded_services() as embedded, Session(services=embedded.services, log=False) as session:
        assert session.ask(speech(seconds=0.4)).outcome == "completed"
        kept = weakref.ref(embedded.request_log)
    del embedded, session
    gc.collect()

    assert kept() is None


def test_services_are_stopped_when_the_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), embedded_services() as embedded:
        _ = 1 / 0
    embedded.stop()


def test_scripts_are_values() -> None:
    assert ScriptedEngines(reply="Hi.") == ScriptedEngines(reply="Hi.")
