"""Say in a sentence if this Python is too old, or lacks a part. Runs on any, so no newer syntax here."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit(
        "voicelab needs Python 3.10 to 3.13, and this is %d.%d (%s). Name another: make PYTHON=python3.12"  # noqa: UP031
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )
try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    sys.exit(
        "This Python cannot make environments: its module venv is not installed. On Debian and Ubuntu: "
        "sudo apt install python" + ".".join(map(str, sys.version_info[:2])) + "-venv"
    )
if sys.version_info >= (3, 14):
    sys.stderr.write("Note: voicelab is tested on Python 3.10 to 3.13; this one is newer.\n")
