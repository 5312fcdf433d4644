"""Which texts a model's file has as control tokens."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.embedded.local.chat.test_gguf_file import text
from voicelab.embedded.local.chat.control_tokens import control_tokens
from voicelab.embedded.local.engines import LocalModels
from voicelab.embedded.options import TINY_MODEL, EmbeddedOptions

TOKENS = {
    "the": 1,
    "<unk>": 2,
    "<s>": 3,
    "[INST]": 3,
    "<think>": 4,
    "[PAD1]": 5,
    "<|im_end|>": 4,
    "<|": 1,
    "": 3,
    "x": 3,
}
TEXTS = text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, len(TOKENS)) + b"".join(map(text, TOKENS))
KINDS = text("tokenizer.ggml.token_type") + struct.pack(
    f"<IIQ{len(TOKENS)}i", 9, 5, len(TOKENS), *TOKENS.values()
)


@pytest.mark.parametrize("values", [[TEXTS, KINDS], [KINDS, TEXTS]])
def test_control_tokens_are_those_that_llama_cpp_takes_for_them(tmp_path: Path, values: list[bytes]) -> None:
    (tmp_path / "mine.gguf").write_bytes(
        b"GGUF" + struct.pack("<IQQ", 3, 0, 2) + b"".join(values) + bytes(64)
    )
    assert control_tokens(tmp_path / "mine.gguf") == ("<unk>", "<s>", "[INST]", "<|im_end|>")


@pytest.mark.parametrize("values", [[TEXTS], [KINDS], []])
def test_a_file_that_does_not_say_has_none(tmp_path: Path, values: list[bytes]) -> None:
    head = b"GGUF" + struct.pack("<IQQ", 3, 0, len(values))
    (tmp_path / "mine.gguf").write_bytes(head + b"".join(values) + bytes(64))
    assert control_tokens(tmp_path / "mine.gguf") == ()


@pytest.mark.models
def test_the_services_know_those_of_the_model_that_replies() -> None:
    models = LocalModels(EmbeddedOptions(completion_model=TINY_MODEL, completion_threads=1))
    try:
        assert "<|im_end|>" in models.load().completion_control_tokens
    finally:
        models.close()
