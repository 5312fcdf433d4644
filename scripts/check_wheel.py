"""Build the wheel; see that all it needs is inside, and that it installs and imports in a new environment."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

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
        try_out(wheel, folder / "venv")
    return 0


if __name__ == "__main__":
    sys.exit(main())
