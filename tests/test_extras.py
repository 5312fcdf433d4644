"""Extras: where one is not installed, what needs it says so, and how to install it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from voicelab.errors import ConfigurationError
from voicelab.extras import EXTRAS, require

KEYLESS = """
import voicelab as vl
vl.Services.keyless(
    speech_endpoint="https://name.cognitiveservices.azure.com", openai_endpoint="https://name.openai.azure.com"
)
"""
COMPARISON = """
import voicelab as vl
from voicelab.testing import embedded_services
with embedded_services() as embedded:
    compared = vl.compare(["Hello?"], max_tokens=[10, 20], services=embedded.services, log=None)
    compared.{what}
"""
COMMAND = "from voicelab.cli import main; sys.exit(main([{name!r}]))"


def run_without(extra: str, program: str, folder: Path) -> str:
    """Run a program that cannot import what an extra brings; return what it writes to ``stderr``."""
    hidden = f"import sys\nsys.modules.update(dict.fromkeys({EXTRAS[extra]}))\n"
    ended = subprocess.run(
        [sys.executable, "-c", hidden + program],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode != 0
    return ended.stderr


CASES = {
    "charts": ("compare", COMPARISON.format(what="plot()"), "Charts need .*: altair."),
    "round trip": ("compare", COMPARISON.format(what="round_trip()"), "Word error rates need .*: jiwer."),
    "yaml": (
        "compare",
        "import voicelab as vl; open('a.yaml', 'w').write('- Who?'); vl.Cases.read('a.yaml')",
        "Cases in YAML need .*: yaml.",
    ),
    "microphone": (
        "devices",
        "from voicelab.audio import Microphone",
        "microphone and speaker need .*: miniaudio.",
    ),
    "speaker": (
        "devices",
        "from voicelab.audio import Speaker",
        "microphone and speaker need .*: miniaudio.",
    ),
    "services": ("embedded", "import voicelab as vl; vl.Services.embedded()", "services need .*: aiohttp."),
    "testing": ("embedded", "import voicelab.testing", "services need .*: aiohttp."),
    "models": ("embedded", COMMAND.format(name="models"), "services need .*: aiohttp."),
    "serve": ("embedded", COMMAND.format(name="serve"), "services need .*: aiohttp."),
    "keyless": ("identity", KEYLESS, "identities .* need .*: azure.identity."),
    "quickstart": ("notebook", COMMAND.format(name="quickstart"), "Notebooks need .*: jupyterlab."),
}


@pytest.mark.parametrize(("extra", "program", "message"), CASES.values(), ids=CASES)
def test_what_needs_an_extra_that_is_not_installed_says_how_to_install_it(
    extra: str, program: str, message: str, tmp_path: Path
) -> None:
    last = run_without(extra, program, tmp_path).splitlines()[-1]

    assert f"Run: pip install 'voicelab-jupyter[{extra}]'." in last
    assert re.search(message, last)


def test_every_public_name_is_there_without_any_extra(tmp_path: Path) -> None:
    hidden = [module for modules in EXTRAS.values() for module in modules]
    program = (
        f"import sys\nsys.modules.update(dict.fromkeys({hidden}))\n"
        "import voicelab\nfor name in voicelab.__all__: getattr(voicelab, name)\n"
        "voicelab.doctor.check\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, timeout=100)


def test_a_module_whose_package_is_missing_is_missing_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXTRAS, "voice-live", ("nobody_has_this.package.module",))
    with pytest.raises(ConfigurationError, match=r"nobody_has_this\.package\.module") as missing:
        require("voice-live", what="Voices")
    assert missing.value.code == "missing-package"
