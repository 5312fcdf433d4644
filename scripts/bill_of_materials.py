"""Write the software bill of materials: what voicelab runs with here, all extras included, as CycloneDX JSON.

Takes the file to write. The packages are those of the environment that runs this, without what only
developers need; the local models stand beside them with the checksums of their files.
"""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from lowest_versions import FOR_DEVELOPERS, extras, requirements
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import voicelab
from voicelab.embedded.local.model_files.known_models import MODELS

ROOT = Path(__file__).parent.parent

Bill = dict[str, Any]
"""A document of CycloneDX."""


def runtime_bill() -> Bill:
    """Return the bill of the environment that runs this."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "bill.json"
        command = [
            sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(ROOT / "pyproject.toml"),
            "--mc-type", "library", "--output-reproducible", "--output-file", str(written), sys.executable,
        ]  # fmt: skip
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        bill: Bill = json.loads(written.read_text("utf-8"))
    return with_models(with_packages(bill, runtime_packages()))


def runtime_packages() -> set[str]:
    """Return the names of the packages that are needed here, by voicelab with all of its extras."""
    for_users = (extra for extra in (None, *extras()) if extra not in FOR_DEVELOPERS)
    return needed_by(each for extra in for_users for each in requirements(extra))


def needed_by(asked: Iterable[Requirement]) -> set[str]:
    """Return the names of the packages that requirements need here, and those need."""
    waiting, found = list(filter(_applies, asked)), set[tuple[str, frozenset[str]]]()
    while waiting:
        requirement = waiting.pop()
        wanted = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if wanted in found or wanted[0] == "voicelab-jupyter":
            continue
        found.add(wanted)
        of_it = map(Requirement, importlib.metadata.requires(requirement.name) or ())
        waiting += [each for each in of_it if _applies(each, requirement.extras)]
    return {name for name, _ in found}


def _applies(requirement: Requirement, of_extras: Iterable[str] = ()) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *of_extras))


def with_packages(bill: Bill, names: Collection[str]) -> Bill:
    """Return a bill with those packages alone."""
    components = [each for each in bill["components"] if canonicalize_name(each["name"]) in names]
    kept = {bill["metadata"]["component"]["bom-ref"], *(each["bom-ref"] for each in components)}
    dependencies = [
        {"ref": each["ref"], "dependsOn": [ref for ref in each.get("dependsOn", []) if ref in kept]}
        for each in bill["dependencies"]
        if each["ref"] in kept
    ]
    return bill | {"components": components, "dependencies": dependencies}


def with_models(bill: Bill) -> Bill:
    """Return a bill with voicelab's version, and with the models that it may fetch."""
    bill["metadata"]["component"]["version"] = voicelab.__version__
    models = [
        {
            "type": "machine-learning-model",
            "bom-ref": f"model:{model.name}",
            "name": model.name,
            "version": model.packages[0].version,
            "description": f"{model.title}: {model.purpose}; fetched, not shipped",
            "licenses": [{"license": {"id": model.license}}],
            "components": [
                {
                    "type": "data",
                    "bom-ref": f"model:{model.name}/{name}",
                    "name": name,
                    "hashes": [{"alg": "SHA-256", "content": pin.sha256}],
                }
                for name, pin in model.pins.items()
            ],
        }
        for model in MODELS.values()
    ]
    return bill | {"components": [*bill["components"], *models]}


def main() -> int:
    """Write it; return the exit code."""
    path = Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    bill = runtime_bill()
    path.write_text(json.dumps(bill, indent=2) + "\n", "utf-8")
    print(f"{path}: {len(bill['components']) - len(MODELS)} packages, {len(MODELS)} models")
    return 0


if __name__ == "__main__":
    sys.exit(main())
