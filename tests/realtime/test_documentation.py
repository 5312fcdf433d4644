"""What docs/engines.md says of tests, run as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "engines.md"


def test_an_assistant_is_tested_with_every_engine_as_the_documentation_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    snippets = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    (snippet,) = (each for each in snippets if "ScriptedEngines" in each)
    exec(compile(snippet, DOCUMENT.name, "exec"), {})
