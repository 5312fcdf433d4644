"""Local models that cannot run: told through the official SDKs as what they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import voicelab as vl
from voicelab.audio.clip import Audio
from voicelab.embedded.local.engines import LocalModels
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.voices.synthesis import LocalSynthesis
from voicelab.embedded.options import BUILT_IN, KOKORO, EmbeddedOptions
from voicelab.errors import ModelError
from voicelab.exchange.exchange import Exchange
from voicelab.testing import embedded_services, speech

pytestmark = pytest.mark.models

ELSEWHERE = "http://127.0.0.1:1/v1"


def ask(
    said: str | Audio, options: EmbeddedOptions, voice: str = "en-US-JennyMultilingualNeural"
) -> Exchange:
    """Ask services that load what the options name."""
    models = LocalModels(options)
    try:
        with (
            embedded_services(models.load) as embedded,
            vl.Session(services=embedded.services, log=False, voice=voice) as session,
        ):
            return session.ask(said)
    finally:
        models.close()


@pytest.fixture
def shelf_of_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links to the models that are installed, of which a test replaces some."""
    there = {name: ensure_models([name])[0] for name in (ENGLISH, KOKORO)}
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))
    for name, path in there.items():
        folder = path if path.is_dir() else path.parent
        MODELS[name].folder.mkdir()
        for file in folder.iterdir():
            (MODELS[name].folder / file.name).symlink_to(file)


def cut(file: Path) -> None:
    """Put the beginning of a file in its place."""
    with file.open("rb") as whole:
        content = whole.read(1_000_000)
    file.unlink()
    file.write_bytes(content)


def test_a_recognition_model_that_is_not_there_is_told_in_a_spoken_turn() -> None:
    exchange = ask(speech(0.5), EmbeddedOptions(recognition_model="/nope/dir", completion_url=ELSEWHERE))

    assert (exchange.outcome, exchange.error_code) == ("failed", "model-missing")
    assert (exchange.error_message or "").startswith("There is no folder '/nope/dir'. Name a folder")


def flip(file: Path) -> None:
    """Put other bytes into the middle of a file, where weights are."""
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2_000] = bytes(255 - byte for byte in content[middle : middle + 2_000])
    file.unlink()
    file.write_bytes(content)


@pytest.mark.usefixtures("shelf_of_copies")
@pytest.mark.parametrize("spoil", [cut, flip])
def test_a_spoilt_whisper_is_told_with_the_command_that_mends_it(spoil: Callable[[Path], None]) -> None:
    spoil(MODELS[ENGLISH].path / "model.bin")
    exchange = ask("Hello.", EmbeddedOptions(synthesis_model=BUILT_IN, completion_url=ELSEWHERE))

    assert exchange.error_code == "model-load"
    assert "The model whisper-tiny.en is damaged: model.bin has " in (exchange.error_message or "")
    assert "Run: voicelab models add whisper-tiny.en." in (exchange.error_message or "")


@pytest.mark.usefixtures("shelf_of_copies")
def test_a_model_that_is_mended_serves_the_next_turn_and_what_was_loaded_stays() -> None:
    file = MODELS[ENGLISH].path / "model.bin"
    whole = file.resolve()
    cut(file)
    models = LocalModels(EmbeddedOptions(synthesis_model=BUILT_IN, completion_url=ELSEWHERE))
    with pytest.raises(ModelError, match=r"model\.bin has"):
        models.load()
    file.unlink()
    file.symlink_to(whole)
    voices = models._synthesis

    engines = models.load()

    models.close()
    assert voices is not None
    assert engines.synthesis is voices


@pytest.mark.usefixtures("shelf_of_copies")
def test_a_cut_kokoro_is_told_with_the_command_that_mends_it() -> None:
    cut(MODELS[KOKORO].path)
    exchange = ask("Hello.", EmbeddedOptions(completion_url=ELSEWHERE))

    assert exchange.error_code == "model-load"
    assert "Run: voicelab models add kokoro." in (exchange.error_message or "")


@pytest.mark.usefixtures("shelf_of_copies")
def test_a_speaker_that_is_gone_or_spoilt_fails_its_own_voices_alone() -> None:
    synthesis = LocalSynthesis(MODELS[KOKORO].path)
    (MODELS[KOKORO].folder / "af_heart.bin").unlink()
    flip(MODELS[KOKORO].folder / "af_kore.bin")
    lost, spoilt, there = (
        next(entry.short_name for entry in synthesis.voices() if entry.local_voice == f"Kokoro {speaker}")
        for speaker in ("af_heart", "af_kore", "af_bella")
    )

    with pytest.raises(ModelError, match="Kokoro's speaker af_heart is not there") as caught:
        list(synthesis.synthesize("Hello.", voice=lost, rate=1.0, pitch=1.0))
    assert caught.value.code == "model-missing"
    assert caught.value.hint == "Run: voicelab models add kokoro."
    with pytest.raises(ModelError, match="has another content than it came with"):
        list(synthesis.synthesize("Hello.", voice=spoilt, rate=1.0, pitch=1.0))
    assert list(synthesis.synthesize("Hello.", voice=there, rate=1.0, pitch=1.0))
