"""Background fetch: models that arrive beside JupyterLab, by a process that writes a line now and then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from voicelab.cli.terminal import report
from voicelab.errors import VoicelabError
from voicelab.python_child import python_command

__all__ = ["begin_fetch", "main"]

_LINE_EACH_SECONDS = 10.0
_PARENT = "VOICELAB_FETCHED_FOR"


def begin_fetch() -> subprocess.Popen[bytes] | None:
    """Begin to fetch what the embedded services need from the start; `None` if nothing is missing.

    It ends with this process, whatever program that runs by then, and what has come whole is kept.

    Raises
    ------
    VoicelabError
        A package that runs the models is not installed, or a variable that chooses them is wrong.
    """
    from voicelab.embedded.local.model_files.sizes import size_words

    models = _missing()
    if not models:
        return None
    size = size_words(sum(size_bytes for _, size_bytes in models))
    report(f"The local models arrive meanwhile: {size}, once. The panel says how far they are.")
    return subprocess.Popen(
        python_command("from voicelab.cli.background_fetch import main; main()"),
        env={**os.environ, _PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is this process's, which ends it
    )


def main() -> None:
    """Fetch them, and say in the terminal how it goes."""
    from voicelab.embedded.local.model_files.models import ensure_models

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what it started ends with it
    lines = _Lines(int(os.environ.pop(_PARENT)))
    try:
        ensure_models([name for name, _ in _missing()], lines)
    except KeyboardInterrupt:
        return
    except VoicelabError as error:
        report(f"voicelab: {error}")
        sys.exit(1)
    report("voicelab: the local models are there.")


class _Lines:
    def __init__(self, parent: int) -> None:
        self._parent = parent
        self._shown_at = time.monotonic()

    def __call__(self, name: str, done_bytes: int, total_bytes: int) -> None:
        from voicelab.embedded.local.model_files.progress import arrival_words

        if os.name == "posix" and os.getppid() != self._parent:
            raise KeyboardInterrupt  # nobody is there any more who wants them
        if time.monotonic() - self._shown_at >= _LINE_EACH_SECONDS:
            self._shown_at = time.monotonic()
            report(f"voicelab: {arrival_words(name, done_bytes, total_bytes)}")


def _missing() -> list[tuple[str, int]]:
    """Return the models that are missing, each with its size in bytes."""
    from voicelab.embedded.local.engines import check_packages, needed_models
    from voicelab.embedded.local.model_files.known_models import MODELS
    from voicelab.embedded.local.model_files.models import installed
    from voicelab.embedded.options import EmbeddedOptions

    check_packages()
    there = installed()
    needed = needed_models(EmbeddedOptions.from_environment())
    return [(name, MODELS[name].size_bytes) for name in needed if name not in there]
