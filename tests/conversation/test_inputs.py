"""What can be asked, as text or as sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.exchanges import an_exchange
from voicelab import Audio
from voicelab.conversation.inputs import each_input, read_input
from voicelab.recordings import recording


def test_text_is_text() -> None:
    assert read_input("What is the capital of France?") == "What is the capital of France?"


def test_a_sentence_that_names_a_file_is_text() -> None:
    assert read_input("Play intro.wav please, not the end.wav") == "Play intro.wav please, not the end.wav"


def test_empty_text_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to ask: the text is empty"):
        read_input(" ")


@pytest.mark.parametrize(
    "made", [str, Path, Path.read_bytes, Audio.from_wav], ids=["str", "path", "bytes", "audio"]
)
def test_sound_is_read_at_16_khz(made: Any) -> None:
    sound = read_input(made(recording("capital")))

    assert isinstance(sound, Audio)
    assert sound.sample_rate_hz == 16_000
    assert sound == Audio.from_wav(recording("capital"))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"missing\.wav"):
        read_input("missing.wav")


def test_an_earlier_exchange_is_asked_by_its_sound() -> None:
    heard = Audio.silence(0.5)

    assert read_input(an_exchange(heard_audio=heard)) == heard


def test_an_earlier_exchange_without_sound_is_asked_by_its_text() -> None:
    assert (
        read_input(an_exchange(transcript="And the second one?", heard_audio=None)) == "And the second one?"
    )


@pytest.mark.parametrize("one", ["a text", Path("q.wav"), Audio.silence(0.1), np.zeros(8, np.int16)])
def test_one_input_is_a_list_of_one(one: Any) -> None:
    inputs = each_input(one)

    assert len(inputs) == 1
    assert inputs[0] is one


def test_what_cannot_be_asked_is_refused_with_what_can() -> None:
    with pytest.raises(ValueError, match=r"give text, a sound file's path or bytes, an Audio, .* not int"):
        each_input(5)


@pytest.mark.parametrize("given", [None, 5, object()], ids=["None", "number", "object"])
def test_what_is_neither_text_nor_sound_is_refused_with_what_is(given: Any) -> None:
    with pytest.raises(ValueError, match=r"give text, a sound file's path or bytes, .* not "):
        read_input(given)


@pytest.mark.parametrize("table", [{"question": ["One?"]}, pd.DataFrame({"question": ["One?"]})])
def test_a_table_is_to_be_given_by_a_column(table: Any) -> None:
    with pytest.raises(ValueError, match="has several columns: give one"):
        each_input(table)


def test_a_column_is_several_texts() -> None:
    assert each_input(pd.DataFrame({"question": ["One?", "Two?"]})["question"]) == ["One?", "Two?"]


def test_a_name_that_ends_like_a_sound_file_is_a_file() -> None:
    with pytest.raises(FileNotFoundError, match=r"talk\.flac"):
        read_input("talk.flac")


def test_a_file_of_a_kind_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "talk.m4a"
    path.write_bytes(b"\x00\x00\x00\x20ftypM4A " + bytes(64))
    with pytest.raises(ValueError, match=r"talk\.m4a"):
        read_input(path)
