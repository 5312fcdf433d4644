"""Packages that only a part of voicelab needs: the extra that brings each, and the error without it."""

from __future__ import annotations

from importlib.util import find_spec

from voicelab.errors import ConfigurationError

__all__ = ["EXTRAS", "install_command", "require"]

EXTRAS = {
    "compare": ("altair", "jiwer", "yaml"),
    "devices": ("miniaudio",),
    "embedded": (
        "aiohttp", "faster_whisper", "filelock", "hibari", "onnxruntime", "platformdirs", "py_nanotts",
        "tokenizers", "tqdm", "xllamacpp",
    ),
    "identity": ("azure.identity",),
    "kokoro": ("espeakng_loader", "janome", "pypinyin"),
    "notebook": ("jupyterlab",),
    "realtime": ("websockets",),
    "voice-live": ("azure.ai.voicelive",),
}  # fmt: skip
"""The extras of the distribution, and the modules that each brings."""


def install_command(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'voicelab-jupyter[{extra}]'"


def require(extra: str, *modules: str, what: str, instead: str = "") -> None:
    """Check, ahead of their import, that the modules of an extra are installed.

    Parameters
    ----------
    extra
        A key of `EXTRAS`.
    *modules
        Those of its modules that are needed; by default all.
    what
        What needs them: the subject of a sentence, in the plural.
    instead
        A sentence: what can be done without them.

    Raises
    ------
    ConfigurationError
        One is not installed; the hint is the command that installs it.
    """
    missing = [module for module in modules or EXTRAS[extra] if not _is_installed(module)]
    if missing:
        raise ConfigurationError(
            f"{what} need packages that are not installed: {', '.join(missing)}.",
            code="missing-package",
            hint=f"Run: {install_command(extra)}. {instead}".rstrip(),
        )


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even the package that it stands in
        return False
