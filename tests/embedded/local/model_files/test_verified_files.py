"""Files that were read and found whole are read again once somebody has written to them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from voicelab.embedded.local.model_files.verified_files import is_verified, verify

WHOLE = b"a model"
SHA256 = hashlib.sha256(WHOLE).hexdigest()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "models"))
    (tmp_path / "models").mkdir()
    file = tmp_path / "models" / "model.bin"
    file.write_bytes(WHOLE)
    return file


def test_a_file_that_was_found_whole_counts_as_such_from_then_on(file: Path) -> None:
    assert not is_verified(file, SHA256)

    assert verify(file, SHA256)

    assert is_verified(file, SHA256)
    assert not is_verified(file, "another"), "of a model that is pinned otherwise"


def test_one_that_was_written_to_is_read_again_though_its_size_and_its_date_are_the_same(file: Path) -> None:
    verify(file, SHA256)
    dates = file.stat()
    file.write_bytes(b"a mODel")
    os.utime(file, ns=(dates.st_atime_ns, dates.st_mtime_ns))

    assert not is_verified(file, SHA256)
    assert not verify(file, SHA256)


def test_one_that_was_put_in_its_place_is_read_again(file: Path) -> None:
    verify(file, SHA256)
    other = file.with_name("other.bin")
    other.write_bytes(WHOLE)
    other.replace(file)

    assert not is_verified(file, SHA256)


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"model.bin": 7}'])
def test_what_cannot_be_understood_verifies_nothing(file: Path, kept: str) -> None:
    file.with_name("verified.json").write_text(kept)

    assert not is_verified(file, SHA256)
    assert verify(file, SHA256)


def test_where_nothing_can_be_kept_a_file_is_read_each_time(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICELAB_MODELS", str(file / "no folder"))

    assert verify(file, SHA256)
    assert not is_verified(file, SHA256)
