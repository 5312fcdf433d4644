"""The listening page: every voice with a player, in one file."""

from __future__ import annotations

import argparse
import base64
import io
import re
from pathlib import Path

import pytest

from voicelab.audio.clip import Audio
from voicelab.cli import voices as command
from voicelab.embedded.faults import EmptyAudio
from voicelab.services.services import Services
from voicelab.synthesis.listening_page import write_listening_page
from voicelab.testing import EmbeddedServices

PLAYER = re.compile(r'aria-label="([^"]+)" src="data:audio/mpeg;base64,([^"]+)"')


def players(page: Path) -> dict[str, Audio]:
    """Return what each voice of a page says."""
    return {
        name: Audio.from_file(io.BytesIO(base64.b64decode(data)))
        for name, data in PLAYER.findall(page.read_text("utf-8"))
    }


def test_each_voice_of_a_language_speaks(scripted: EmbeddedServices, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    page = tmp_path / "voices.html"

    count = write_listening_page(
        scripted.services, page, locale="en-GB", text="Hello there.", progress=lambda *now: told.append(now)
    )

    sounds = players(page)
    assert set(sounds) == {"en-GB-RyanNeural", "en-GB-SoniaNeural"}
    assert [sound.duration_seconds > 0.5 for sound in sounds.values()] == [True, True]
    assert (count, told) == (2, [(1, 2), (2, 2)])


def test_the_page_needs_no_other_file(scripted: EmbeddedServices, tmp_path: Path) -> None:
    page = tmp_path / "voices.html"
    write_listening_page(scripted.services, page, gender="male", text="Hello.")

    text = page.read_text("utf-8")

    assert re.findall(r'(?:src|href)="(?!data:)', text) == []
    assert {"en-US-GuyNeural", "en-GB-RyanNeural"} == set(players(page))
    assert "tone" in text


def test_what_they_say_is_text_and_no_markup(scripted: EmbeddedServices, tmp_path: Path) -> None:
    page = tmp_path / "voices.html"
    write_listening_page(scripted.services, page, locale="de", text="<b>1 & 2</b>")

    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in page.read_text("utf-8")


def test_a_voice_that_fails_has_a_sentence_in_place_of_a_player(
    scripted: EmbeddedServices, tmp_path: Path
) -> None:
    page = tmp_path / "voices.html"
    scripted.faults.add("synthesis", EmptyAudio())

    count = write_listening_page(scripted.services, page, locale="de", text="Hallo.")

    assert (count, players(page)) == (0, {})
    assert "de-DE-KatjaNeural" in page.read_text("utf-8")


def test_voices_that_there_are_not_are_an_error_and_no_page(
    scripted: EmbeddedServices, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="no voice has the locale xx"):
        write_listening_page(scripted.services, tmp_path / "voices.html", locale="xx")
    assert list(tmp_path.iterdir()) == []


def run_command(services: Services, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(Services, "from_environment", lambda: services)
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    args = parser.parse_args(["voices", *arguments])
    code: int = args.run(args)
    return code


def test_the_command_lists_voices_and_what_speaks(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(scripted.services, monkeypatch, "--locale", "en-US", "--gender", "female") == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["VOICE", "GENDER", "SPEAKS", "HERE", "STYLES"]
    assert ["en-US-JennyNeural", "Female", "tone", "cheerful,", "sad"] in [line.split() for line in lines]
    assert not any("Guy" in line for line in lines)


def test_the_command_writes_the_page(
    scripted: EmbeddedServices,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    page = tmp_path / "voices.html"

    assert run_command(scripted.services, monkeypatch, "--locale", "de", "--listen", str(page)) == 0
    assert run_command(scripted.services, monkeypatch, "--locale", "xx", "--listen", str(page)) == 2

    assert list(players(page)) == ["de-DE-KatjaNeural"]
    assert f"1 voice speaks in {page}" in capsys.readouterr().err
