"""Fixtures for tests in a real notebook front end."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import numpy as np
import platformdirs
import pytest
from playwright.sync_api import Playwright, sync_playwright
from typing_extensions import Unpack

from tests.widgets.notebook_server import NotebookServer
from tests.widgets.notebook_ui import CHROMIUM, Browser, FrontEnd, NotebookPage, chromium
from voicelab.audio.clip import Audio

ON_CI = os.environ.get("CI") == "true"


def unavailable(reason: str) -> None:
    """Skip, but fail where everything has to be there."""
    if ON_CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Run Playwright for one module: while it runs there can be no other event loop in this thread."""
    if not CHROMIUM.exists():
        unavailable(f"{CHROMIUM} is not installed")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def notebook_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookServer]:
    """Run one notebook server for all tests."""
    kernels: dict[str, dict[str, str]] = {"voicelab": {}}
    older = older_ipykernel()
    if older is not None:
        kernels["ipykernel6"] = {"PYTHONPATH": str(older)}
    server = NotebookServer(tmp_path_factory.mktemp("server"), kernels)
    yield server
    server.close()


@pytest.fixture(scope="session")
def ipykernel6() -> str:
    """Return the name of a kernel without subshells."""
    if older_ipykernel() is None:
        unavailable("ipykernel 6 cannot be installed")
    return "ipykernel6"


def older_ipykernel() -> Path | None:
    """Return a folder with ipykernel 6, installed there once; it shadows the newer one by its place."""
    version = ".".join(platform.python_version_tuple()[:2])
    folder = Path(platformdirs.user_cache_dir("voicelab-tests")) / f"ipykernel6-{version}"
    if not (folder / "ipykernel").exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
        if subprocess.run([*command, "ipykernel<7", "nest-asyncio"], check=False).returncode:
            return None
    return folder


class OpenNotebook(Protocol):
    """Opens a notebook of some cells in a browser of its own."""

    def __call__(
        self,
        cells: list[str],
        *,
        front_end: FrontEnd = "lab",
        kernel: str = "voicelab",
        host: str = "localhost",
        **browser: Unpack[Browser],
    ) -> NotebookPage:
        """Open it and wait for its kernel."""
        ...


@pytest.fixture
def open_notebook(
    playwright: Playwright, notebook_server: NotebookServer, request: pytest.FixtureRequest
) -> Iterator[OpenNotebook]:
    """Open notebooks; browsers and kernels end with the test."""
    with ExitStack() as opened:

        def open_notebook(
            cells: list[str],
            *,
            front_end: FrontEnd = "lab",
            kernel: str = "voicelab",
            host: str = "localhost",
            **browser: Unpack[Browser],
        ) -> NotebookPage:
            page = opened.enter_context(chromium(playwright, browser))
            opened.callback(notebook_server.end_kernels)
            name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
            notebook = NotebookPage(notebook_server, page, front_end, host)
            notebook.open(notebook_server.write_notebook(name, cells, kernel))
            return notebook

        yield open_notebook


class SharedNotebook(Protocol):
    """Puts cells into the notebook that a module's tests share."""

    def __call__(self, cells: list[str], *, front_end: FrontEnd = "lab") -> NotebookPage:
        """Put them in place of those of the test before; its kernel and page go on."""
        ...


@pytest.fixture(scope="module")
def shared_notebook(
    playwright: Playwright, notebook_server: NotebookServer, request: pytest.FixtureRequest
) -> Iterator[SharedNotebook]:
    """Open one notebook a front end for a module whose tests need no page and kernel of their own."""
    notebooks: dict[FrontEnd, NotebookPage] = {}
    with ExitStack() as opened:

        def shared_notebook(cells: list[str], *, front_end: FrontEnd = "lab") -> NotebookPage:
            if front_end not in notebooks:
                page = opened.enter_context(chromium(playwright, {}))
                opened.callback(notebook_server.end_kernels)
                notebook = NotebookPage(notebook_server, page, front_end)
                name = f"{request.node.path.stem}-{front_end}"
                notebook.open(notebook_server.write_notebook(name, cells))
                notebooks[front_end] = notebook
            else:
                notebooks[front_end].replace_cells(cells)
            return notebooks[front_end]

        yield shared_notebook


@pytest.fixture(scope="session")
def chirp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write six seconds of a sound that is nowhere like itself, after a second of silence."""
    rate, seconds = 48_000, 6.0
    time = np.arange(round(rate * seconds)) / rate
    frequency = 120 + 400 * (time / seconds) + 40 * np.sin(2 * np.pi * 1.7 * time)
    loudness = 0.3 * (0.6 + 0.4 * np.sin(2 * np.pi * 0.9 * time))
    sound = loudness * np.sin(2 * np.pi * np.cumsum(frequency) / rate)
    path = tmp_path_factory.mktemp("microphone") / "chirp.wav"
    whole = Audio.silence(1.0, rate) + Audio.from_array(sound, rate) + Audio.silence(1.0, rate)
    whole.to_wav(path)
    return path
