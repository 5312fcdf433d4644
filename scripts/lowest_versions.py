"""Print, as constraints for pip, the oldest versions that pyproject.toml allows of what voicelab needs."""

from __future__ import annotations

import sys
from pathlib import Path

from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"
FOR_DEVELOPERS = ("dev", "test")


def requirements(extra: str | None = None) -> list[Requirement]:
    """Return what an extra declares, or what the core does."""
    project = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]
    declared = project["dependencies"] if extra is None else project["optional-dependencies"][extra]
    return [Requirement(line) for line in declared]


def extras() -> list[str]:
    """Return the names of all extras."""
    return list(tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["optional-dependencies"])


def lowest(requirement: Requirement) -> str:
    """Return a requirement that only the oldest allowed version meets."""
    bounds = [each.version for each in requirement.specifier if each.operator in (">=", "==", "~=")]
    if len(bounds) != 1:
        raise ValueError(f"pyproject.toml gives no lower bound of {requirement}")
    marker = f"; {requirement.marker}" if requirement.marker else ""
    return f"{requirement.name}=={bounds[0]}{marker}"


def main() -> int:
    """Print the constraints; return the exit code."""
    for extra in (None, *extras()):
        if extra not in FOR_DEVELOPERS:
            for requirement in requirements(extra):
                if requirement.name != "voicelab-jupyter":
                    print(lowest(requirement))
    return 0


if __name__ == "__main__":
    sys.exit(main())
