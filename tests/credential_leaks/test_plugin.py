"""A credential that is shown fails the test that shows it, or the run, wherever it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHOWING = """
import logging, os, pickle, secrets, sqlite3, subprocess, sys, warnings
import cloudpickle, pytest
from multiprocessing.reduction import ForkingPickler
from voicelab.embedded.local.model_files.folders import cache_folder
from voicelab.log.session_log import SessionLog
from voicelab.secret import Secret

KEY = secrets.token_hex(16)
OTHER = "sk-" + secrets.token_urlsafe(24)
Secret(KEY), Secret(OTHER)
WAITING = os.pipe()

class Shown:
    __module__ = "voicelab.shown"
    def __repr__(self):
        return f"Shown({KEY})"

def test_log():
    logging.getLogger("elsewhere").warning("sent %s", {"api-key": KEY})

def test_log_of_an_exception():
    try:
        raise ValueError(KEY)
    except ValueError:
        logging.getLogger("elsewhere").exception("It failed")

def test_output():
    print("key", OTHER)

def test_output_that_the_test_reads(capsys):
    sys.stderr.write(KEY)
    capsys.readouterr()

def test_output_of_a_child():
    subprocess.run(
        [sys.executable, "-c", "print(input())"], input=KEY.encode() + b"\\n", capture_output=True, check=True
    )

def test_traceback():
    with pytest.raises(ValueError):
        raise ValueError(f"Incorrect API key provided: {KEY[:14]}…")

def test_traceback_of_a_cause():
    with pytest.raises(ValueError):
        try:
            raise KeyError(KEY)
        except KeyError as error:
            raise ValueError from error

def test_traceback_with_one_of_our_objects():
    shown = Shown()
    with pytest.raises(ValueError):
        raise ValueError

def test_file_of_a_log_in_use(tmp_path):
    log = SessionLog(tmp_path / "log.sqlite")
    log.begin(OTHER)
    test_file_of_a_log_in_use.log = log

def test_file_below_a_folder(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "report.html").write_text(f"<p>{KEY}</p>")

def test_command_line():
    subprocess.run([sys.executable, "-c", "pass", f"--key={KEY}"], check=True)

def test_command_line_in_the_list_of_processes(request):
    child = os.posix_spawn("/bin/sh", ["sh", "-c", "read line", KEY], {}, file_actions=[
        (os.POSIX_SPAWN_DUP2, WAITING[0], 0), (os.POSIX_SPAWN_CLOSE, WAITING[1])])
    request.addfinalizer(lambda: (os.kill(child, 9), os.waitpid(child, 0)))
    while not open(f"/proc/{child}/cmdline").read():
        pass  # the new program is not all there yet

def test_environment():
    subprocess.run([sys.executable, "-c", "pass"], env={**os.environ, "HANDED_OVER": KEY}, check=True)

def test_pickle():
    pickle.dumps({"key": KEY})

def test_pickle_of_dask():
    cloudpickle.dumps(lambda: KEY)

def test_pickle_of_a_pool():
    ForkingPickler.dumps([KEY])

def test_the_variables_of_users_are_theirs(monkeypatch, tmp_path):
    monkeypatch.setenv("SPEECH_KEY", KEY)
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    (tmp_path / ".env").write_text(f"SPEECH_KEY={KEY}")

@pytest.mark.shows_credentials("output", "it says so")
def test_what_shows_one_on_purpose_says_so():
    print(KEY)

def test_value_of_a_variable(monkeypatch):
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "sesame-" + OTHER)
    print("sesame-" + OTHER)
"""

LEFT = """
import secrets, warnings, pytest
from voicelab.embedded.local.model_files.folders import cache_folder
from voicelab.secret import Secret

KEY = secrets.token_hex(16)
Secret(KEY)

def test_leaving(tmp_path_factory):
    (tmp_path_factory.mktemp("shared") / "notebook.ipynb").write_text(KEY)
    logs = cache_folder() / "logs"
    logs.mkdir(parents=True)
    (logs / "embedded-1-1.log").write_text(KEY)

@pytest.mark.filterwarnings("default")
def test_warning():
    warnings.warn(f"not used: {KEY}", stacklevel=1)
"""

ROOT = Path(__file__).parents[2]


def run(folder: Path, tests: str, *arguments: str) -> tuple[int, str]:
    """Run tests with the plugin in a process of its own; return its exit code and what it prints."""
    (folder / "test_showing.py").write_text(tests)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST"):
        environment.pop(name, None)
    plugins = ["-p", "tests.credential_leaks.plugin", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "--basetemp", str(folder / "base"), *plugins]
    ended = subprocess.run(
        [*command, *arguments, "test_showing.py"],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout


PLACES = {
    "log": "log",
    "log_of_an_exception": "log",
    "output": "output",
    "output_that_the_test_reads": "output",
    "output_of_a_child": "output",
    "traceback": "traceback",
    "traceback_of_a_cause": "traceback",
    "traceback_with_one_of_our_objects": "traceback",
    "file_of_a_log_in_use": "file",
    "file_below_a_folder": "file",
    "command_line": "command line",
    "command_line_in_the_list_of_processes": "command line",
    "environment": "environment",
    "pickle": "pickle",
    "pickle_of_dask": "pickle",
    "pickle_of_a_pool": "pickle",
    "value_of_a_variable": "output",
}
"""Tests that show a credential, and where."""


@pytest.mark.skipif(sys.platform != "linux", reason="it has /proc")
def test_a_test_that_shows_a_credential_fails_by_the_place_in_which_it_does(tmp_path: Path) -> None:
    code, printed = run(tmp_path, SHOWING)
    parts = printed.split("ERROR at teardown of test_")[1:]
    shown = {part.split()[0]: part.split("shown in\n")[1].split(":")[0] for part in parts}
    assert (code, shown) == (1, PLACES)


def test_a_run_that_leaves_a_credential_in_a_file_or_a_warning_fails(tmp_path: Path) -> None:
    code, printed = run(tmp_path, LEFT, "--numprocesses", "1")
    assert code == 1
    assert "2 passed" in printed
    for shown in ("shared0/notebook.ipynb: ***", "embedded-1-1.log: ***", "test_warning: not used: ***"):
        assert shown in printed
