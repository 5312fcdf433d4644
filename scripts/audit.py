"""Look up which known vulnerabilities the packages have that voicelab runs with here, all extras included.

Asks OSV's database, by pip-audit; takes another address of one. The exit code is 1 where one is known, or a
package could not be looked up; where the database is out of reach, it says "skipped" and the code is 0.
"""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bill_of_materials import runtime_packages

OSV = "https://api.osv.dev/v1/query"
OUT_OF_REACH = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "ProxyError", "SSLError")
"""Errors of requests, in which pip-audit ends."""


def pip_audit(pins: list[str], address: str) -> subprocess.CompletedProcess[str]:
    """Ask a database for packages, each as ``name==version``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pins.txt"
        file.write_text("\n".join(pins))
        # By a mirror that does not describe its packages, pip-audit's usual service passes over all of them
        # and says that no vulnerability is known.
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", str(file), "--no-deps", "--disable-pip",
            "--vulnerability-service", "osv", "--osv-url", address, "--format", "json", "--desc", "off",
            "--progress-spinner", "off",
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, check=False)


def flaws_in(answer: dict[str, Any]) -> list[str]:
    """Return what is wrong by an answer of pip-audit, a line each."""
    flaws = []
    for package in answer["dependencies"]:
        for flaw in package.get("vulns", []):
            mended = (
                f"mended in {', '.join(flaw['fix_versions'])}" if flaw["fix_versions"] else "not mended yet"
            )
            names = " ".join([flaw["id"], *flaw["aliases"]])
            flaws.append(f"{package['name']} {package['version']}: {names}, {mended}")
        if "skip_reason" in package:
            flaws.append(f"{package['name']} was not looked up: {package['skip_reason']}")
    return flaws


def main(address: str = OSV, pins: list[str] | None = None) -> int:
    """Look them up; return the exit code."""
    if pins is None:
        pins = [f"{name}=={importlib.metadata.version(name)}" for name in sorted(runtime_packages())]
    asked = pip_audit(pins, address)
    if not asked.stdout.strip():
        if any(name in asked.stderr for name in OUT_OF_REACH):
            print(f"skipped: {address} cannot be reached, so that nothing is known of {len(pins)} packages.")
            return 0
        print(asked.stderr, file=sys.stderr)
        return 1
    flaws = flaws_in(json.loads(asked.stdout))
    print(*flaws, f"{len(pins)} packages, {len(flaws)} known vulnerabilities or gaps.", sep="\n")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else OSV))
