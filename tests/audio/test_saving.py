"""Sound saved as files of every kind, read again by voicelab and by others."""

from __future__ import annotations

import io
import os
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from voicelab.audio.clip import Audio
from voicelab.audio.encoders import ENCODINGS
from voicelab.recordings import recording

PACKED = ("mp3", "ogg", "opus", "m4a")
ENDINGS = ("wav", "flac", *PACKED)
SPEECH = Audio.from_file(recording("capital"))


def saved(audio: Audio, ending: str, **options: Any) -> bytes:
    file = io.BytesIO()
    audio.save(file, ending, **options)
    return file.getvalue()


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_saved_is_as_long_and_sounds_the_same(tmp_path: Path, ending: str, rate: int) -> None:
    audio = SPEECH.resample(rate)
    audio.save(tmp_path / f"a.{ending}")
    read = Audio.from_file(tmp_path / f"a.{ending}")

    assert read.duration_seconds == pytest.approx(audio.duration_seconds, abs=0.007)
    before, after = (each.resample(8_000).samples.astype(float) for each in (audio, read))
    length = min(len(before), len(after))
    assert np.corrcoef(before[:length], after[:length])[0, 1] > 0.995
    assert read.rms_dbfs == pytest.approx(audio.rms_dbfs, abs=0.5)  # LAME leaves 0.45 dB of room
    if ending in ("wav", "flac"):
        assert read == audio


@pytest.mark.parametrize("rate", [1_000, 16_000, 48_000, 768_000])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_single_sample_is_saved(ending: str, rate: int) -> None:
    read = Audio.from_file(saved(Audio(np.array([9_000], np.int16), rate), ending))
    assert 0 < read.duration_seconds <= 0.007  # no MP3 is shorter than its decoder's delay


def test_sound_without_samples_is_a_wav_file_and_no_other() -> None:
    empty = Audio.silence(0)
    assert Audio.from_wav(saved(empty, "wav")) == empty
    for ending in ("flac", *PACKED):
        with pytest.raises(ValueError, match="cannot hold a sound without samples"):
            saved(empty, ending)


def test_long_sound_is_saved_piece_by_piece(tmp_path: Path) -> None:
    long = Audio(np.tile(SPEECH.samples, 10), 16_000)
    long.save(tmp_path / "long.mp3")
    read = Audio.from_file(tmp_path / "long.mp3")
    assert read.duration_seconds == pytest.approx(long.duration_seconds, abs=0.007)
    assert np.corrcoef(read.samples[: len(long.samples)], long.samples)[0, 1] > 0.99


@pytest.mark.parametrize("ending", ["flac", "mp3", "wav"])
def test_another_decoder_hears_the_same(ending: str) -> None:
    miniaudio = pytest.importorskip("miniaudio")
    decoded = miniaudio.decode(saved(SPEECH, ending), nchannels=1, sample_rate=16_000)
    heard = np.asarray(decoded.samples, float)
    # This one leaves an MP3's delay in: the sound is found where it begins.
    reach = max(1, len(heard) - len(SPEECH.samples) + 1)
    products = [float(np.dot(heard[at:][: len(SPEECH.samples)], SPEECH.samples)) for at in range(reach)]
    best = heard[int(np.argmax(products)) :][: len(SPEECH.samples)]
    assert np.corrcoef(best, SPEECH.samples)[0, 1] > 0.995


@pytest.mark.parametrize("ending", ENDINGS)
def test_ffmpeg_finds_one_channel_the_length_and_the_titles(ending: str) -> None:
    tags = {"title": "Größe <b>", "artist": "Jenny", "comment": "What is\nthe capital?"}
    with av.open(io.BytesIO(saved(SPEECH, ending, tags=tags))) as file:
        (stream,) = file.streams.audio
        assert stream.channels == 1
        assert (file.duration or 0) / 1e6 == pytest.approx(SPEECH.duration_seconds, abs=0.11)
        assert {**file.metadata, **stream.metadata}.items() >= tags.items()


def test_a_wav_file_is_plain_pcm_for_the_oldest_readers(tmp_path: Path) -> None:
    SPEECH.resample(96_000).save(tmp_path / "a.wav", tags={"title": "odd"})
    with wave.open(str(tmp_path / "a.wav")) as wav:
        assert (wav.getframerate(), wav.getsampwidth(), wav.getnchannels()) == (96_000, 2, 1)
    data = (tmp_path / "a.wav").read_bytes()
    assert int.from_bytes(data[4:8], "little") + 8 == len(data)


