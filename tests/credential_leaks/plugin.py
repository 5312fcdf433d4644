"""Fails a test that shows a credential, and the run if one stands in a file that was left behind.

A test that has to show one says where and why: ``@pytest.mark.shows_credentials("file", "a user's own")``.
The places are log, output, traceback, file, command line, environment and pickle.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.credential_leaks.children import Children
from tests.credential_leaks.files import WrittenFiles
from tests.credential_leaks.known_credentials import KnownCredentials
from tests.credential_leaks.noted_texts import exception_texts, watch, watch_pickling
from voicelab.embedded.local.model_files.folders import cache_folder
from voicelab.secret import Secret

_NAME = "credential_leaks"
_OF_USERS = ".env"
"""How the names of files begin in which users keep credentials: tests write such themselves."""


class CredentialLeaks:
    """Notes what a run brings to light, and looks for credentials in it at the end of each test."""

    def __init__(self) -> None:
        self.credentials = KnownCredentials()
        self.left: list[str] = []
        """What was found at the end of the run."""
        self._files = WrittenFiles()
        self._texts: list[tuple[str, str]] = []
        self._warnings: list[tuple[str, str]] = []
        self._began = time.time()
        self._children = Children(self._note)

    def start(self) -> None:
        """Watch from now on, to the end of the process."""
        made = Secret.__init__

        def make(secret: Secret, value: str) -> None:
            made(secret, value)
            self.credentials.add(secret.reveal())

        Secret.__init__ = make  # type: ignore[method-assign,assignment]
        watch(self._note)

    def _note(self, place: str, text: str) -> None:
        self._texts.append((place, text))

    def _found(self) -> Generator[tuple[str, str]]:
        """Return where a credential stands in what was noted since the last time, and what is around it."""
        texts, self._texts = self._texts, []
        for place in dict.fromkeys(place for place, _ in texts):
            if shown := self.credentials.shown_in_any(text for at, text in texts if at == place):
                yield place, shown

    def _found_in_files(self, folder: Path, since: float = 0.0) -> Generator[tuple[str, str]]:
        for path, content in self._files.below(folder, since=since):
            if not path.name.startswith(_OF_USERS) and (shown := self.credentials.shown_in(content)):
                yield "file", f"{path.relative_to(folder)}: {shown}"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Look at the environment as the test left it."""
        try:
            return (yield)
        except AssertionError:  # pytest shows in it what the test itself holds
            raise
        except BaseException as error:
            self._texts += [("traceback", text) for text in exception_texts(error)]
            raise
        finally:
            self.credentials.add_variables()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """Fail the test if it has shown a credential."""
        self._children.look()
        result = yield
        self._texts += [("output", text) for _, _, text in item._report_sections]
        found = [*self._found()]
        if isinstance(folder := getattr(item, "funcargs", {}).get("tmp_path"), Path):
            found += self._found_in_files(folder)
        meant = {mark.args[0] for mark in item.iter_markers("shows_credentials")}
        leaks = [f"{place}: {shown!r}" for place, shown in found if place not in meant]
        if leaks:
            pytest.fail("A credential is shown in\n" + "\n".join(leaks), pytrace=False)
        return result

    def pytest_runtest_setup(self) -> None:
        """Watch what has been imported since."""
        watch_pickling(self._note)

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage, nodeid: str) -> None:
        """Take a warning, which comes when its test is over."""
        self._warnings.append(("warning", f"{nodeid}: {warning_message.message}"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Look at the files that are left, and fail the run if one shows a credential."""
        folder = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        self._texts += self._warnings
        found = [*self._found(), *self._found_in_files(folder)]
        found += self._found_in_files(cache_folder() / "logs", self._began)
        self.left += [f"{place}: {shown!r}" for place, shown in found]
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_NAME] = self.left
        elif self.left:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker of pytest-xdist found."""
        self.left += getattr(node, "workeroutput", {}).get(_NAME, [])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what was found at the end of the run."""
        if self.left:
            terminalreporter.section("Credentials are shown in what the run left", red=True)
            for line in self.left:
                terminalreporter.line(line)


def pytest_configure(config: pytest.Config) -> None:
    """Watch the run."""
    leaks = CredentialLeaks()
    leaks.start()
    config.pluginmanager.register(leaks, _NAME)
