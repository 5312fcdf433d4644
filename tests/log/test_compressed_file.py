"""Exports whose names say that they are compressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog, read_csv


@pytest.fixture
def log() -> Iterator[SessionLog]:
    with SessionLog(None) as log:
        log.append(an_exchange())
        yield log


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".GZ"])
def test_an_export_is_compressed_if_its_name_says_so(log: SessionLog, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"log.csv{suffix}"
    log.to_csv(path)
    assert pd.read_csv(path)["reply"].tolist() == log.df["reply"].tolist()
    pd.testing.assert_frame_equal(read_csv(path), log.df)
    log.to_json(tmp_path / f"log.json{suffix}")
    assert pd.read_json(tmp_path / f"log.json{suffix}")["reply"].tolist() == log.df["reply"].tolist()
    assert b".part" not in path.read_bytes()


@pytest.mark.parametrize("name", ["log.csv.zip", "log.csv.zst", "log.tar.gz", "log.tgz"])
def test_no_export_has_the_name_of_an_archive(log: SessionLog, tmp_path: Path, name: str) -> None:
    for export in (log.to_csv, log.to_json):
        with pytest.raises(ValueError, match=r"would be no \.\w+ file: give a name without"):
            export(tmp_path / name)
    assert not list(tmp_path.iterdir())
