"""Joining the page's modules into one script for each widget."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.node import run_node
from voicelab.comparison.listening.listening_test import ListeningTest
from voicelab.comparison.table.comparison_table import ComparisonTable
from voicelab.widgets.browser_audio.browser_audio import BrowserAudio
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.panel.captions import Captions
from voicelab.widgets.panel.exchange_table import ExchangeTable
from voicelab.widgets.panel.heading import Heading

ROOT = Path(__file__).parents[3]
WIDGETS = [BrowserAudio, Captions, ComparisonTable, ExchangeTable, Heading, ListeningTest]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that stands for the package."""
    monkeypatch.setattr("voicelab.widgets.page.es_modules._PACKAGE", tmp_path.resolve())
    return tmp_path.resolve()


def write(folder: Path, **modules: str) -> None:
    """Write modules, each under its name."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, "utf-8")


def printed(script: str, folder: Path) -> str:
    """Run a script and return what it prints."""
    path = folder / "joined.mjs"
    path.write_text(script, "utf-8")
    ended = run_node(path)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_a_module_gets_what_it_imports(folder: Path) -> None:
    write(
        folder,
        words='export const WHO = "world";\nexport function greet(who) {\n  return `hello ${who}`;\n}\n',
        entry='import { greet, WHO as who } from "./words.js";\n\nconsole.log(greet(who));\n',
    )
    assert printed(joined_modules(folder / "entry.js"), folder) == "hello world"


def test_an_import_may_take_several_lines(folder: Path) -> None:
    write(
        folder,
        words="export const ONE = 1;\nexport const TWO = 2;\n",
        entry='import {\n  ONE,\n  TWO,\n} from "./words.js";\n\nconsole.log(ONE + TWO);\n',
    )
    assert printed(joined_modules(folder / "entry.js"), folder) == "3"


def test_a_module_that_several_import_is_run_once(folder: Path) -> None:
    write(
        folder,
        counter='console.log("run");\nexport const counts = [];\n',
        left='import { counts } from "./counter.js";\n\ncounts.push(1);\nexport const left = 1;\n',
        entry='import { counts } from "./counter.js";\nimport { left } from "./left.js";\n\n'
        "console.log(counts.length + left);\n",
    )
    assert printed(joined_modules(folder / "entry.js"), folder).split() == ["run", "2"]


def test_names_that_are_not_exported_stay_their_modules_own(folder: Path) -> None:
    write(
        folder,
        a="const LIMIT = 1;\nexport function a() {\n  return LIMIT;\n}\n",
        b="const LIMIT = 2;\nexport function b() {\n  return LIMIT;\n}\n",
        entry='import { a } from "./a.js";\nimport { b } from "./b.js";\n\nconst LIMIT = 3;\n'
        "console.log(a(), b(), LIMIT);\n",
    )
    assert printed(joined_modules(folder / "entry.js"), folder) == "1 2 3"


@pytest.mark.parametrize(
    "statement",
    [
        'import words from "./words.js";',
        'import * as words from "./words.js";',
        'import "./words.js";',
        'import { render } from "https://cdn.example/render.js";',
        'export { words } from "./words.js";',
        "export let words = 1;",
    ],
)
def test_a_statement_that_cannot_be_joined_is_refused(folder: Path, statement: str) -> None:
    write(folder, words="export const words = 1;\n", entry=f"{statement}\n")
    with pytest.raises(ValueError, match="cannot join"):
        joined_modules(folder / "entry.js")


def test_a_module_that_is_imported_has_no_default(folder: Path) -> None:
    write(folder, words="export default 1;\n", entry='import { words } from "./words.js";\n')
    with pytest.raises(ValueError, match="cannot join 'export default 1;'"):
        joined_modules(folder / "entry.js")


def test_modules_that_import_each_other_are_refused(folder: Path) -> None:
    write(
        folder,
        a='import { b } from "./b.js";\n\nexport const a = b;\n',
        b='import { a } from "./a.js";\n\nexport const b = a;\n',
    )
    with pytest.raises(ValueError, match=r"import each other: a\.js, b\.js, a\.js"):
        joined_modules(folder / "a.js")


def test_a_package_behind_a_symbolic_link_has_its_scripts(tmp_path: Path) -> None:
    (tmp_path / "voicelab").symlink_to(ROOT / "voicelab")
    script = (
        "import voicelab.widgets.panel.heading as heading; print(heading.__file__, len(heading.Heading._esm))"
    )
    command = [sys.executable, "-c", script]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    path, length = ended.stdout.split()
    assert path.startswith(str(tmp_path))
    assert int(length) > 0


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget.__name__)
def test_the_script_of_a_widget_loads_by_itself(widget: type, tmp_path: Path) -> None:
    path = tmp_path / "widget.mjs"
    path.write_text(str(vars(widget)["_esm"]), "utf-8")
    ended = run_node(
        "--input-type=module", "--eval", f"console.log(typeof (await import({str(path)!r})).default.render)"
    )
    assert ended.stdout == "function\n", ended.stderr


def test_the_script_of_the_audio_thread_registers_both_ends(tmp_path: Path) -> None:
    browser = (
        "globalThis.AudioWorkletProcessor = class {};\n"
        "globalThis.registerProcessor = (name) => console.log(name);\n"
    )
    worklet = BrowserAudio()._worklet
    assert printed(browser + worklet, tmp_path).split() == ["voicelab-capture", "voicelab-play"]


def test_no_script_reads_text_as_html() -> None:
    writers = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser")
    scripts = sorted((ROOT / "voicelab").rglob("*.js"))
    assert scripts
    assert [path.name for path in scripts if any(name in path.read_text("utf-8") for name in writers)] == []
