"""What a GGUF file says of itself, and files that are none."""

from __future__ import annotations

import itertools
import struct
import tracemalloc
from pathlib import Path

import pytest

from voicelab.embedded.local.chat.gguf_file import check_chat_model
from voicelab.errors import ModelError

TEMPLATE = {"tokenizer.chat_template": "{{ messages[0].content }}"}
LLAMA = {"general.architecture": "llama", "general.type": "model", "tokenizer.ggml.model": "gpt2"}
CHAT = {**LLAMA, **TEMPLATE}


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def tensor(name: str, offset: int, *, dimensions: tuple[int, ...] = (8,), kind: int = 0) -> bytes:
    shape = struct.pack(f"<I{len(dimensions)}Q", len(dimensions), *dimensions)
    return text(name) + shape + struct.pack("<IQ", kind, offset)


TENSORS = (tensor("a", 0), tensor("b", 32))


def gguf(
    texts: dict[str, str],
    *,
    numbers: dict[str, int] | None = None,
    weights: bytes = bytes(64),
    tensors: tuple[bytes, ...] = TENSORS,
    alignment: int = 32,
) -> bytes:
    """Return a file with some texts, numbers, lists of them, and tensors."""
    values = [text(key) + struct.pack("<I", 8) + text(value) for key, value in texts.items()]
    values += [text(key) + struct.pack("<II", 4, number) for key, number in (numbers or {}).items()]
    words = b"".join(text(word) for word in ("a", "bc", ""))
    values.append(text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 3) + words)
    values.append(text("tokenizer.ggml.scores") + struct.pack("<IIQ", 9, 6, 3) + bytes(12))
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values)) + b"".join(values) + b"".join(tensors)
    return head + bytes(-len(head) % alignment) + weights


def refusal(folder: Path, content: bytes, name: str = "mine.gguf") -> str:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        check_chat_model(path)
    assert caught.value.code == "model-load"
    assert name in str(caught.value)
    return str(caught.value)


def check(folder: Path, content: bytes) -> None:
    path = folder / "mine.gguf"
    path.write_bytes(content)
    check_chat_model(path)


def test_a_chat_model_is_taken(tmp_path: Path) -> None:
    check(tmp_path, gguf(CHAT))


@pytest.mark.parametrize("alignment", [32, 64])
def test_wherever_a_file_was_cut_it_is_not_whole(tmp_path: Path, alignment: int) -> None:
    whole = gguf(CHAT, numbers={"general.alignment": alignment}, alignment=alignment)
    check(tmp_path, whole)

    for length in range(1, len(whole)):
        assert "not fetched to its end" in refusal(tmp_path, whole[:length]), length


def test_what_is_missing_of_the_weights_is_seen_however_little_it_is(tmp_path: Path) -> None:
    whole = gguf(CHAT)
    there = f"{len(whole) - 1} of {len(whole)} bytes are there"

    assert there in refusal(tmp_path, whole[:-1])


@pytest.mark.parametrize(("kind", "size"), [(0, 4096), (1, 2048), (2, 576), (8, 1088), (12, 576), (14, 840)])
def test_a_tensor_is_as_long_as_its_type_and_shape_say(tmp_path: Path, kind: int, size: int) -> None:
    matrix = (tensor("a", 0, dimensions=(256, 4), kind=kind),)
    check(tmp_path, gguf(CHAT, tensors=matrix, weights=bytes(size)))

    assert "not fetched to its end" in refusal(tmp_path, gguf(CHAT, tensors=matrix, weights=bytes(size - 1)))


def test_tensors_of_a_newer_type_are_left_to_llama_cpp(tmp_path: Path) -> None:
    check(tmp_path, gguf(CHAT, tensors=(tensor("a", 32, kind=99),), weights=bytes(33)))


@pytest.mark.parametrize("come", [0.5, 0.95])
def test_space_that_a_fetch_reserved_is_not_taken_for_weights(tmp_path: Path, come: float) -> None:
    size, count = 64 * 256 * 4, 80
    tensors = tuple(tensor("w", number * size, dimensions=(256, 64)) for number in range(count))
    weights = b"weights." * (size * count // 8)
    check(tmp_path, gguf(CHAT, tensors=tensors, weights=weights))
    there = int(len(weights) * come)

    content = gguf(CHAT, tensors=tensors, weights=weights[:there].ljust(len(weights), b"\0"))
    assert "zeros in place of weights" in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (bytes(5000), "holds only zeros where it begins"),
        (b"<html>Not found</html>", "is a web page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "is a web page"),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "is a web page"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 491400064\n",
            "run: git lfs pull",
        ),
        (struct.pack("<Q", 20) + b'{"__metadata__":{}}  ' + bytes(9), "is a safetensors file"),
        (b"PK\x03\x04" + bytes(100), "is a ZIP archive"),
        (b"\x1f\x8b\x08" + bytes(100), "is compressed by gzip"),
        (b"lmgg" + bytes(100), "the format before GGUF"),
        (b"tjgg\x03" + bytes(100), "the format before GGUF"),
        (b'{"error":"Invalid username or password."}', "is a text"),
        ("Kein Zugriff: bitte anmelden, für dieses Modell".encode(), "is a text"),
        (b"\x7fELF" + bytes(100), "is no GGUF file"),
    ],
)
def test_another_file_is_told_as_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (struct.pack(">I", 3), "of another byte order (big-endian)"),
        (struct.pack("<I", 1), "is of GGUF version 1"),
        (struct.pack("<I", 4), "is of GGUF version 4, which this llama.cpp does not know"),
        (b"what", "is damaged"),
    ],
)
def test_a_version_that_cannot_be_read_is_told(tmp_path: Path, version: bytes, said: str) -> None:
    said_of_it = refusal(tmp_path, b"GGUF" + version + bytes(100))
    assert said in said_of_it
    assert ("Fetch it again" in said_of_it) == (said == "is damaged")


