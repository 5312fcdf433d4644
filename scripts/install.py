"""Install the checkout into the Python that runs this, with a line that says how far it is.

Takes what to install, such as ``.[all]``. Runs pip, or uv where it is on the path and pip has no settings of
its own, such as a mirror's, which uv would not heed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DOWNLOADED_MB = 330
INSTALLED_MB = 1_050
FREE_BYTES = 1_600_000_000
LOOK_SECONDS = 1.0
LINE_EACH_SECONDS = 30.0
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"]


def main() -> int:
    """Install; return the exit code."""
    what = sys.argv[1]
    environment = Path(sys.prefix)
    is_new = _megabytes(environment) < INSTALLED_MB / 2
    if is_new:
        print(f"Packages: about {DOWNLOADED_MB} MB to fetch, {INSTALLED_MB} MB in {environment}.", flush=True)
    free = shutil.disk_usage(environment).free
    if is_new and free < FREE_BYTES:
        print(
            f"Only {free / 1e9:.1f} GB are free in {environment}, and {FREE_BYTES / 1e9:.1f} are needed.",
            file=sys.stderr,
        )
        return 1
    # Packages come into the temporary folder first: there it can be seen how far they are.
    with tempfile.TemporaryDirectory(prefix=".install-", dir=environment) as scratch:
        command = _command(what)
        variables = {**os.environ, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), scratch)}
        with (Path(scratch) / "errors").open("w+") as errors:
            process = subprocess.Popen(command, env=variables, stdout=errors, stderr=errors)
            try:
                _watch(process, environment, Path(scratch), is_new=is_new)
            except KeyboardInterrupt:
                process.kill()
                process.wait()
                print("\nInterrupted. Run make again to go on.", file=sys.stderr)
                return 130
            errors.seek(0)
            said = errors.read()
    if process.returncode != 0:
        _explain(said)
        return 1
    print(f"Packages: there, {_megabytes(environment)} MB in {environment}.", flush=True)
    return 0


def _command(what: str) -> list[str]:
    uv = shutil.which("uv")
    if uv and not _has_pip_settings():
        return [uv, "pip", "install", "--quiet", "--python", sys.executable, "--editable", what]
    # What is not compiled ahead takes less room, and is compiled when it is first used.
    return [sys.executable, *PIP, "install", "--quiet", "--no-compile", "--editable", what]


def _has_pip_settings() -> bool:
    listed = subprocess.run(
        [sys.executable, *PIP, "config", "list"], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip())


def _watch(process: subprocess.Popen[bytes], environment: Path, scratch: Path, *, is_new: bool) -> None:
    before, told_at, started = _megabytes(environment), 0.0, time.monotonic()
    while True:
        try:
            process.wait(LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            come = _megabytes(scratch)
            there = _megabytes(environment) - come
            if there > before + 10:
                line = f"Packages: {there}{f' of about {INSTALLED_MB}' if is_new else ''} MB unpacked"
            else:
                line = f"Packages: {come}{f' of about {DOWNLOADED_MB}' if is_new else ''} MB fetched"
            seconds = time.monotonic() - started
            if sys.stdout.isatty():
                print(f"\r{line}, {seconds:.0f} s ", end="", flush=True)
            elif seconds - told_at >= LINE_EACH_SECONDS:
                told_at = seconds
                print(line, flush=True)
        else:
            break
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def _explain(said: str) -> None:
    # Errors of a process within pip stand there indented.
    lines = [line.strip() for line in said.splitlines()]
    errors = dict.fromkeys(line for line in lines if line.startswith("ERROR:")) or lines[-5:]
    print(*errors, sep="\n", file=sys.stderr)
    if "No space left" in said:
        hint = f"Make room: {FREE_BYTES / 1e9:.1f} GB are needed."
    elif any(word in said for word in ("Retrying", "Connection", "resolve", "Could not find a version")):
        hint = "Check the network, and pip's index and proxy settings (pip config list). Then run make again."
    else:
        hint = "Run make again; if it stays so, these lines say why."
    print(f"The packages could not be installed. {hint}", file=sys.stderr)


def _megabytes(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 - many files
            except OSError:  # moved meanwhile
                continue
    return total // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
