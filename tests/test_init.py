"""What ``import voicelab`` gives, and what it does not load."""

from __future__ import annotations

import ast
import subprocess
import sys
import types
import typing
from pathlib import Path

import pytest

import voicelab

HEAVY = (
    "numpy",
    "pandas",
    "pyarrow",
    "openai",
    "azure",
    "aiohttp",
    "pydantic",
    "ipywidgets",
    "anywidget",
    "soxr",
    "asyncio",
)


@pytest.mark.parametrize("name", voicelab.__all__)
def test_every_export_exists(name: str) -> None:
    assert getattr(voicelab, name) is not None
    assert name in dir(voicelab)


def test_exports_are_in_order_and_each_once() -> None:
    assert voicelab.__all__ == sorted(set(voicelab.__all__))


def test_every_export_is_known_to_type_checkers() -> None:
    module = ast.parse(Path(voicelab.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(module) if isinstance(node, ast.ImportFrom)]
    known = {alias.asname or alias.name for node in imports for alias in node.names}
    assert set(voicelab.__all__) - {"__version__"} <= known


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'voicelab' has no attribute 'nothing'"):
        voicelab.nothing  # noqa: B018


def test_importing_loads_nothing_heavy() -> None:
    script = f"import sys, voicelab; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_package_says_that_it_is_typed() -> None:
    assert Path(voicelab.__file__).with_name("py.typed").exists()


def test_exports_are_classes_functions_or_packages() -> None:
    for name in voicelab.__all__:
        value: typing.Any = getattr(voicelab, name)
        assert callable(value) or isinstance(value, types.ModuleType) or name == "__version__"


def test_the_doctor_is_there_without_an_import_of_its_own() -> None:
    script = "import voicelab as vl; print(vl.doctor.check.__name__)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout == "check\n"
