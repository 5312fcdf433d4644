"""Build the wheel; see that all it needs is inside, and that it installs and imports in a new environment."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "voicelab"
DATA = (".js", ".css", ".wav", ".typed", ".ipynb", ".html", ".json")
ALSO = {"voicelab/notebooks/quickstart.ipynb"}
PROGRAM = """
import sys
import voicelab
assert not {"numpy", "pandas", "openai", "azure"} & set(sys.modules), "importing voicelab is not quick"
for name in voicelab.__all__:
    getattr(voicelab, name)
print("voicelab", voicelab.__version__, "from", voicelab.__path__[0])
"""


def build(folder: Path) -> Path:
    """Build the wheel into a folder and return its path."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), "."]
    subprocess.run(command, cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def missing_from(wheel: Path) -> set[str]:
    """Return the files of the package, as the checkout has them, that the wheel lacks."""
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.suffix in (".py", *DATA) and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        return (wanted | ALSO) - set(archive.namelist())


def conversations_in(wheel: Path) -> set[str]:
    """Return the files that hold what somebody said: notebooks that were run, logs, sound not of ours."""
    ours = {path.relative_to(ROOT).as_posix() for path in (PACKAGE / "recordings").glob("*.wav")}
    found: set[str] = set()
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            is_run = name.endswith(".ipynb") and _was_run(json.loads(archive.read(name)))
            is_log = "-audio/" in name or ".sqlite" in name
            if is_run or is_log or (name.endswith(".wav") and name not in ours):
                found.add(name)
    return found


def _was_run(notebook: dict[str, Any]) -> bool:
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return "widgets" in notebook["metadata"] or any(
        cell["outputs"] or cell["execution_count"] is not None for cell in cells
    )


def try_out(wheel: Path, folder: Path) -> None:
    """Install the wheel in a fresh environment, import all that it exports, run its command."""
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    python = str(scripts / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    # Away from the checkout, or Python would import from there.
    for command in (pip, [python, "-c", PROGRAM], [str(scripts / "voicelab"), "--version"]):
        subprocess.run(command, cwd=folder, check=True)


def main() -> int:
    """Check; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="wheel") as name:
        folder = Path(name)
        wheel = build(folder)
        print(f"{wheel.name}: {wheel.stat().st_size / 1e3:,.0f} kB", flush=True)
        if missing := missing_from(wheel):
            print("The wheel lacks:", *sorted(missing), sep="\n  ")
            return 1
        if said := conversations_in(wheel):
            print("The wheel holds what somebody said:", *sorted(said), sep="\n  ")
            return 1
        try_out(wheel, folder / "venv")
    return 0


if __name__ == "__main__":
    sys.exit(main())
