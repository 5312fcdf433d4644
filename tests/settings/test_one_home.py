"""Settings are listed where they are declared, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicelab
from voicelab.settings import DECLARATIONS

PACKAGE = Path(voicelab.__file__).parent
HOME = PACKAGE / "settings"
PROTOCOLS = PACKAGE / "embedded"
"""Knows no settings: its names are those of the services' protocols."""
MOST = 2
"""Settings that a collection may name; more of them are a list of settings."""


def name_of(node: ast.expr | None) -> str:
    """Return the setting that a member of a collection names, such as ``"voice"`` or ``settings.voice``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("settings"):
        return node.attr
    if isinstance(node, ast.Call):
        return next((found for found in map(name_of, node.args) if found in DECLARATIONS), "")
    return ""


def listed(node: ast.AST) -> list[str]:
    """Return the settings that a collection names; a text is one of words, too."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        parts = [item.value if isinstance(item, ast.Starred) else item for item in node.elts]
        inner = [name for part in parts if isinstance(part, ast.Tuple | ast.List) for name in listed(part)]
        return [name for name in [*map(name_of, parts), *inner] if name in DECLARATIONS]
    if isinstance(node, ast.Dict):
        return [name for name in map(name_of, node.keys) if name in DECLARATIONS]
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w ]+", node.value):
        # Words that are settings and English, too, are no list.
        names = [name for name in node.value.split() if name in DECLARATIONS]
        return names if any("_" in name for name in names) else []
    return []


def lists(source: str) -> Iterator[list[str]]:
    for node in ast.walk(ast.parse(source)):
        if len(set(names := listed(node))) > MOST:
            yield names


def test_no_other_module_lists_settings() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if not {HOME, PROTOCOLS} & set(path.parents)]
    found = {path: list(lists(path.read_text(encoding="utf-8"))) for path in modules}
    assert len(modules) > 100
    assert {path: names for path, names in found.items() if names} == {}


def test_no_script_of_the_page_lists_settings() -> None:
    names = {name for name in DECLARATIONS if "_" in name}
    scripts = list(PACKAGE.rglob("*.js"))
    found = {path: names & set(re.findall(r"\w+", path.read_text(encoding="utf-8"))) for path in scripts}
    assert len(scripts) > 5
    assert {path: named for path, named in found.items() if len(named) > MOST} == {}


@pytest.mark.parametrize(
    "source",
    [
        'NAMES = ("voice", "style", "role")',
        'NAMES = {"voice": 1, "style": 2, "role": 3}',
        "key = (settings.voice, str(settings.style), self._settings.role)",
        "key = (*(settings.voice, settings.style), settings.role)",
        'NAMES = "voice max_tokens role".split()',
    ],
)
def test_a_list_of_settings_is_found_in_any_of_its_forms(source: str) -> None:
    assert len(list(lists(source))) >= 1
