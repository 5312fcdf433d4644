"""Whether a file is a GGUF, whole, and a chat model: read before llama.cpp does.

llama.cpp loads files that cannot chat just as well, and then replies with nonsense. The check takes some ten
milliseconds, also of a large file: it reads the header, and looks at the weights in a few places.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from voicelab.embedded.local.chat.gguf_header import DamagedGgufError, GgufHeader, GgufTensor, read_header
from voicelab.embedded.local.chat.other_files import kind_of_other
from voicelab.embedded.local.model_files.known_models import MODELS
from voicelab.embedded.local.model_files.sizes import part_words
from voicelab.errors import ModelError

__all__ = ["check_chat_model"]

_MAGIC = b"GGUF"
_HEAD_BYTES = 512
_VERSIONS = (2, 3)
_TEMPLATE = "tokenizer.chat_template"
_TEMPLATE_WORDS = ("{", "messages", "content")
"""What every template has that fills in what was said."""
_KEYS = (
    "general.architecture", "general.type", "general.alignment", "adapter.type", "tokenizer.ggml.model",
    "split.no", "split.count", _TEMPLATE,
)  # fmt: skip
_POOLING = ".pooling_type"
_OTHER_KINDS = {
    "adapter": "an adapter (LoRA) of another model",
    "mmproj": "the part of another model that sees or hears (mmproj)",
    "imatrix": "a table for quantizing another model (imatrix)",
    "controlvector": "a control vector of another model",
    "clip": "the part of another model that sees or hears (mmproj)",
}
_ENCODERS = ("bert", "embed", "t5encoder", "wavtokenizer")
_NAME_ANOTHER = "Name a chat model's GGUF file."
_NAME_CHAT = "Name its version for chats (often called Instruct or Chat)."
_CUT, _AGAIN = "is damaged, or was not fetched to its end", "Fetch it again."
_PART = re.compile(r"(.*-)(\d{5})(-of-\d{5}\.gguf)", re.IGNORECASE)
_LOOKS = 64
_LOOK_BYTES = 4096
_FEWEST_EMPTY = 2


def check_chat_model(path: Path) -> None:
    """Check that a file is a GGUF that can chat, or the first of the parts of one.

    Raises
    ------
    ModelError
        There is no such file, it cannot be read, is no GGUF, is not whole, is a model of another kind, or has
        no chat template.
    """
    header = _whole_header(path)
    if (count := header.number("split.count")) > 1:
        _check_parts(path, header.number("split.no"), count)
    elif not header.tensors:
        raise _refused(path, "holds no weights, only a vocabulary", _NAME_ANOTHER)
    if other := _other_kind(header):
        raise _refused(path, f"is {other}", _NAME_ANOTHER)
    template = header.text(_TEMPLATE)
    if not template.strip():
        raise _refused(path, "has no chat template: it continues a text, and answers nobody", _NAME_CHAT)
    if not all(word in template for word in _TEMPLATE_WORDS):
        raise _refused(path, "has a chat template that cannot be used: it takes no messages", _NAME_CHAT)


def _other_kind(header: GgufHeader) -> str:
    """Return what a file is that cannot chat; empty for others."""
    architecture = header.text("general.architecture")
    if header.text("adapter.type"):
        return _OTHER_KINDS["adapter"]
    for name in (header.text("general.type"), architecture):
        if name in _OTHER_KINDS:
            return _OTHER_KINDS[name]
    pools = any(header.number(key) for key in header.values if key.endswith(_POOLING))
    if pools or any(name in architecture for name in _ENCODERS):
        return "a model that encodes texts (embeddings), and does not reply"
    if not header.text("tokenizer.ggml.model"):
        return "no model of texts: it has no tokenizer"
    return ""


def _check_parts(path: Path, number: int, count: int) -> None:
    """Check that the other parts of a split model are there, and whole; llama.cpp finds them by name."""
    split = _PART.fullmatch(path.name)
    if split is None or split[3].lower() != f"-of-{count:05}.gguf":
        raise _refused(
            path,
            f"is one of {count} parts of a model, and was renamed",
            f"Give the parts their names back, which end in -00001-of-{count:05}.gguf and so on.",
        )
    names = [f"{split[1]}{part:05}{split[3]}" for part in range(1, count + 1)]
    if number != 0:
        raise _refused(path, f"is part {number + 1} of {count} of a model", f"Name the first: {names[0]}.")
    for name in names[1:]:
        part = path.with_name(name)
        if not part.is_file():
            raise _refused(
                path,
                f"is the first of {count} parts, and lacks {name} beside it",
                "Fetch all into one folder.",
            )
        _whole_header(part)


def _whole_header(path: Path) -> GgufHeader:
    """Return the header of a file that is a GGUF and whole."""
    try:
        if not path.exists():
            if (known := MODELS.get(str(path))) is not None:
                raise ModelError(
                    f"The model {known.name} does not reply: it {known.task}.",
                    code="model-load",
                    hint="Name one that does; `voicelab models` says what each is for.",
                )
            raise ModelError(
                f"There is no model file {str(path)!r}.",
                code="model-missing",
                hint="Name a GGUF file, or a model that `voicelab models` lists. A model of another server "
                "wants that server's address, too, in VOICELAB_COMPLETION_URL.",
            )
        if path.is_dir():
            raise _refused(path, "is a folder", "Name the GGUF file in it.")
        if not path.is_file():
            raise _refused(path, "is no regular file", _NAME_ANOTHER)
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            if head and _MAGIC.startswith(head):
                raise _refused(path, _CUT, _AGAIN)
            if not head.startswith(_MAGIC):
                raise _refused(path, *kind_of_other(head, path.stat().st_size))
            _check_version(path, head)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                header = _read(path, content)
                _check_weights(path, header, content)
                return header
    except OSError as error:
        raise _refused(
            path, f"cannot be read ({error.strerror or error})", "Check its permissions."
        ) from error


def _check_version(path: Path, head: bytes) -> None:
    version = int.from_bytes(head[4:8], "little")
    turned = int.from_bytes(head[4:8], "big")
    if version in _VERSIONS or len(head) < 8:
        return
    if version == 1:
        raise _refused(path, "is of GGUF version 1, which llama.cpp no longer reads", "Fetch a newer one.")
    if turned <= 0xFF:
        raise _refused(
            path,
            "is for computers of another byte order (big-endian)",
            "Fetch the usual one, which is little-endian.",
        )
    if version <= 0xFF:
        raise _refused(
            path, f"is of GGUF version {version}, which this llama.cpp does not know", "Upgrade: xllamacpp."
        )
    raise _refused(path, "is damaged: its version cannot be", _AGAIN)


def _read(path: Path, content: mmap.mmap) -> GgufHeader:
    try:
        return read_header(content, _KEYS, (_POOLING,))
    except DamagedGgufError as error:
        raise _refused(path, _CUT, _AGAIN) from error


def _check_weights(path: Path, header: GgufHeader, content: mmap.mmap) -> None:
    """Check that the weights are there, and came: a fetch may reserve the space of all at its start."""
    if header.needed_bytes > len(content):
        there = part_words(len(content), header.needed_bytes)
        raise _refused(path, f"was not fetched to its end: {there} are there", _AGAIN)
    matrices = [
        tensor for tensor in header.tensors if tensor.dimensions > 1 and tensor.size_bytes >= 3 * _LOOK_BYTES
    ]
    step = max(1, len(matrices) // _LOOKS)
    # One matrix of zeros alone may be meant.
    empty = [tensor for tensor in matrices[::-step] if _is_empty(tensor, content)]
    if len(empty) >= _FEWEST_EMPTY:
        raise _refused(path, "holds zeros in place of weights: it was not fetched to its end", _AGAIN)


def _is_empty(tensor: GgufTensor, content: mmap.mmap) -> bool:
    """Say whether a tensor holds zeros at its beginning, in its middle and at its end."""
    spare = tensor.size_bytes - _LOOK_BYTES
    for place in (0, spare // 2, spare):
        start = tensor.position + place
        if content[start : start + _LOOK_BYTES].strip(b"\0"):
            return False
    return True


def _refused(path: Path, flaw: str, hint: str) -> ModelError:
    return ModelError(f"The model file {str(path)!r} {flaw}.", code="model-load", hint=hint)
