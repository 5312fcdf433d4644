"""The generated parts of the documentation."""

from __future__ import annotations

import ast
import builtins
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def documents() -> dict[str, str]:
    """Return the text of every document, by its path; of a notebook, the text of its cells."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    texts = {page.name: page.read_text("utf-8") for page in pages}
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        texts[notebook.name] = "\n".join("".join(cell["source"]) for cell in cells)
    return texts


def exists(dotted: str) -> bool:
    """Say whether a name below the package can be had: a module, or something in one."""
    found: object = importlib.import_module("voicelab")
    for name in dotted.split("."):
        if not hasattr(found, name):
            try:
                importlib.import_module(f"{getattr(found, '__name__', '')}.{name}")
            except ImportError:
                return False
        found = getattr(found, name)
    return True


def test_the_generated_parts_of_the_documentation_are_current() -> None:
    check = subprocess.run(
        [sys.executable, ROOT / "scripts" / "make_docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (check.returncode, check.stdout, check.stderr) == (0, "All current\n", "")


@pytest.mark.parametrize(("page", "least"), [("expectations.md", 41), ("reliability.md", 180)])
def test_every_test_that_a_page_names_is_there(page: str, least: int) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    named = re.findall(r"`([\w/]+\.(?:py|mjs|js))(?:::(test_\w+))?`", text)
    assert len(named) >= least
    for file, test in named:
        assert re.search(rf"def {test}\(" if test else "", (ROOT / "tests" / file).read_text("utf-8")), (
            f"{file}::{test}"
        )


def test_every_name_of_the_package_that_the_documents_have_exists() -> None:
    named = {
        (document, match)
        for document, text in documents().items()
        for match in re.findall(r"\b(?:voicelab|vl)\.(\w+(?:\.\w+)*)", text)
    }
    imported = {
        (document, f"{module}.{name.strip()}".removeprefix("."))
        for document, text in documents().items()
        for module, names in re.findall(r"from voicelab\.?([\w.]*) import ([\w, ]+)", text)
        for name in names.split(",")
    }

    assert len(named | imported) > 30
    assert sorted((document, name) for document, name in named | imported if not exists(name)) == []


def test_every_module_that_the_guide_for_contributors_names_is_there() -> None:
    text = documents()["CONTRIBUTING.md"]
    named = re.findall(r"`([\w/]+\.(?:py|js))`", text)
    there = [
        path.as_posix()
        for folder in ("voicelab", "tests", "scripts")
        for path in (ROOT / folder).rglob("*.*")
    ]

    assert len(named) > 8
    assert [name for name in named if not any(path.endswith(f"/{name}") for path in there)] == []


SNIPPETS = [
    (page.relative_to(ROOT).as_posix(), found[1])
    for page in sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    for found in re.finditer(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
]


@pytest.mark.parametrize(("page", "code"), SNIPPETS)
def test_a_snippet_brings_every_name_that_it_uses(page: str, code: str) -> None:
    tree = ast.parse(code, page)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    brought = {node.id for node in names if isinstance(node.ctx, ast.Store)} | set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            brought |= {node.name, *(each.arg for each in node.args.args)}
        if isinstance(node, ast.Import | ast.ImportFrom):
            brought |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    assert {node.id for node in names if isinstance(node.ctx, ast.Load)} <= brought
