"""Logs of the embedded services' processes, where none can be made."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from voicelab.embedded import server_log
from voicelab.embedded.local.model_files.folders import cache_folder, models_folder
from voicelab.embedded.server_log import end_of_server_log, new_server_log
from voicelab.errors import ModelError

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="takes folders of Linux in which nobody can make a file"
)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    server_log._temporary_folder.cache_clear()
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that cannot be written, with its folder for logs, as of an image that is run read-only."""
    cache = tmp_path / "cache"
    (cache / "voicelab").mkdir(parents=True)
    (cache / "voicelab" / "logs").symlink_to("/proc/self/fdinfo", target_is_directory=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    return cache


@pytest.mark.usefixtures("cache")
def test_a_log_goes_into_the_temporary_folder_where_the_cache_cannot_be_written(temporary: Path) -> None:
    logs = [new_server_log() for _ in range(7)]
    assert {log.parent.parent for log in logs} == {temporary}
    assert len(list(logs[-1].parent.iterdir())) == 5, "here, too, only the last ones are kept"


@pytest.mark.usefixtures("cache")
def test_services_run_without_a_log_where_none_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/proc/self/fdinfo")
    log = new_server_log()
    log.open("wb").close()
    assert end_of_server_log(log) == ""


def test_whoever_has_no_home_folder_is_told_what_to_set_for_models(
    monkeypatch: pytest.MonkeyPatch, temporary: Path
) -> None:
    """As a container's user whom the machine does not know."""
    for name in ("HOME", "XDG_CACHE_HOME", "VOICELAB_MODELS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 54_321)

    with pytest.raises(ModelError, match="There is no home folder") as raised:
        models_folder()
    assert "VOICELAB_MODELS" in raised.value.hint
    monkeypatch.setenv("VOICELAB_MODELS", str(temporary))
    assert models_folder() == temporary
    assert new_server_log().parent.parent == temporary
    with pytest.raises(ModelError):
        cache_folder()
