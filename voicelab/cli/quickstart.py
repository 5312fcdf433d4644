"""``voicelab quickstart``: JupyterLab on the quickstart notebook."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.cli.background_fetch import begin_fetch
from voicelab.cli.numbers import port_number
from voicelab.cli.terminal import printable
from voicelab.errors import VoicelabError
from voicelab.extras import require

if TYPE_CHECKING:
    from argparse import _SubParsersAction

__all__ = ["SETTINGS_FOLDERS", "register", "run"]

NOTEBOOK = "quickstart.ipynb"

_CONFIGURATION = Path(__file__).parent / "jupyter"
"""JupyterLab's defaults here: no question about news in a first minute."""
SETTINGS_FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
}
"""The variables that say where Jupyter and IPython keep what is theirs, each with a name for its folder."""


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "quickstart",
        help="open JupyterLab on the quickstart notebook",
        description=f"Put {NOTEBOOK} into a folder, unless it is there, and open it in JupyterLab. Without "
        "an account, the local models arrive meanwhile.",
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(), metavar="DIR", help="where to (default: the working folder)"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address to open")
    parser.add_argument(
        "--port", type=port_number, metavar="N", help="port of JupyterLab (default: a free one)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open the notebook; return JupyterLab's exit code once the user ends it."""
    require("notebook", what="Notebooks", instead="`voicelab chat` needs no notebook.")
    args.folder.mkdir(parents=True, exist_ok=True)
    os.chdir(args.folder)
    notebook = Path(NOTEBOOK)
    if notebook.exists() and notebook.samefile(_shipped()):
        notebook = Path(f"my-{NOTEBOOK}")  # in a checkout: what is said must not get into what is shipped
    if not notebook.exists():
        notebook.write_text(_without_outputs(_shipped().read_text("utf-8")), "utf-8")
        sys.stderr.write(f"Wrote {notebook.absolute()}\n")
    _ensure_settings_folder()
    configuration = [str(_CONFIGURATION), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, configuration))
    fetch = _begin_fetch()
    shows_address = args.no_browser or not _has_browser()
    what = "open the address below" if shows_address else "it opens in your browser"
    sys.stderr.write(f"JupyterLab starts; {what}. Ctrl-C here ends it.\n")
    command = [sys.executable, "-m", "jupyter", "lab", f"--LabApp.default_url=/lab/tree/{notebook}"]
    command += ["--ServerApp.log_level=ERROR", "--LabApp.log_level=ERROR"]
    if shows_address:
        command.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        # In containers one is often root, which JupyterLab refuses by default; it listens on 127.0.0.1 only.
        command.append("--allow-root")
    if args.port is not None:
        command.append(f"--port={args.port}")
    try:
        return _replace_process(command)
    finally:  # on Windows
        if fetch is not None:
            fetch.terminate()


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _ensure_settings_folder() -> None:
    """Have Jupyter keep its settings in a temporary folder where the home folder cannot be written."""
    if not os.access(Path.home(), os.W_OK):
        folder = tempfile.mkdtemp(prefix="voicelab-jupyter-")
        for name, part in SETTINGS_FOLDERS.items():
            os.environ.setdefault(name, str(Path(folder, part)))
        sys.stderr.write(f"The home folder cannot be written: JupyterLab keeps its settings in {folder}\n")


def _begin_fetch() -> subprocess.Popen[bytes] | None:
    """Begin to fetch models if no account is set; what is wrong with the variables, the notebook says."""
    from voicelab.services.environment import services_from
    from voicelab.services.environment_file import read_environment_file

    try:
        if services_from(read_environment_file(".env"), os.environ) is not None:
            return None
        return begin_fetch()
    except VoicelabError as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        return None


def _replace_process(command: list[str]) -> int:
    """Run a command in place of this process, so that Ctrl-C and other signals are its own."""
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606  # our own command
    # Windows starts another process instead and lets go of the terminal.
    import signal

    with subprocess.Popen(command) as process:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return process.wait()


def _without_outputs(text: str) -> str:
    """Return a notebook as it is before its first run."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    notebook["metadata"].pop("widgets", None)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _shipped() -> Path:
    """Return the notebook: in the package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "notebooks" / NOTEBOOK
    return inside if inside.exists() else package.parent / "notebooks" / NOTEBOOK
