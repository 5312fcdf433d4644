"""What docs/azure.md says of services, run as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from voicelab.testing import EmbeddedServices

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "azure.md"


def test_azure_speech_beside_another_model_is_written_as_the_documentation_says(
    scripted: EmbeddedServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    snippets = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    (snippet,) = (each for each in snippets if "CompletionService.openai" in each)
    here = f"127.0.0.1:{scripted.port}"
    for written, instead in {
        'region="eastus2"': f'host="ws://{here}"',
        "YOUR-SPEECH-KEY": scripted.key,
        "127.0.0.1:11434": here,
        'model="llama3.2"': f'model="scripted", key="{scripted.key}"',
        "session.ask(": "exchange = session.ask(",
    }.items():
        assert written in snippet
        snippet = snippet.replace(written, instead)
    names: dict[str, Any] = {}
    exec(compile(snippet, DOCUMENT.name, "exec"), names)

    with names["session"]:
        assert names["exchange"].outcome == "completed"
        assert names["exchange"].spoken is not None
