"""The paths of a log's sounds: they are in its own folder, and nowhere else, whatever its rows say."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.exchanges import an_exchange
from tests.log.test_checksums import a_query_that_writes
from voicelab.audio.clip import Audio
from voicelab.log.session_log import SessionLog

KEY = ("20261125-140312-7f3a", 1)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Return a recording that is no part of a log."""
    file = tmp_path / "0001-heard.wav"
    with file.open("wb") as target:
        Audio.silence(0.7).write_wav(target)
    return file


@pytest.mark.parametrize(
    "name",
    [
        "{secret}",
        "../0001-heard.wav",
        "log-audio/../../0001-heard.wav",
        "log-audio/20261125-140312-7f3a/../../../0001-heard.wav",
        "/dev/zero",
        "log-audio",
        "log-audio/20261125-140312-7f3a",
        "0001-heard.wav\0.wav",
        "log-audio/" + "x" * 5000 + "/0001-heard.wav",
        "log-audio\\..\\0001-heard.wav",
        "file://{secret}",
        "<b>x</b>",
    ],
)
def test_a_name_that_leads_elsewhere_is_not_followed(
    path: Path, secret: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
        with log._store.transaction() as connection:
            connection.execute("UPDATE exchanges SET heard_path = ?", [name.format(secret=secret)])
    with SessionLog(path) as log:
        exchange = log.exchange(*KEY)
        assert exchange.heard_path is None
        assert exchange.heard is None
        assert exchange.spoken == Audio.silence(0.3, 24_000)
        assert list(log.df["heard_path"].isna()) == [True]
        assert log.label()._item["has_asked"] is False
        assert log.cases()[0].input == exchange.transcript
    assert "is not read: it is not in the log's own folder for sound" in caplog.text


@pytest.mark.skipif(os.name != "posix", reason="makes links and pipes")
@pytest.mark.parametrize("kind", ["link", "link-of-device", "pipe", "folder", "link-of-session"])
def test_what_is_no_plain_file_is_not_opened(
    path: Path, secret: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    with SessionLog(path) as log:
        file = log.append(an_exchange()).heard_path
    assert file is not None
    if kind == "link-of-session":
        shutil.rmtree(file.parent)
        file.parent.symlink_to(secret.parent)
    else:
        file.unlink()
        if kind == "folder":
            file.mkdir()
        elif kind == "pipe":
            os.mkfifo(file)
        else:
            file.symlink_to(secret if kind == "link" else "/dev/zero")
    with SessionLog(path) as log:
        assert log.exchange(*KEY).heard is None
        assert log.label()._item["has_asked"] is False
    assert "is a link, a folder or a device" in caplog.text


def test_a_log_is_moved_or_named_anew_with_its_folder(path: Path, tmp_path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
    path.rename(tmp_path / "talks.sqlite")
    (path.parent / "log-audio").rename(tmp_path / "talks-audio")
    with SessionLog(tmp_path / "talks.sqlite") as log:
        assert log.exchange(*KEY).heard == Audio.silence(0.2)
        assert Path(log.df["heard_path"][0]).is_file()


def test_a_turn_of_a_dialogue_has_no_path_of_its_own(path: Path, secret: Path) -> None:
    from voicelab.comparison.dialogue_store import DialogueStore

    with SessionLog(path) as log:
        log.append(an_exchange())
        DialogueStore(log).add(KEY, [an_exchange()])
    changed = f"exchange = json_set(exchange, '$.heard_path', '{secret}')"
    a_query_that_writes(path, f"UPDATE dialogue_turns SET checksum = NULL, {changed}")
    with SessionLog(path) as log:
        (turn,) = DialogueStore(log).exchanges(KEY)
        assert turn.heard_path is None


def test_the_sound_of_another_log_is_not_deleted(path: Path) -> None:
    with SessionLog(path.with_name("other.sqlite")) as other:
        kept = other.append(an_exchange())
    with SessionLog(path) as log:
        exchange = log.append(an_exchange())
        with log._store.transaction() as connection:
            connection.execute("UPDATE exchanges SET heard_path = replace(heard_path, 'log-', 'other-')")
        log.delete(exchange)
    assert kept.heard_path is not None
    assert kept.heard_path.is_file()