@pytest.mark.parametrize("ending", PACKED)
def test_a_higher_bit_rate_makes_a_larger_file(ending: str) -> None:
    audio = SPEECH.resample(24_000)
    low, high = (len(saved(audio, ending, bit_rate_kbps=kbps)) for kbps in (24, 96))
    assert 2 * low < high


@pytest.mark.parametrize("ending", PACKED)
def test_a_bit_rate_that_there_is_not_is_refused_with_those_that_there_are(ending: str) -> None:
    least, most = ENCODINGS[f".{ending}"].bit_rates_kbps or (0, 0)
    for odd in (0, -1, least - 1, most + 1, float("nan"), float("inf"), "64", True):
        with pytest.raises(ValueError, match=f"is a number of {least} to {most} kbit/s, not"):
            saved(SPEECH, ending, bit_rate_kbps=odd)
    for kbps in (least, most, np.int64(32), 33.3):
        assert Audio.from_file(saved(SPEECH, ending, bit_rate_kbps=kbps)).rms_dbfs > -40


def test_what_loses_nothing_has_no_bit_rate() -> None:
    with pytest.raises(ValueError, match="FLAC keeps every sample and has no bit rate"):
        saved(SPEECH, "flac", bit_rate_kbps=64)


@pytest.mark.parametrize(
    ("target", "options", "said"),
    [
        ("a.mp5", {}, r"a\.mp5 ends in \.mp5: sound is saved as one of \.mp3, "),
        ("a", {}, r"a has no ending: sound is saved as one of .*\.wav"),
        ("a.txt", {}, r"ends in \.txt"),
        ("a.mp3", {"format": "vox"}, "is to be of the format 'vox'"),
        ("a.mp3", {"format": "wav"}, r"a\.mp3 would hold WAV: name a file that ends in \.wav"),
        (io.BytesIO(), {}, 'give format="mp3"'),
    ],
)
def test_a_kind_that_is_not_written_is_refused_with_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: Any, options: dict[str, Any], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=said):
        SPEECH.save(target, **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["A.MP3", "b.Wave", "c d.oga"])
def test_the_ending_counts_in_any_case(tmp_path: Path, name: str) -> None:
    SPEECH.save(str(tmp_path / name))
    assert Audio.from_file(tmp_path / name).duration_seconds == pytest.approx(SPEECH.duration_seconds)


def test_a_name_without_an_ending_is_written_in_the_format_that_is_said(tmp_path: Path) -> None:
    SPEECH.save(tmp_path / "sound", "FLAC")
    assert Audio.from_file(tmp_path / "sound") == SPEECH


def test_an_open_file_says_by_its_name_what_to_write(tmp_path: Path) -> None:
    with (tmp_path / "a.flac").open("wb") as file:
        SPEECH.save(file)
    assert Audio.from_file(tmp_path / "a.flac") == SPEECH


def test_a_file_that_cannot_go_back_is_written(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        written = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    SPEECH.save(pipe, "mp3")  # type: ignore[arg-type]
    assert Audio.from_file(pipe.written).duration_seconds == SPEECH.duration_seconds


def test_a_file_that_takes_no_bytes_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "a.mp3").open("w") as text, pytest.raises(ValueError, match="open it as bytes"):
        SPEECH.save(text, "mp3")  # type: ignore[arg-type]


def test_a_file_that_takes_a_part_at_once_gets_all() -> None:
    class Slow(io.RawIOBase):
        written = b""

        def write(self, data: Any) -> int:
            self.written += bytes(data[:100])
            return min(100, len(data))

    slow = Slow()
    SPEECH.save(slow, "mp3")  # type: ignore[arg-type]
    assert slow.written == saved(SPEECH, "mp3")


@pytest.mark.skipif(os.name == "nt", reason="pipes of Windows always wait")
def test_a_pipe_that_is_full_and_does_not_wait_is_an_error() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with (
        os.fdopen(reading, "rb"),
        os.fdopen(writing, "wb", buffering=0) as pipe,
        pytest.raises(BlockingIOError, match="takes no more bytes now"),
    ):
        Audio.silence(10.0, 16_000).save(pipe, "wav")


def test_a_file_that_was_opened_to_be_read_is_refused(tmp_path: Path) -> None:
    SPEECH.save(tmp_path / "a.mp3")
    with (tmp_path / "a.mp3").open("rb") as file, pytest.raises(ValueError, match="open it as bytes"):
        SPEECH.save(file)


