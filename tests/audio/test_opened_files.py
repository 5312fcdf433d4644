"""What has a ``read``, and what is given for a file and is none."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicelab.audio.clip import Audio
from voicelab.audio.sources import to_audio
from voicelab.conversation.inputs import read_input
from voicelab.recordings import recording

WAV = recording("stop").read_bytes()


class SoundFileLike:
    """As soundfile.SoundFile: its `read` gives samples."""

    name = "talk.wav"

    def read(self, frames: int = -1) -> Any:
        return np.zeros(frames)

    def seek(self, frames: int) -> int:
        return frames


class Upload:
    """As UploadFile of FastAPI, and the files of aiofiles."""

    async def read(self, size: int = -1) -> bytes:
        return WAV

    async def seek(self, offset: int) -> None:
        return None


class Pipe:
    """As a download: it cannot seek, and gives what it has."""

    def __init__(self) -> None:
        self.rest = io.BytesIO(WAV)

    def read(self, size: int) -> bytearray:
        return bytearray(self.rest.read(min(size, 1_000)))


class Broken:
    def read(self, size: int) -> bytes:
        raise ConnectionResetError("the peer went away")


def closed() -> io.BytesIO:
    file = io.BytesIO(WAV)
    file.close()
    return file


def test_a_download_is_read() -> None:
    assert to_audio(Pipe()) == to_audio(WAV)


@pytest.mark.parametrize("read", [Audio.from_file, Audio.from_wav, read_input])
@pytest.mark.parametrize(
    ("opened", "message"),
    [
        (SoundFileLike, "talk.wav gives ndarray when it is read, and a sound file is bytes; .*from_array"),
        (Upload, r"the file is read by await; give what it holds: await file\.read\(\)"),
        (closed, "the file is closed; open it again, or give its path"),
        (io.StringIO, "the file was opened as text"),
        (lambda: io.StringIO("RIFF"), r"the file was opened as text; open it as bytes: open\(path, 'rb'\)"),
        (Broken, "the file cannot be read: the peer went away"),
        (io.BytesIO, "the file is (empty|not an uncompressed)"),
    ],
)
def test_what_is_read_and_gives_no_file_is_refused_in_a_sentence(
    read: Any, opened: Any, message: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=message):
            read(opened())


def test_a_file_that_is_open_to_be_written_is_refused(tmp_path: Path) -> None:
    with (
        (tmp_path / "talk.wav").open("wb") as file,
        pytest.raises(ValueError, match=r"talk\.wav cannot be read"),
    ):
        to_audio(file)


@pytest.mark.parametrize(
    "given", [None, 3, np.zeros(9), ["talk.wav"], Audio.silence(0.1), (16_000, np.zeros(9))]
)
@pytest.mark.parametrize("read", [Audio.from_file, Audio.from_wav])
def test_what_is_no_file_is_refused_with_what_takes_it(read: Any, given: Any) -> None:
    kind = type(given).__name__
    with pytest.raises(
        ValueError, match=rf"a sound file is given by its path.* not as {kind}; .*Audio\.from_array"
    ):
        read(given)


@pytest.mark.parametrize(
    "name", ["~nobody-of-that-name/a.wav", "a" * 300 + ".wav", "a\0.wav", "a/" * 3_000 + ".wav"]
)
@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_that_cannot_be_is_that_of_no_file(name: str, kind: Any) -> None:
    with pytest.raises(FileNotFoundError, match="there is no file"):
        Audio.from_file(kind(name))


def test_the_address_of_a_file_of_this_machine_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "my talk.wav").write_bytes(WAV)
    assert Audio.from_file((tmp_path / "my talk.wav").as_uri()) == Audio.from_file(WAV)


def test_an_address_on_the_web_is_refused() -> None:
    with pytest.raises(ValueError, match="is an address; download the file"):
        Audio.from_file("https://x.org/y.wav")
