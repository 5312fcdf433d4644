"""Which texts name a file, and which are asked."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voicelab.conversation.inputs import read_input
from voicelab.conversation.named_file import as_words, named_file
from voicelab.recordings import recording


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder, which is home, too, with some sound in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "my talks").mkdir()
    for name in ("talk.wav", "my talk today.wav", "my talks/What is said in it.wav", "notes"):
        shutil.copy(recording("stop"), tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "talk.wav",
        "  talk.wav\n",
        "'talk.wav'",
        '"my talk today.wav"',
        "my talk today.wav",
        "my talks/What is said in it.wav",
        "~/talk.wav",
        "./talk.wav",
        "./notes",
        "{folder}/talk.wav",
        "file://{folder}/talk.wav",
        "file://{folder}/my%20talk%20today.wav",
        "file:{folder}/talk.wav",
        "file://localhost{folder}/talk.wav",
        "TALK.WAV",
    ],
)
def test_a_path_in_any_common_form_is_read(text: str, folder: Path) -> None:
    if text.isupper():
        (folder / "talk.wav").rename(folder / "TALK.WAV")
    assert named_file(text.format(folder=folder)) is not None
    assert not isinstance(read_input(text.format(folder=folder)), str)


@pytest.mark.parametrize(
    "text",
    [
        "talk.flac",
        "my other talk.wav",
        "WhatsApp Audio at 2024-05-01 10.30.00.ogg",
        "my talks/what nobody said in it.wav",
        "/no/such/folder/with some blanks/talk of the day.mp3",
        "~/no talk of that name here.wav",
        "C:\\Users\\me\\My Music\\talk of the day.wav",
        "\\\\server\\share\\talk.wav",
        "'no talk of that name here.wav'",
        "file:///no/such/talk.wav",
        "recording.m4a",
        "q one.wav",
        "我的录音.wav",
        "die neue Aufnahme.mp3",
        "./call.sph",
        "/tmp/nofile.sph",
        "call.gsm",
        "call.ulaw",
        "missing.raw",
        "CALL.VOX",
        "file:/no/such/talk.wav",
        "~nobody-of-that-name/talk.wav",
        "a" * 300 + ".wav",
    ],
)
def test_a_missing_file_is_never_asked_of_the_model(text: str, folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no file"):
        read_input(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.org/y.wav",
        "http://x.org/a%20b.mp3?key=1",
        "s3://bucket/y.flac",
        "http://radio.org:8000/stream.mp3;",
        "http://radio.org/listen.pls",
        "https://x.org/get?file=y.wav",
        "https://x.org/live.m3u8",
        "rtsp://camera/1",
        "HTTPS://X.ORG/Y.WAV",
    ],
)
def test_a_sound_on_the_web_is_to_be_downloaded(text: str) -> None:
    with pytest.raises(ValueError, match=r"is an address; download the file"):
        read_input(text)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("cases.csv", ValueError, r"'cases\.csv' is a file of data.*vl\.Cases\.read\('cases\.csv'\)"),
        ("'my cases.csv.gz'", ValueError, "is a file of data"),
        ("~/cases.csv", ValueError, "is a file of data"),
        ("nowhere.jsonl", FileNotFoundError, "there is no file"),
        ("C:\\my data\\nowhere.xlsx", FileNotFoundError, "there is no file"),
        (Path("nowhere.yaml"), FileNotFoundError, "there is no file"),
    ],
)
def test_the_name_of_a_file_of_cases_is_not_asked(
    text: str | Path, error: type[Exception], message: str, folder: Path
) -> None:
    for name in ("cases.csv", "my cases.csv.gz"):
        (folder / name).touch()
    with pytest.raises(error, match=message):
        read_input(text)


@pytest.mark.parametrize("text", ["my talks/", "./my talks", "{folder}", "file://{folder}"])
def test_a_folder_is_refused(text: str, folder: Path) -> None:
    with pytest.raises(ValueError, match="is a folder; give the path of a sound file in it"):
        read_input(text.format(folder=folder))


@pytest.mark.parametrize(
    "text",
    [
        "What is in talk.wav?",
        "Tell me how to open talk.wav",
        "Which is better, talk.wav or talk.mp3?",
        "How do I convert /tmp/a.m4a to talk.wav",
        "Play intro.wav please, not the end.wav",
        "talk.wav is what?",
        "notes",
        "my talks",
        "What does https://x.org/y.wav hold?",
        "https://x.org",
        "https://x.org/about.html",
        "/help",
        "~",
        "Is it and/or?",
        "A question\nabout talk.wav",
        "talk.wav\0",
        "Say " + "very " * 400 + "loud.wav",
        "'Stop' is what he said",
        "漢" * 300,
        "half a letter: \ud83d",
        "What is a .mov",
        "a .wav",
        "Explain foo.wav",
        "Erkläre foo.wav",
        "请解释一下什么是.wav",
        "foo.wavとは何.wav",
        "What is in cases.csv?",
        "Write a package.json",
        "https://x.org/cases.csv",
        "请解释一下data.json",
    ],
)
def test_a_question_that_mentions_a_file_is_asked(text: str, folder: Path) -> None:
    assert read_input(text) == text


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "talk.wav")
    given: Any = tmp_path / "talk.wav"
    with pytest.raises(ValueError, match="is a device or a pipe"):
        read_input(given)


SOUNDS = {
    "WAV": recording("stop").read_bytes(),
    "MP3": b"\xff\xfb\x90\x64" + bytes(400),
    "MP3 with titles": b"ID3\4" + bytes(300),
    "Ogg": b"OggS" + bytes(24) + b"\1vorbis" + bytes(300),
}


@pytest.mark.parametrize("ahead", ["", "data:audio/wav;base64,", "data:application/octet-stream;base64,"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.encodebytes, base64.urlsafe_b64encode])
@pytest.mark.parametrize("sound", SOUNDS)
def test_a_sound_as_base64_is_never_asked_of_the_model(
    sound: str, encode: Callable[[bytes], bytes], ahead: str
) -> None:
    with pytest.raises(ValueError, match=r"is a sound as a page sends it: .*base64\.b64decode"):
        read_input(ahead + encode(SOUNDS[sound]).decode())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("data:audio/wav,RIFF", "is a sound as a page sends it"),
        ("blob:http://127.0.0.1:8888/2b1c-44", "an address within a page of a browser"),
    ],
)
def test_what_only_a_page_can_read_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_input(text)


@pytest.mark.parametrize(
    "text",
    [
        "data: audio/wav, or what else?",
        "data:text/plain,hello",
        "// " + "tell me about it " * 20,
        "UklGR",
        "a" * 400,
        "base64 of a WAV file begins with UklGR",
        "https://x.org/watch?v=1",
    ],
)
def test_text_that_is_only_like_it_is_asked(text: str) -> None:
    assert read_input(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("talk.wav", "~/talk.wav", "'talk.wav'", "data.json", '"a.csv"', "/", "./", "my talks/", "~"),
        *("file:///a.wav", "https://example.com/a.wav", f"data:audio/wav;base64,{'A' * 300}"),
    ],
)
def test_words_of_a_model_name_no_file(folder: Path, text: str) -> None:
    assert text in str(read_input(as_words(text)))
    assert as_words(f"What is {text} for?") == f"What is {text} for?"