@pytest.mark.parametrize(("target", "kind"), [(None, "None"), (5, "int"), (b"out/b.mp3", "bytes")])
def test_what_is_no_file_is_refused_by_its_kind(target: Any, kind: str) -> None:
    with pytest.raises(
        TypeError,
        match=f"give the path of a file to write, not {'None' if target is None else type(target).__name__}",
    ):
        SPEECH.save(target)


def test_the_address_of_a_file_is_its_path_and_others_are_refused(tmp_path: Path) -> None:
    SPEECH.save((tmp_path / "a.flac").as_uri())
    assert Audio.from_file(tmp_path / "a.flac") == SPEECH
    with pytest.raises(ValueError, match=r"s3://bucket/a\.flac is an address"):
        SPEECH.save("s3://bucket/a.flac")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_file_that_is_written_over_keeps_its_mode(tmp_path: Path) -> None:
    SPEECH.save(tmp_path / "a.flac")
    (tmp_path / "a.flac").chmod(0o600)
    SPEECH.save(tmp_path / "a.flac")
    assert (tmp_path / "a.flac").stat().st_mode & 0o777 == 0o600


def test_a_closed_file_is_refused() -> None:
    file = io.BytesIO()
    file.close()
    with pytest.raises(ValueError, match="is closed; open it again"):
        SPEECH.save(file, "mp3")


def test_what_was_there_is_kept_until_the_file_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SPEECH.save(tmp_path / "a.mp3")
    before = (tmp_path / "a.mp3").read_bytes()

    def full(*_: object, **__: object) -> Iterator[Any]:
        yield SPEECH.samples
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("voicelab.audio.encoders.blocks", full)
    with pytest.raises(OSError, match=r"a\.mp3 cannot be written: No space left on device"):
        SPEECH.save(tmp_path / "a.mp3")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [before]


def test_a_full_disk_is_told() -> None:
    with pytest.raises(OSError, match="/dev/full cannot be written: No space left on device"):
        SPEECH.save("/dev/full", "mp3")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing/a.mp3", r"a\.mp3 cannot be written: there is no folder .*missing; make it first"),
        ("notes.txt/a.mp3", r"notes\.txt is no folder"),
        ("folder.mp3", "it is a folder; name a file in it"),
    ],
)
def test_where_nothing_can_be_written_is_told_in_a_sentence(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / "folder.mp3").mkdir()
    with pytest.raises(OSError, match=said):
        SPEECH.save(tmp_path / name)


def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o555)
    (tmp_path.parent).chmod(0o755)
    with (
        as_nobody(),
        pytest.raises(PermissionError, match=r"read-only may not be written to; name a file in"),
    ):
        SPEECH.save(folder / "a.mp3")
    assert list(folder.iterdir()) == []


class as_nobody:  # noqa: N801  # reads as a word
    """Run without the rights of root, who may write everywhere."""

    def __enter__(self) -> None:
        import av.audio  # noqa: F401  # what is loaded later could not be read

        self.user = os.geteuid()
        if self.user == 0:
            os.seteuid(65_534)

    def __exit__(self, *_: object) -> None:
        os.seteuid(self.user)


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_other_kind_of_file_is_replaced(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    for content in (b"mine, and not sound", b"SQLite format 3\0" + bytes(100), b"\x89PNG\r\n\x1a\n"):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="name another file to write"):
            SPEECH.save(path)
        assert path.read_bytes() == content


def test_titles_hold_what_anybody_may_have_said() -> None:
    odd = "a\0b \ud83d <script>\u202e" + 3_000 * "x"
    for ending in ENDINGS:
        assert Audio.from_file(saved(SPEECH, ending, tags={"title": odd, "comment": None})).duration_seconds


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("title", "tags are names and texts"),
        (["title"], "tags are names and texts"),
        ({1: "a"}, "no tag 1; there are: title"),
        ({"": "a"}, "no tag ''"),
        ({"title": "a", "custom": "b"}, "no tag 'custom'"),
    ],
)
def test_tags_that_not_every_format_keeps_are_refused(tags: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        saved(SPEECH, "mp3", tags=tags)


def test_a_tag_without_a_text_is_left_out() -> None:
    with av.open(io.BytesIO(saved(SPEECH, "mp3", tags={"title": None, "artist": "a"}))) as file:
        assert {name: text for name, text in file.metadata.items() if name != "encoder"} == {"artist": "a"}


def test_a_recording_can_be_saved_over_itself(tmp_path: Path) -> None:
    SPEECH.save(tmp_path / "a.wav")
    Audio.from_file(tmp_path / "a.wav").save(tmp_path / "a.wav")
    assert Audio.from_file(tmp_path / "a.wav") == SPEECH
