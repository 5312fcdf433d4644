"""One parser, guided by what of voicelab each input reaches: ``python -m tests.fuzz.coverage_guided ssml``.

It needs ``pip install atheris``, which has wheels for Linux alone. What stands behind the parser's name is
libFuzzer's, such as ``-max_total_time=60``; a finding ends the run and is written beside.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["voicelab"]):
    from tests.fuzz.parsers import PARSERS, failure_of


def main() -> None:
    """Run until libFuzzer ends it."""
    name, *options = sys.argv[1:] or [""]
    if name not in PARSERS:
        sys.exit(f"Name a parser: {', '.join(PARSERS)}.")
    parser = PARSERS[name]

    def read(data: bytes) -> None:
        failure = failure_of(parser, data)
        if failure is not None:
            raise AssertionError(failure)

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(parser.seeds):
            Path(folder, str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], folder, *options], read)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
