"""Files and folders for their owner alone, whatever the umask and whatever an earlier release left."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchanges import an_exchange
from voicelab.embedded.local.model_files import folders
from voicelab.embedded.server_log import new_server_log
from voicelab.log.session_log import SessionLog

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its folders decide who may read")

UMASKS = {"everybody reads": 0o022, "everybody writes": 0, "nobody but the owner": 0o077, "odd": 0o277}


@contextlib.contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """Return who may do what with a folder and all that is in it, by name."""
    return {
        str(path.relative_to(folder.parent)): path.stat().st_mode & 0o777
        for path in (folder, *folder.rglob("*"))
    }


def assert_private(folder: Path) -> None:
    for name, mode in modes(folder).items():
        assert mode == (0o700 if (folder.parent / name).is_dir() else 0o600), name


@pytest.mark.parametrize("mask", UMASKS.values(), ids=UMASKS)
def test_a_log_its_sound_and_the_folders_made_for_them_are_their_owners(mask: int, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    with umask(mask), SessionLog(folder / "too" / "log.sqlite") as log:
        log.append(an_exchange())
        names = {Path(name).name for name in modes(folder)}
        assert {
            "log.sqlite",
            "log.sqlite-wal",
            "log.sqlite-shm",
            "0001-heard.wav",
            "0001-spoken.wav",
        } <= names
        assert_private(folder)


def test_what_an_earlier_release_left_to_the_umask_becomes_its_owners_when_it_is_opened(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.sqlite"
    with SessionLog(path) as log:
        log.append(an_exchange())
        for each in tmp_path.rglob("*"):
            each.chmod(0o755 if each.is_dir() else 0o664)
        with SessionLog(path):
            shown = modes(tmp_path)
    wide = {name for name, mode in shown.items() if mode & 0o077} - {tmp_path.name}
    assert all("log-audio/" in name for name in wide), "these are within a folder that is narrow"
    assert not shown[f"{tmp_path.name}/log-audio"] & 0o077


def test_a_folder_that_was_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    SessionLog(tmp_path / "log.sqlite").close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_exports_are_as_the_umask_says(tmp_path: Path) -> None:
    with umask(0o022), SessionLog(tmp_path / "log.sqlite") as log:
        exchange = log.append(an_exchange())
        log.to_csv(tmp_path / "log.csv")
        assert exchange.heard is not None
        exchange.heard.save(tmp_path / "heard.wav")
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("log.csv", "heard.wav")] == [0o644] * 2


def test_the_servers_log_and_its_folder_are_their_owners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    logs = folders.cache_folder() / "logs"
    logs.mkdir(parents=True)
    logs.chmod(0o755)
    new_server_log()
    assert_private(logs)
    assert len(modes(logs)) == 2
