"""What can be asked, as text or as sound."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tests.exchanges import an_exchange
from voicelab import Audio
from voicelab.conversation.inputs import each_input, read_input, read_inputs
from voicelab.recordings import recording


def test_text_is_text() -> None:
    assert read_input("What is the capital of France?") == "What is the capital of France?"


def test_a_sentence_that_names_a_file_is_text() -> None:
    assert read_input("Play intro.wav please, not the end.wav") == "Play intro.wav please, not the end.wav"


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\u00a0\ufeff", "\u2060\u00ad\u200e", "\0"])
def test_text_without_anything_to_see_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="nothing to ask: the text is empty"):
        read_input(text)


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


@pytest.mark.parametrize("text", ["And the second one?", "orders.csv", "~/secret.wav"])
def test_an_earlier_exchange_without_sound_is_asked_by_its_text(text: str) -> None:
    assert read_input(an_exchange(transcript=text, heard_audio=None)) == text


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


def a_file(**changes: Any) -> io.BytesIO:
    return io.BytesIO(recording("stop").read_bytes())


def read_to_its_end() -> io.BytesIO:
    file = a_file()
    file.read()
    return file


@pytest.mark.parametrize(
    "make",
    [
        lambda: recording("stop").read_bytes(),
        lambda: bytearray(recording("stop").read_bytes()),
        lambda: memoryview(recording("stop").read_bytes()),
        a_file,
        read_to_its_end,
        lambda: Audio.from_wav(recording("stop")).samples.tolist(),
        lambda: (16_000, Audio.from_wav(recording("stop")).samples),
        lambda: (Audio.from_wav(recording("stop")).samples, 16_000),
    ],
)
def test_sound_comes_as_bytes_as_an_open_file_or_with_its_rate(make: Any) -> None:
    given = make()

    assert each_input(given)[0] is given
    assert read_input(given) == Audio.from_wav(recording("stop"))


def test_an_open_file_is_read_and_left_open() -> None:
    with recording("stop").open("rb") as file:
        assert read_input(file) == Audio.from_wav(recording("stop"))
        assert not file.closed


def test_a_file_opened_as_text_is_refused() -> None:
    with pytest.raises(ValueError, match="opened as text; open it as bytes"):
        read_input(io.StringIO("RIFF"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given", [np.zeros(0, np.int16), np.zeros(3, np.int16), Audio.silence(0.0), [1, 2, 3]]
)
def test_sound_of_no_length_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match=r"nothing to hear: the sound has [03] samples"):
        read_input(given)


@pytest.mark.parametrize(
    "several",
    [["One?", "Two?"], ("One?", "Two?"), np.array(["One?"]), pd.Series(["One?"]), pa.array(["One?"])],
)
def test_several_are_not_one(several: Any) -> None:
    with pytest.raises(ValueError, match="of several; talk and compare take those"):
        read_input(several)


@pytest.mark.parametrize(
    "several",
    [
        ("One?", "Two?"),
        np.array(["One?", "Two?"]),
        np.array(["One?", "Two?"], dtype=object),
        pd.Series(["One?", "Two?"], dtype="category"),
        pd.Index(["One?", "Two?"]),
        (text for text in ["One?", "Two?"]),
        {"One?": 1, "Two?": 2}.keys(),
        pa.array(["One?", "Two?"]),
        pa.chunked_array([["One?"], ["Two?"]]),
        pa.array(["One?", "Two?"]).dictionary_encode(),
        pd.Series(["One?", "Two?"], dtype=pd.ArrowDtype(pa.string())),
    ],
)
def test_texts_of_any_collection_are_several(several: Any) -> None:
    assert each_input(several) == ["One?", "Two?"]


def test_columns_of_numbers_are_one_sound() -> None:
    samples = pd.Series(Audio.from_wav(recording("stop")).samples)
    assert read_inputs(samples) == [Audio.from_wav(recording("stop"))]


def test_a_column_of_numbers_of_arrow_is_one_sound() -> None:
    sound = Audio.from_wav(recording("stop"))
    for column in (pa.array(sound.samples), pa.chunked_array([sound.samples])):
        assert read_inputs(column) == [sound]


@pytest.mark.parametrize("kept", ["bytes", "path"])
def test_sound_that_a_data_set_did_not_decode_is_sound(kept: str) -> None:
    path = recording("stop")
    given = (
        {"bytes": None, "path": str(path)} if kept == "path" else {"bytes": path.read_bytes(), "path": None}
    )
    for inputs in (given, [given]):
        assert read_inputs(inputs) == [Audio.from_wav(path)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "an empty list"),
        ((), "an empty tuple"),
        ((bytes(640), b"", 16_000), "a tuple of bytes and int"),
        (["One?", 2], "a list of str and int"),
        (np.int64(5), "int64"),
        (np.array([["One?"], ["Two?"]]), r"a ndarray of shape \(2, 1\)"),
        ({"One?"}, "a set, which has no order: give a list to talk or compare"),
    ],
)
def test_what_cannot_be_asked_is_named_and_not_sent_where_it_is_refused(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=f"give text, .* not {said}$"):
        read_input(given)


@pytest.mark.parametrize(
    "make", [lambda: [["One?"], ["Two?"]], lambda: csv.reader(["One?", "Two?"]), lambda: [("One?", "Two?")]]
)
def test_rows_of_a_table_are_refused_where_several_are_taken(make: Any) -> None:
    with pytest.raises(ValueError, match=r"input 1 is a \w+ of several itself: give one column, such as \["):
        each_input(make())
    with pytest.raises(ValueError, match=r"input 1 is a \w+ of several itself"):
        read_inputs(make())


def test_an_array_of_several_columns_is_to_be_given_by_one() -> None:
    texts = np.array([["One?"], ["Two?"]])
    with pytest.raises(
        ValueError, match=r"shape \(2, 1\) has several columns: give one, such as given\[:, 0\]"
    ):
        each_input(texts)
    assert each_input(texts[:, 0]) == ["One?", "Two?"]
    assert each_input(texts[0, 0]) == each_input(np.array("One?")) == ["One?"]


def test_a_set_has_no_order() -> None:
    with pytest.raises(ValueError, match="a set has no order: give a list"):
        each_input({"One?", "Two?"})


def test_an_endless_source_of_what_cannot_be_asked_is_refused_at_its_first_piece() -> None:
    with pytest.raises(ValueError, match=r"begins with b'\\x00"):
        read_inputs(itertools.repeat(bytes(640)))


class Stream:
    """Gives block after block to whoever iterates, as a wrapper of a microphone does."""

    def __iter__(self) -> Iterator[Any]:
        return itertools.repeat(np.zeros((1_024, 1), np.int16))


@pytest.mark.parametrize("make", [Stream, lambda: iter(Stream())])
def test_the_blocks_of_a_microphone_are_no_utterances(make: Any) -> None:
    with pytest.raises(ValueError, match=r"20 sounds came one by one.*async generator.*PushSource"):
        read_inputs(make())


def test_short_sounds_in_a_list_are_utterances() -> None:
    assert len(read_inputs([np.zeros(1_024, np.int16)] * 30)) == 30


@pytest.mark.parametrize("read", [read_inputs, each_input])
def test_texts_without_end_are_refused(read: Any) -> None:
    with pytest.raises(ValueError, match="more than 100,000 inputs came one by one: give a list"):
        read(itertools.repeat("And then?"))


def test_what_is_not_wanted_any_more_is_not_read() -> None:
    wanted = iter([True, True, False])
    assert read_inputs(itertools.repeat("And then?"), None, lambda: next(wanted)) == ["And then?"] * 2


def test_nothing_to_talk_about_is_refused() -> None:
    with pytest.raises(ValueError, match="no inputs were given"):
        read_inputs([])


@pytest.mark.parametrize(
    "given",
    [
        str,
        Path,
        lambda path: [path],
        lambda path: ["One?", f"'{path}'"],
        lambda path: (each for each in [path]),
        lambda path: an_exchange(heard_path=path),
        lambda path: Path(path.parent, ".", "..", path.parent.name, path.name),
    ],
    ids=["str", "path", "list", "quoted", "generator", "exchange", "another way"],
)
def test_replies_are_not_written_over_what_is_listened_to(tmp_path: Path, given: Any) -> None:
    path = tmp_path / "talk.wav"
    Audio.silence(0.5).to_wav(path)
    (tmp_path / "link.wav").symlink_to(path)
    for written in (path, tmp_path / "link.wav"):
        with pytest.raises(ValueError, match="replies would be written over it; name another file"):
            read_inputs(given(path), written)
    assert len(read_inputs(given(path), tmp_path / "new.wav")) == len(read_inputs(given(path)))


def test_replies_are_not_written_over_an_open_recording(tmp_path: Path) -> None:
    Audio.silence(0.5).to_wav(tmp_path / "talk.wav")
    with (tmp_path / "talk.wav").open("rb") as file, pytest.raises(ValueError, match="written over it"):
        read_input(file, tmp_path / "talk.wav")
