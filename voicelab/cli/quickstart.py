"""``voicelab quickstart``: JupyterLab on the quickstart notebook."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.cli.background_fetch import begin_fetch
from voicelab.cli.lab import run_lab
from voicelab.cli.option_values import given_path
from voicelab.cli.ports import port_number, why_refused
from voicelab.cli.terminal import report
from voicelab.errors import VoicelabError
from voicelab.expanded_path import expanded_path
from voicelab.extras import require
from voicelab.file_target import explaining, replacing

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
        "--folder",
        type=given_path,
        default=Path(),
        metavar="DIR",
        help="where to (default: the working folder)",
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address to open")
    parser.add_argument(
        "--port",
        type=port_number,
        metavar="N",
        help="port of JupyterLab; refused if it is taken (default: a free one)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open the notebook; return the exit code once the user ends JupyterLab."""
    require("notebook", what="Notebooks", instead="`voicelab chat` needs no notebook.")
    if args.port is not None and (refusal := why_refused(args.port)):
        report(refusal)
        return 1
    try:
        _enter(args.folder)
        notebook = _notebook()
    except ValueError as error:
        report(str(error))
        return 2
    _ensure_settings_folder()
    configuration = [str(_CONFIGURATION), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, configuration))
    shows_address = args.no_browser or not _has_browser()
    arguments = [f"--LabApp.default_url=/lab/tree/{notebook}"]
    arguments += ["--ServerApp.log_level=ERROR", "--LabApp.log_level=ERROR"]
    if shows_address:
        arguments.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        # In containers one is often root, which JupyterLab refuses by default; it listens on 127.0.0.1 only.
        arguments.append("--allow-root")
    if args.port is not None:
        # Whoever asks for a port has a tunnel or a bookmark to it: no other will do.
        arguments += [f"--ServerApp.port={args.port}", "--ServerApp.port_retries=0"]
    with _fetching():
        what = "open the address below" if shows_address else "it opens in your browser"
        report(f"JupyterLab starts; {what}. Ctrl-C here ends it.")
        run_lab(arguments)
    return 0


def _enter(folder: Path) -> None:
    """Make a folder the working folder; it need not be there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.chdir(folder)
    except (FileExistsError, NotADirectoryError) as error:
        raise ValueError(f"{error.filename} is no folder; name another with --folder.") from error
    except OSError as error:
        raise ValueError(
            f"The folder {folder} cannot be used ({error.strerror}); name another with --folder."
        ) from error


def _notebook() -> Path:
    """Return the notebook of the working folder, written if there is none."""
    notebook = Path(NOTEBOOK)
    if notebook.exists() and notebook.samefile(_shipped()):
        notebook = Path(f"my-{NOTEBOOK}")  # in a checkout: what is said must not get into what is shipped
    if notebook.is_file():
        return notebook
    if notebook.is_symlink() or notebook.exists():
        what = "a folder" if notebook.is_dir() else "no file" if notebook.exists() else "a link to nothing"
        raise ValueError(f"{notebook.absolute()} is {what}; move it, or name another folder with --folder.")
    try:
        with explaining(notebook.absolute()), replacing(notebook) as part:
            part.write_text(_without_outputs(_shipped().read_text("utf-8")), "utf-8")
    except OSError as error:
        raise ValueError(f"{error}. Name another folder with --folder.") from error
    report(f"Wrote {notebook.absolute()}")
    return notebook


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _ensure_settings_folder() -> None:
    """Have Jupyter keep its settings in a temporary folder where it cannot in the home folder."""
    home = expanded_path("~")
    if not os.access(home, os.W_OK):
        folder = tempfile.mkdtemp(prefix="voicelab-jupyter-")
        for name, part in SETTINGS_FOLDERS.items():
            os.environ.setdefault(name, str(Path(folder, part)))
        if not home.is_absolute():  # a user whom the machine does not know: Jupyter would not begin
            os.environ["HOME"] = folder
        report(f"The home folder cannot be written: JupyterLab keeps its settings in {folder}")


@contextlib.contextmanager
def _fetching() -> Iterator[None]:
    """Fetch models meanwhile if no account is set; what is wrong with the variables, the notebook says."""
    from voicelab.services.environment import services_from
    from voicelab.services.environment_file import read_environment_file

    fetch = None
    try:
        try:
            if services_from(read_environment_file(".env"), os.environ) is None:
                fetch = begin_fetch()
        except VoicelabError as error:
            report(str(error))
        yield
    finally:
        if fetch is not None:
            fetch.terminate()
            fetch.wait()


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
