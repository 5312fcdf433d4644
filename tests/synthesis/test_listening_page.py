"""The listening page: every voice with a player, in one file."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest

from tests.cli.commands import run_command
from voicelab.audio.clip import Audio
from voicelab.cli import voices as command
from voicelab.embedded.fault_kinds import EmptyAudio, Refuse
from voicelab.errors import SynthesisError
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

    written = write_listening_page(
        scripted.services, page, locale="en-GB", text="Hello there.", progress=lambda *now: told.append(now)
    )

    sounds = players(page)
    assert set(sounds) == {"en-GB-RyanNeural", "en-GB-SoniaNeural"}
    assert [sound.duration_seconds > 0.5 for sound in sounds.values()] == [True, True]
    assert (written.spoken, written.failures, told) == (2, {}, [(1, 2), (2, 2)])


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

    written = write_listening_page(scripted.services, page, locale="de", text="Hallo.")

    assert (written.spoken, players(page)) == (0, {})
    assert "made no sound" in written.failures["de-DE-KatjaNeural"]
    assert "de-DE-KatjaNeural" in page.read_text("utf-8")


def test_who_may_not_ask_is_told_and_gets_no_page(scripted: EmbeddedServices, tmp_path: Path) -> None:
    scripted.faults.add("synthesis", Refuse(status=401, times=None))
    with pytest.raises(SynthesisError, match="refused the key"):
        write_listening_page(scripted.services, tmp_path / "voices.html", locale="en", text="Hello.")
    assert list(tmp_path.iterdir()) == []


def test_a_page_may_be_written_over_an_older_one(scripted: EmbeddedServices, tmp_path: Path) -> None:
    page = tmp_path / "voices.html"
    for locale in ("de", "fr"):
        write_listening_page(scripted.services, page, locale=locale, text="Hallo.")
    assert list(players(page)) == ["fr-FR-DeniseNeural"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("thesis.docx", "thesis.docx would be a page: give a name that ends in .html"),
        ("page", "page would be a page: give a name that ends in .html"),
        ("mine.html", "mine.html is there and is no listening page; name another file to write"),
        ("missing/page.html", "page.html cannot be written: there is no folder"),
        ("thesis.docx/page.html", "thesis.docx is no folder"),
        ("folder.html", "folder.html cannot be written: it is a folder; name a file in it"),
    ],
)
def test_where_no_page_can_be_written_nobody_speaks_and_all_stays(
    scripted: EmbeddedServices, tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"PK")
    (tmp_path / "mine.html").write_text("<h1>Mine</h1>")
    (tmp_path / "folder.html").mkdir()
    scripted.request_log.clear()
    with pytest.raises((ValueError, OSError)) as refused:
        write_listening_page(scripted.services, tmp_path / name)
    assert sentence in str(refused.value)
    assert ".part" not in str(refused.value)
    assert scripted.request_log.requests == []
    assert {path.name for path in tmp_path.iterdir()} == {"thesis.docx", "mine.html", "folder.html"}
    assert (tmp_path / "mine.html").read_text() == "<h1>Mine</h1>"


def test_a_blank_text_is_refused(scripted: EmbeddedServices, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to say"):
        write_listening_page(scripted.services, tmp_path / "voices.html", text=" ")


def test_voices_that_there_are_not_are_an_error_and_no_page(
    scripted: EmbeddedServices, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="no voice has the locale xx"):
        write_listening_page(scripted.services, tmp_path / "voices.html", locale="xx")
    assert list(tmp_path.iterdir()) == []


def list_voices(services: Services, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(Services, "from_environment", lambda: services)
    return run_command(command, "voices", *arguments)


def test_the_command_lists_voices_and_what_speaks(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list_voices(scripted.services, monkeypatch, "--locale", "en-US", "--gender", "female") == 0

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

    assert list_voices(scripted.services, monkeypatch, "--locale", "de", "--listen", str(page)) == 0
    capsys.readouterr()
    assert list_voices(scripted.services, monkeypatch, "--locale", "de_DE", "--listen", str(page)) == 0

    assert list(players(page)) == ["de-DE-KatjaNeural"]
    assert f"1 voice speaks in {page}" in capsys.readouterr().err


def test_the_command_says_which_voices_did_not_speak(
    scripted: EmbeddedServices,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    page = str(tmp_path / "voices.html")
    scripted.faults.add("synthesis", EmptyAudio())

    assert list_voices(scripted.services, monkeypatch, "--locale", "en-GB", "--listen", page) == 0

    told = capsys.readouterr().err.splitlines()
    assert told[-2] == f"1 voice speaks in {page}: open it in a browser."
    assert told[-1].startswith("1 did not speak; en-GB-RyanNeural: Speech synthesis at")


def test_the_command_fails_where_nobody_speaks(
    scripted: EmbeddedServices,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    page = str(tmp_path / "voices.html")
    scripted.faults.add("synthesis", EmptyAudio())

    assert list_voices(scripted.services, monkeypatch, "--locale", "de", "--listen", page) == 1

    assert f"No voice speaks in {page}." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--locale", "sv"], "no voice has the locale sv; there are de, en, es, fr."),
        (["--locale", "en-ZA"], "no voice has the locale en-ZA; there are en-GB, en-US."),
        (
            ["--locale", "de", "--gender", "male"],
            "no voice has the locale de and the gender Male; there are Fem",
        ),
        (["--text", "Hello."], "--text is what voices say on a page: add --listen FILE.html."),
        (["--listen", "page"], "page would be a page: give a name that ends in .html."),
    ],
)
def test_the_command_refuses_what_would_have_no_effect_in_a_sentence(
    scripted: EmbeddedServices,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    assert list_voices(scripted.services, monkeypatch, *arguments) == 2
    told = capsys.readouterr()
    assert (sentence in told.err, told.out) == (True, "")
