"""Environment files, in the many ways in which people write them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from voicelab.errors import ConfigurationError
from voicelab.services.environment_file import read_environment_file

KEY = "5peech0123456789"


def read(folder: Path, text: str) -> dict[str, str]:
    path = folder / ".env"
    path.write_text(text, encoding="utf-8", newline="")
    return read_environment_file(path)


@pytest.mark.parametrize(
    "line",
    [
        "SPEECH_KEY={}",
        "  SPEECH_KEY  =  {}  ",
        "SPEECH_KEY='{}'  # mine",
        'SPEECH_KEY="{}"',
        "export SPEECH_KEY={}",
        'declare -x SPEECH_KEY="{}"',
        "declare -gx SPEECH_KEY='{}'",
        "typeset -x SPEECH_KEY={}",
        "typeset -g -x SPEECH_KEY={}",
        "set -x SPEECH_KEY {}",
        '$env.SPEECH_KEY = "{}"',
        'set -gx SPEECH_KEY "{}"',
        "set --global --export SPEECH_KEY '{}'",
        "\u200bSPEECH_KEY={}",
        "\u2060 export SPEECH_KEY={}",
        "setenv SPEECH_KEY {}",
        "set SPEECH_KEY={}",
        'SET "SPEECH_KEY={}"',
        "setx SPEECH_KEY {}",
        'setx SPEECH_KEY "{}" /M',
        '$env:SPEECH_KEY="{}"',
        "$Env:SPEECH_KEY = '{}';",
        '${{env:SPEECH_KEY}} = "{}"',
        '[Environment]::SetEnvironmentVariable("SPEECH_KEY", "{}", "User")',
        'os.environ["SPEECH_KEY"] = "{}"',
        "%env SPEECH_KEY={}",
        "process.env.SPEECH_KEY='{}'",
        "Environment=SPEECH_KEY={}",
        'Environment="SPEECH_KEY={}"',
        "SPEECH_KEY:={}",
        "SPEECH_KEY=={}",
        "SPEECH_KEY=r'{}'",
        "SHARED={}\nSPEECH_KEY=${{SHARED}}",
        "SPEECH_KEY=${{SHARED:-{}}}",
        "NEEDED=SPEECH_KEY,SPEECH_REGION\nSPEECH_KEY={}",
        "ENV SPEECH_KEY={}",
        "SPEECH_KEY: {}",
        "SPEECH_KEY:{}",
        'SPEECH_KEY: "{}"  # mine',
        "- SPEECH_KEY={}",
        "  - SPEECH_KEY: {}",
        '"SPEECH_KEY": "{}",',
        '{{"SPEECH_KEY": "{}"}}',
        "[azure]\nSPEECH_KEY = {}",
        "---\n; a comment\nREM another\nSPEECH_KEY={}",
        "SPEECH_KEY=\nSPEECH_KEY=older\nSPEECH_KEY={}\nSPEECH_KEY=",
        "if [ -f keys ]; then\n  SPEECH_KEY={}\nfi",
    ],
)
def test_an_assignment_is_read_however_it_is_written(tmp_path: Path, line: str) -> None:
    assert read(tmp_path, line.format(KEY))["SPEECH_KEY"] == KEY


@pytest.mark.parametrize(
    "line",
    [
        f"SPEECH_KEY {KEY}",
        "SPEECH_KEY",
        f'SPEECH_KEY="{KEY}',
        f"SPEECH_KEY='{KEY}' {KEY}",
        f"speech key = {KEY}",
        f'<add key="SPEECH_KEY" value="{KEY}"/>',
        f"ENV SPEECH_KEY {KEY}",
    ],
)
def test_a_line_for_us_that_is_no_assignment_is_told_by_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigurationError, match=r"Line 3 of the file .*\.env") as caught:
        read(tmp_path, f"# keys\nOTHER=1\n{line}\nSPEECH_REGION=eastus\n")
    assert caught.value.code == "bad-dotenv"
    assert KEY not in str(caught.value)


def test_a_key_alone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Line 2"):
        read(tmp_path, f"\n{KEY}\n")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"A=1\n# gr\xfc\xdfe\n", "line 2 is no utf-8"),
        (b"A=1\nSPEECH_KEY=a\0b\n", "line 2 holds a NUL"),
        (b'{"SPEECH_KEY":\n "a",,}', "JSON and is none: see line 2"),
        (b'{"Values": {"SPEECH_KEY": "a"}}', "see 'Values'"),
        (b'{"Values":' * 50_000, "JSON and is none"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / ".env"
    path.write_bytes(data)
    with pytest.raises(ConfigurationError, match=said):
        read_environment_file(path)


def test_nothing_of_other_programs_is_complained_about(tmp_path: Path) -> None:
    assert read(tmp_path, "DATABASE=x\nsource ./other\n") == {"DATABASE": "x"}
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / ".env").mkdir()  # an environment of Python may be named so
    assert read_environment_file(tmp_path / "other" / ".env") == {}


@pytest.mark.parametrize(
    "text",
    [
        "OTHER=1\n- name: SPEECH_KEY\n  value: {}",
        "OTHER=1\nAzure:SPEECH_KEY={}",
        "OTHER=1\nSPEECH_KEY=SPEECH_KEY={}",
        "OTHER=1\nexport SPEECH_KEY={}; export SPEECH_REGION=eastus",
        "OTHER=1\nSPEECH_KEY: >-\n  {}",
        "OTHER=1\nSPEECH_KEY: |\n  {}",
        "OTHER=1\nspeech:\n  key: {}",
        "OTHER=1\n[azure.speech]\nkey = {}",
    ],
)
def test_what_is_meant_for_us_in_another_form_is_told_by_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match="Line 2 of the file") as caught:
        read(tmp_path, text.format(KEY))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("line", ["_" * 5_000, "a." * 2_000 + "!"])
def test_a_long_line_that_is_no_assignment_is_looked_at_once(tmp_path: Path, line: str) -> None:
    began = time.process_time()
    assert read(tmp_path, f"A=1\n{line}\n") == {"A": "1"}
    assert time.process_time() - began < 1.0


def test_a_list_in_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="a list in JSON"):
        read(tmp_path, f'[{{"SPEECH_KEY": "{KEY}"}}]')


@pytest.mark.parametrize("value", ["${OPENAI_API_KEY}", "https://${GITHUB_TOKEN}.example.com"])
def test_nothing_of_the_environment_is_put_into_a_value_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("GITHUB_TOKEN", KEY)
    with pytest.raises(ConfigurationError, match=r"AZURE_OPENAI_ENDPOINT in the file .* refers to") as caught:
        read(tmp_path, f"AZURE_OPENAI_ENDPOINT={value}")
    assert KEY not in str(caught.value)
    assert read(tmp_path, f"OTHER={value}")["OTHER"] == value.partition("$")[0] + value.partition("}")[2]
