"""A real notebook server with kernels of this interpreter."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Literal

import requests

from voicelab.cli.quickstart import SETTINGS_FOLDERS

__all__ = ["HOST_NAME", "NotebookServer"]

ROOT = Path(__file__).parents[2]
HOST_NAME = "notebook.example"
"""A name of this machine that browsers do not trust as they trust localhost."""


class NotebookServer:
    """A notebook server of its own in a folder, with kernels of this interpreter."""

    def __init__(self, folder: Path, kernels: dict[str, dict[str, str]]) -> None:
        self.folder = folder
        self.notebooks = folder / "notebooks"
        self.token = secrets.token_hex(16)
        self._runtime = folder / "runtime"
        self.notebooks.mkdir(parents=True)
        for name, environment in kernels.items():
            self._write_kernel(name, environment)
        self._write_settings()
        self._log = (folder / "server.log").open("w")
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyter",
                "lab",
                "--no-browser",
                "--allow-root",
                "--ServerApp.port=0",
                f"--IdentityProvider.token={self.token}",
                f"--ServerApp.root_dir={self.notebooks}",
                "--LabApp.news_url=",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
                f"--ServerApp.local_hostnames=['localhost', '{HOST_NAME}']",
                "--LabApp.extension_manager=readonly",
                "--LabApp.expose_app_in_browser=True",
                "--JupyterNotebookApp.expose_app_in_browser=True",
                "--ServerApp.terminals_enabled=False",
            ],
            env=self._environment(),
            stdout=self._log,
            stderr=self._log,
            cwd=folder,
        )
        self.port = self._wait_for_port()

    def close(self) -> None:
        """Stop it and its kernels."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def write_notebook(self, name: str, cells: list[str], kernel: str = "voicelab") -> str:
        """Write a notebook and return its path on the server."""
        notebook = {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "source": source,
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                }
                for number, source in enumerate(cells)
            ],
            "metadata": {
                "kernelspec": {"name": kernel, "display_name": kernel, "language": "python"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (self.notebooks / f"{name}.ipynb").write_text(json.dumps(notebook), "utf-8")
        return f"{name}.ipynb"

    def end_kernels(self) -> None:
        """Shut down every session's kernel."""
        for session in self._api("GET", "sessions").json():
            while True:
                with contextlib.suppress(requests.HTTPError):  # not while it restarts
                    self._api("DELETE", f"sessions/{session['id']}")
                    break
                time.sleep(0.5)

    def restart_kernels(self) -> None:
        """Restart every kernel."""
        for kernel in self._api("GET", "kernels").json():
            self._api("POST", f"kernels/{kernel['id']}/restart")

    def _api(self, method: str, path: str) -> requests.Response:
        answer = requests.request(
            method,
            f"http://127.0.0.1:{self.port}/api/{path}",
            headers={"Authorization": f"token {self.token}"},
            timeout=30,
        )
        answer.raise_for_status()
        return answer

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **{name: str(self.folder / folder) for name, folder in SETTINGS_FOLDERS.items()},
            "JUPYTER_PLATFORM_DIRS": "1",
        }

    def _write_kernel(self, name: str, environment: dict[str, str]) -> None:
        folder = self.folder / "data" / "kernels" / name
        folder.mkdir(parents=True)
        command = [
            sys.executable,
            "-Xfrozen_modules=off",
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
        ]
        path = os.pathsep.join(filter(None, [environment.get("PYTHONPATH"), str(ROOT)]))
        spec = {
            "argv": command,
            "display_name": name,
            "language": "python",
            "env": {**environment, "PYTHONPATH": path, "PYTHONWARNINGS": "default"},
        }
        (folder / "kernel.json").write_text(json.dumps(spec))

    def set_windowing(self, mode: Literal["none", "full"]) -> None:
        """Have notebooks that are opened from now on keep all cells in the page, or only those in sight."""
        self._write_setting("notebook-extension/tracker", {"windowingMode": mode})

    def _write_settings(self) -> None:
        settings: dict[str, dict[str, object]] = {
            "notebook-extension/tracker": {"windowingMode": "none"},
            "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        }
        for name, content in settings.items():
            self._write_setting(name, content)

    def _write_setting(self, name: str, content: dict[str, object]) -> None:
        path = self.folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")

    def _wait_for_port(self) -> int:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            for path in self._runtime.glob("jpserver-*.json"):
                with contextlib.suppress(json.JSONDecodeError, requests.ConnectionError):
                    port: int = json.loads(path.read_text())["port"]
                    requests.get(f"http://127.0.0.1:{port}/api", timeout=5)
                    return port
            time.sleep(0.1)
        raise RuntimeError(f"the notebook server did not start: {(self.folder / 'server.log').read_text()}")
