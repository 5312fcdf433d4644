"""Folders that are named to recognise: told what they are before anything is loaded."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from voicelab.embedded.local.recognition.named_model import check_named_model
from voicelab.embedded.local.recognition.whisper_folder import check_whisper_folder
from voicelab.errors import ModelError


def text(value: str) -> bytes:
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"


def model_file(kind: str = "WhisperSpec", version: int = 6) -> bytes:
    """Return a model.bin with two arrays and an alias."""
    arrays = b"".join(
        text(name) + struct.pack("<BIIBI", 2, 3, 4, 0, 48) + bytes(48) for name in ("encoder", "decoder")
    )
    head = struct.pack("<I", version) + text(kind) + struct.pack("<II", 3, 2)
    return head + arrays + struct.pack("<I", 1) + text("alias") + text("encoder")


@pytest.mark.parametrize("data", [model_file(), model_file(version=3)[:200]], ids=["whole", "older format"])
def test_a_model_is_let_pass(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(data)

    check_whisper_folder(tmp_path)


def test_a_file_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = model_file()
    for length in range(len(whole)):
        (tmp_path / "model.bin").write_bytes(whole[:length])
        with pytest.raises(ModelError, match="damaged, or was not fetched to its end"):
            check_whisper_folder(tmp_path)


REFUSED = {
    "nothing": ({}, "has no model.bin"),
    "Transformers": ({"model.safetensors": b"x"}, "of Transformers' format: convert it"),
    "whisper.cpp": ({"ggml-tiny.bin": b"x"}, "of whisper.cpp"),
    "a web page": ({"model.bin": b"<!DOCTYPE html>" * 9}, "damaged"),
    "zeros": ({"model.bin": bytes(500)}, "damaged"),
    "a translator": ({"model.bin": model_file("TransformerSpec")}, r"of another kind \(TransformerSpec\)"),
    "lengths that cannot be": (
        {"model.bin": struct.pack("<I", 6) + text("WhisperSpec") + b"\xff" * 60},
        "damaged",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_folder_of_something_else_is_refused_by_what_it_is(tmp_path: Path, kind: str) -> None:
    files, words = REFUSED[kind]
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    with pytest.raises(ModelError, match=words) as caught:
        check_whisper_folder(tmp_path)
    assert caught.value.code == "model-load"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("named", "code", "words"),
    [
        ("/nope/dir", "model-missing", "There is no folder '/nope/dir'"),
        ("large-v9", "model-load", "large-v3"),
        ("tiny.EN", "model-load", "tiny.en"),
        ("kokoro", "model-load", "recognises no speech: it speaks"),
        (__file__, "model-load", "is a file"),
    ],
)
def test_a_model_that_is_not_there_is_told_with_those_that_there_are(
    named: str, code: str, words: str
) -> None:
    with pytest.raises(ModelError, match=words) as caught:
        check_named_model(named)
    assert caught.value.code == code


@pytest.mark.parametrize("named", ["whisper-base", "small.en", "Systran/faster-whisper-tiny"])
def test_known_models_and_those_of_the_hub_may_be_named(named: str) -> None:
    check_named_model(named)
