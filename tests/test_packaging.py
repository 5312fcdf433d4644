"""What pyproject.toml declares, beside what the package imports."""

from __future__ import annotations

import ast
import functools
import json
import runpy
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from voicelab.extras import EXTRAS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

DISTRIBUTIONS = {
    "IPython": "ipython",
    "azure.ai": "azure-ai-voicelive[aiohttp]",
    "azure.core": "azure-core",
    "azure.cognitiveservices": "azure-cognitiveservices-speech",
    "azure.identity": "azure-identity",
    "dotenv": "python-dotenv",
    "hibari": "hibari-tts",
    "tomllib": "tomli",
    "yaml": "pyyaml",
}
"""Of modules that are named otherwise than their distribution, or come with an extra of it."""

OF_ITS_OWN = {"kokoro"}
"""Extras that nobody gets without asking for them: espeak-ng is GPL-3."""

NOT_IMPORTED = {
    "notebook": {"jupyterlab"},
    "realtime": {"openai[realtime]"},
}
"""What is started as a program, or is imported by an SDK or by tests alone."""

PLACES = {
    "embedded": ("embedded/",),
    "kokoro": ("embedded/local/voices/phonemes/",),
    "compare": ("comparison/", "scores/edits.py", "cases/yaml_files.py"),
    "devices": ("audio/",),
    "identity": ("services/credentials.py",),
}
"""Where the modules of an extra may be imported."""


def declared(extra: str | None = None) -> set[str]:
    lines = PROJECT["dependencies"] if extra is None else PROJECT["optional-dependencies"][extra]
    return {_named(Requirement(line)) for line in lines}


def _named(requirement: Requirement) -> str:
    extras = ",".join(sorted(requirement.extras))
    return f"{requirement.name}[{extras}]" if extras else requirement.name


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that code imports when it runs, wherever the statement stands."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        yield from imports(node)


def distribution(module: str) -> str:
    top, _, rest = module.partition(".")
    name = f"{top}.{rest.split('.')[0]}" if top == "azure" else top
    return DISTRIBUTIONS.get(name, name.replace("_", "-"))


@functools.cache
def imported() -> dict[str, set[str]]:
    """Return the distributions that voicelab imports, and the files that do."""
    found: dict[str, set[str]] = {}
    package = ROOT / "voicelab"
    for path in package.rglob("*.py"):
        for module in imports(ast.parse(path.read_text("utf-8"))):
            if module.partition(".")[0] not in {*sys.stdlib_module_names, "voicelab"}:
                place = path.relative_to(package).as_posix()
                found.setdefault(distribution(module), set()).add(place)
    return found


def test_the_core_declares_what_is_imported_and_is_not_of_an_extra() -> None:
    of_extras = set().union(*(declared(extra) for extra in EXTRAS))

    assert set(imported()) - of_extras == declared()


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_declares_what_its_part_imports(extra: str) -> None:
    not_imported = NOT_IMPORTED.get(extra, set())
    assert {distribution(module) for module in EXTRAS[extra]} | not_imported == declared(extra)
    assert declared(extra) - not_imported <= set(imported())


@pytest.mark.parametrize("extra", PLACES)
def test_what_an_extra_brings_is_imported_in_its_own_part_alone(extra: str) -> None:
    files = imported()
    strangers = {
        (name, file) for name in declared(extra) for file in files[name] if not file.startswith(PLACES[extra])
    }

    assert strangers == set()


def test_one_extra_has_all_that_users_can_choose() -> None:
    (everything,) = (Requirement(line) for line in PROJECT["optional-dependencies"]["all"])

    assert (everything.name, everything.extras) == (PROJECT["name"], set(EXTRAS) - OF_ITS_OWN)


def a_wheel(folder: Path, **files: str) -> Path:
    """Make an archive with some files, dots in their names written as double underscores."""
    path = folder / "a.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return path


CLEAN = json.dumps({"cells": [{"cell_type": "code", "outputs": [], "execution_count": None}], "metadata": {}})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("quickstart__ipynb", CLEAN.replace("null", "3")),
        ("quickstart__ipynb", CLEAN.replace("[]", '[{"text": "hello"}]')),
        ("quickstart__ipynb", CLEAN.replace('"metadata": {}', '"metadata": {"widgets": {}}')),
        ("exchanges__sqlite", ""),
        ("question__wav", ""),
    ],
)
def test_a_wheel_with_what_somebody_said_is_refused(tmp_path: Path, name: str, text: str) -> None:
    check = runpy.run_path(str(ROOT / "scripts" / "check_wheel.py"))["conversations_in"]
    assert check(a_wheel(tmp_path, quickstart__ipynb=CLEAN)) == set()
    assert check(a_wheel(tmp_path, **{name: text})) == {name.replace("__", ".")}


def test_the_notebooks_that_are_shipped_were_not_run() -> None:
    was_run = runpy.run_path(str(ROOT / "scripts" / "check_wheel.py"))["_was_run"]
    assert not was_run(json.loads((ROOT / "notebooks" / "quickstart.ipynb").read_text("utf-8")))


def test_the_quickstart_is_run_where_nothing_is_tracked() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\nquickstart:")[1].split("\n\n")[0]
    assert "--folder my-notebooks" in recipe
    assert "my-notebooks/" in (ROOT / ".gitignore").read_text("utf-8").split()
