"""The number of a model's threads is measured beside the services, once the machine is quiet."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from voicelab.embedded.local.chat import threads_measurement
from voicelab.embedded.local.chat.chat_speed import kept_threads
from voicelab.embedded.local.chat.threads_measurement import ThreadsMeasurement
from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed
from voicelab.resources import processor_count


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))
    monkeypatch.setattr(threads_measurement, "_LOOK_EACH_SECONDS", 0.01)
    return tmp_path / "model.gguf"


def look(monkeypatch: pytest.MonkeyPatch, *, busy: bool) -> threading.Event:
    """Make the machine busy or quiet; return what is set once somebody looks whether it is."""
    looked = threading.Event()

    def is_busy() -> bool:
        looked.set()
        return busy

    monkeypatch.setattr(threads_measurement, "is_busy", is_busy)
    return looked


def test_it_measures_in_a_process_of_its_own(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look(monkeypatch, busy=False)
    monkeypatch.setattr(
        threads_measurement,
        "_MEASURE",
        "from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed\n"
        f"speed = MeasuredSpeed(processors={processor_count()}, threads=1)\n"
        "measure_threads = lambda model: keep_speed(model, speed)\n",
    )
    ThreadsMeasurement(model).run()

    assert kept_threads(model) == 1


def test_what_was_measured_is_not_measured_again(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = look(monkeypatch, busy=False)
    keep_speed(model, MeasuredSpeed(processors=processor_count(), threads=1))
    ThreadsMeasurement(model).run()

    assert not looked.is_set()


@pytest.mark.parametrize("busy", [True, False], ids=["waiting", "measuring"])
def test_it_ends_at_once(model: Path, monkeypatch: pytest.MonkeyPatch, busy: bool) -> None:
    looked = look(monkeypatch, busy=busy)
    monkeypatch.setattr(threads_measurement, "_MEASURE", "import time; time.sleep(60)\n")
    measurement = ThreadsMeasurement(model)
    running = threading.Thread(target=measurement.run)
    running.start()
    looked.wait(10)
    measurement.end()
    running.join(10)

    assert not running.is_alive()