def pair(*values: int, kinds: str) -> bytes:
    """Return a file with one value, whose kind and counts are given."""
    return b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text("a") + struct.pack(kinds, *values) + bytes(200)


@pytest.mark.parametrize(
    "content",
    [
        b"GGUF" + struct.pack("<IQQ", 3, 2**63, 2**63),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 2**62) + bytes(100),
        b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + text("a") + struct.pack("<I", 2**31) + bytes(100),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 2**15) + (text("") + struct.pack("<IB", 0, 0)) * 2**15,
        b"GGUF" + struct.pack("<IQQ", 3, 2**15, 0) + tensor("a", 0) * 2**15,
        pair(9, 5, 2**62, kinds="<IIQ"),
        pair(9, 8, 2**62, kinds="<IIQ"),
        pair(9, 8, 2, 2**64 - 20, kinds="<IIQQ"),
        pair(9, 8, 3, 2**63, 2**63, kinds="<IIQQQ"),
        pair(9, 9, 2**30, kinds="<IIQ"),
        pair(8, 2**63, kinds="<IQ"),
        pair(99, kinds="<I"),
        gguf({}, tensors=(tensor("a", 2**63),)),
        gguf({}, tensors=(tensor("a", 0, dimensions=(2**63, 2**63, 2**63, 2**63)),)),
        gguf({}, numbers={"general.alignment": 0}),
    ],
    ids=itertools.count(),
)
def test_numbers_that_cannot_be_are_damage_and_take_no_memory(tmp_path: Path, content: bytes) -> None:
    tracemalloc.start()
    try:
        assert "not fetched to its end" in refusal(tmp_path, content)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("", "has no chat template"),
        (" \n\t ", "has no chat template"),
        ("chatml", "has a chat template that cannot be used"),
        ("{{ prompt }}", "has a chat template that cannot be used"),
        ("{% if messages %}{% endif %}", "has a chat template that cannot be used"),
    ],
)
def test_a_model_without_a_chat_template_answers_nobody(tmp_path: Path, template: str, said: str) -> None:
    assert said in refusal(tmp_path, gguf({**LLAMA, "tokenizer.chat_template": template}))
    assert "has no chat template" in refusal(tmp_path, gguf(LLAMA))


@pytest.mark.parametrize(
    "architecture", ["bert", "nomic-bert", "modern-bert", "gemma-embedding", "llama-embed", "t5encoder"]
)
def test_a_model_that_encodes_does_not_reply(tmp_path: Path, architecture: str) -> None:
    assert "does not reply" in refusal(tmp_path, gguf({**CHAT, "general.architecture": architecture}))


def test_an_embedding_model_of_a_chats_architecture_does_not_reply(tmp_path: Path) -> None:
    assert "does not reply" in refusal(tmp_path, gguf(CHAT, numbers={"qwen3.pooling_type": 3}))
    check(tmp_path, gguf(CHAT, numbers={"qwen3.pooling_type": 0}))


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({**CHAT, "general.type": "adapter"}, "is an adapter (LoRA) of another model"),
        ({**LLAMA, "adapter.type": "lora"}, "is an adapter (LoRA) of another model"),
        ({**CHAT, "general.type": "mmproj"}, "sees or hears (mmproj)"),
        ({"general.architecture": "clip"}, "sees or hears (mmproj)"),
        ({"general.type": "imatrix"}, "is a table for quantizing"),
        ({"general.architecture": "flux"}, "is no model of texts"),
    ],
)
def test_a_file_that_is_no_model_of_texts_is_told(tmp_path: Path, texts: dict[str, str], said: str) -> None:
    assert said in refusal(tmp_path, gguf(texts))


def test_a_vocabulary_alone_is_no_model(tmp_path: Path) -> None:
    assert "holds no weights" in refusal(tmp_path, gguf(CHAT, tensors=(), weights=b""))


def split(number: int, count: int = 3) -> bytes:
    return gguf(CHAT if number == 0 else {}, numbers={"split.no": number, "split.count": count})


def test_the_first_of_all_parts_of_a_split_model_is_taken(tmp_path: Path) -> None:
    names = [f"my-model-Q4-{part:05}-of-00003.gguf" for part in (1, 2, 3)]
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(split(number))
    check_chat_model(tmp_path / names[0])

    assert f"Name the first: {names[0]}" in refusal(tmp_path, split(1), names[1])
    assert "was renamed" in refusal(tmp_path, split(0), "renamed.gguf")
    (tmp_path / names[2]).write_bytes(split(2)[:-1])
    with pytest.raises(ModelError, match=rf"{names[2]}' was not fetched to its end"):
        check_chat_model(tmp_path / names[0])
    (tmp_path / names[2]).unlink()
    assert f"lacks {names[2]} beside it" in refusal(tmp_path, split(0), names[0])


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    for path, code, said in (
        (tmp_path / "nothing.gguf", "model-missing", "no model file"),
        (tmp_path / "a\0b.gguf", "model-missing", "no model file"),
        (tmp_path / ("x" * 300), "model-load", "cannot be read"),
        (tmp_path, "model-load", "is a folder. Name the GGUF file in it"),
        (Path("/dev/null"), "model-load", "is no regular file"),
        (Path("whisper-base"), "model-load", "whisper-base does not reply: it recognises other languages"),
        (Path("kokoro"), "model-load", "kokoro does not reply: it speaks"),
    ):
        with pytest.raises(ModelError, match=said) as caught:
            check_chat_model(path)
        assert caught.value.code == code
