"""Packages whose native parts cannot be loaded."""

from __future__ import annotations

import platform

import pytest

from voicelab.embedded.engines import Engines
from voicelab.embedded.host import Host
from voicelab.errors import ModelError
from voicelab.system_library import system_library_hint


def missing(library: str) -> ImportError:
    return ImportError(f"{library}: cannot open shared object file: No such file or directory")


@pytest.mark.parametrize(
    ("library", "package"),
    [("libgomp.so.1", "libgomp1"), ("libasound.so.2", "libasound2"), ("libssl.so.3", "libssl3")],
)
def test_the_package_that_has_a_missing_library_is_named(
    library: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")

    assert f"apt-get install {package}." in system_library_hint(missing(library), "xllamacpp")


@pytest.mark.parametrize(
    ("system", "hint"),
    [("Linux", "pip install --force-reinstall xllamacpp"), ("Windows", "Visual C++ Redistributable")],
)
def test_what_is_not_known_may_be_mended_by_installing_again(
    system: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)

    assert hint in system_library_hint(ImportError("DLL load failed"), "xllamacpp")


@pytest.mark.skipif(platform.system() != "Linux", reason="the hint is Linux's")
async def test_local_models_without_a_library_of_the_system_say_which_to_install() -> None:
    def load() -> Engines:
        raise missing("libgomp.so.1")

    host = Host(load, key="k", faults=None, request_log=None, eager_text=False, custom_models=False)
    host.open()

    with pytest.raises(ModelError, match=r"libgomp\.so\.1") as caught:
        await host.engines()
    assert "apt-get install libgomp1" in caught.value.hint
    await host.close()
