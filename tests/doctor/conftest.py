"""An account on the embedded services, and a machine without sound devices."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from voicelab.services.services import Services
from voicelab.testing import EmbeddedServices


def cascade_of(embedded: EmbeddedServices) -> Services:
    """Return services without speech-to-speech engines."""
    return dataclasses.replace(embedded.services, realtime=None, voice_live=None)


@pytest.fixture
def no_devices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")


@pytest.fixture
def account(scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> EmbeddedServices:
    """An account by its variables, in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPEECH_KEY", scripted.key)
    monkeypatch.setenv("SPEECH_ENDPOINT", f"http://127.0.0.1:{scripted.port}")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", scripted.key)
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", f"http://127.0.0.1:{scripted.port}")
    monkeypatch.setenv("AZURE_OPENAI_DEPLOYMENT", "scripted")
    return scripted
