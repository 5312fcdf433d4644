"""The layout of the package: layers, circles, faces, lengths, names."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "voicelab"
MODULES = sorted(PACKAGE.rglob("*.py"))

LONGEST = 300
FACES = [path for path in MODULES if path.name == "__init__.py" and path.parent != PACKAGE]


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_packages_import_only_from_those_below_them_and_in_no_circle() -> None:
    # In a process of its own: it silences the loggers that are there.
    script = "from importlinter.cli import lint_imports; exit(lint_imports(no_cache=True, no_logo=True))"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_a_session_loads_no_widget_before_its_panel_is_shown() -> None:
    script = "import sys, voicelab.conversation.session; print([m for m in sys.modules if 'widgets' in m])"

    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"


def test_no_module_is_private() -> None:
    names = [path.name for path in MODULES]

    assert [name for name in names if name.startswith("_") and not name.startswith("__")] == []


def test_a_packages_face_has_under_20_lines() -> None:
    assert {str(path.relative_to(PACKAGE)): lines(path) for path in FACES if lines(path) >= 20} == {}


def test_every_name_that_a_face_gives_is_there() -> None:
    faces = [".".join(path.parent.relative_to(ROOT).parts) for path in FACES]
    given = {face: getattr(importlib.import_module(face), "__all__", []) for face in faces}

    missing = [
        f"{face}.{name}" for face in faces for name in given[face] if not hasattr(sys.modules[face], name)
    ]
    assert sum(map(len, given.values())) > 50
    assert missing == []


def test_no_module_is_longer_than_300_lines() -> None:
    paths = [*MODULES, *PACKAGE.rglob("*.js")]

    too_long = {path.relative_to(PACKAGE).as_posix() for path in paths if lines(path) > LONGEST}

    assert too_long == set()


def test_each_folder_of_tests_is_that_of_a_package() -> None:
    tests = Path(__file__).parent
    folders = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")}

    others = {
        Path(name) for name in ("azure", "chaos", "credential_leaks", "fuzz")
    }  # of all packages together
    assert [str(folder) for folder in sorted(folders - others) if not (PACKAGE / folder).is_dir()] == []


def test_no_two_classes_have_one_name() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    )

    assert [name for name, times in names.items() if times > 1] == []
