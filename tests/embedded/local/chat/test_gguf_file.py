"""What a GGUF file says of itself, and files that are none."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from voicelab.embedded.local.chat.gguf_file import check_chat_model
from voicelab.errors import ModelError

TEMPLATE = {"tokenizer.chat_template": "{{ messages }}"}
LLAMA = {"general.architecture": "llama", "general.type": "model"}


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def gguf(texts: dict[str, str], *, numbers: tuple[str, ...] = (), weights: int = 64) -> bytes:
    """Return a file with some texts, numbers, lists of them, and two tensors."""
    values = [text(key) + struct.pack("<I", 8) + text(value) for key, value in texts.items()]
    values += [text(key) + struct.pack("<II", 4, 1) for key in numbers]
    words = b"".join(text(word) for word in ("a", "bc", ""))
    values.append(text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 3) + words)
    values.append(text("tokenizer.ggml.scores") + struct.pack("<IIQ", 9, 6, 3) + bytes(12))
    tensors = b"".join(
        text(name) + struct.pack("<IQIQ", 1, 8, 0, offset) for name, offset in (("a", 0), ("b", 32))
    )
    head = b"GGUF" + struct.pack("<IQQ", 3, 2, len(values)) + b"".join(values) + tensors
    return head + bytes(-len(head) % 32) + bytes(weights)


def refusal(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "mine.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        check_chat_model(path)
    assert caught.value.code == "model-load"
    assert "mine.gguf" in str(caught.value)
    return str(caught.value)


def test_a_chat_model_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(gguf({**LLAMA, **TEMPLATE}))

    check_chat_model(path)


def test_wherever_a_file_was_cut_it_is_not_whole(tmp_path: Path) -> None:
    whole = gguf({**LLAMA, **TEMPLATE}, weights=33)

    for length in range(4, len(whole)):
        assert "not fetched to its end" in refusal(tmp_path, whole[:length]), length


@pytest.mark.parametrize("content", [b"", b"GG", b"<html>Not found</html>", b"PK\x03\x04" + bytes(100)])
def test_another_file_is_no_gguf(tmp_path: Path, content: bytes) -> None:
    assert "is no GGUF file" in refusal(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        b"GGUF" + struct.pack("<IQQ", 3, 2**63, 2**63),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 2**62) + bytes(100),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text("a") + struct.pack("<IIQ", 9, 5, 2**62) + bytes(100),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text("a") + struct.pack("<I", 99) + bytes(100),
        b"GGUF" + struct.pack(">IQQ", 3, 0, 0) + bytes(100),
    ],
)
def test_numbers_that_cannot_be_are_damage(tmp_path: Path, content: bytes) -> None:
    assert "is damaged" in refusal(tmp_path, content)


def test_a_model_without_a_chat_template_answers_nobody(tmp_path: Path) -> None:
    assert "has no chat template" in refusal(tmp_path, gguf(LLAMA))


@pytest.mark.parametrize("architecture", ["bert", "nomic-bert", "modern-bert", "clip", "t5encoder"])
def test_a_model_that_encodes_does_not_reply(tmp_path: Path, architecture: str) -> None:
    assert "does not reply" in refusal(tmp_path, gguf({"general.architecture": architecture, **TEMPLATE}))


def test_an_embedding_model_of_a_chats_architecture_does_not_reply(tmp_path: Path) -> None:
    content = gguf({**LLAMA, **TEMPLATE}, numbers=("llama.pooling_type",))

    assert "does not reply" in refusal(tmp_path, content)


@pytest.mark.parametrize("kind", ["adapter", "mmproj"])
def test_a_part_of_a_model_is_no_model(tmp_path: Path, kind: str) -> None:
    assert "of another model" in refusal(tmp_path, gguf({**LLAMA, **TEMPLATE, "general.type": kind}))
