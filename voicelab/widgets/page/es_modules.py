"""One script for each widget, joined from the ES modules that stand beside the Python files."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["joined_modules"]

_PACKAGE = Path(__file__).resolve().parents[2]
_IMPORT = re.compile(r'^import \{([^}]+)\} from "(\.{1,2}/[^"]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|class|function|async function) (\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


def joined_modules(entry: Path) -> str:
    """Return one module that is `entry` with all that it imports.

    A front end loads a widget's script, and a browser a worklet's, from an address of its own, where relative
    imports lead nowhere. Each imported module becomes a function, so its private names stay its own.

    Parameters
    ----------
    entry
        A module of this package. It may export a default; those that it imports export by name.

    Raises
    ------
    ValueError
        A module imports or exports in a way that is not understood here, or modules import each other.
    """
    parts: dict[Path, str] = {}
    text = _with_imports(entry.resolve(), parts, ())
    if others := [line for line in _OTHER.findall(text) if not line.startswith("export default ")]:
        raise ValueError(f"{entry}: cannot join {others[0]!r}")
    return "\n".join(["const modules = {};", *parts.values(), text])


def _with_imports(path: Path, parts: dict[Path, str], importers: tuple[Path, ...]) -> str:
    """Return a module's text, its imports replaced; what they need is added to `parts` first."""
    if path in importers:
        raise ValueError(f"modules import each other: {', '.join(map(_name, (*importers, path)))}")

    def replaced(statement: re.Match[str]) -> str:
        names, address = statement.groups()
        imported = (path.parent / address).resolve()
        if imported not in parts:
            parts[imported] = _function(imported, _with_imports(imported, parts, (*importers, path)))
        return f'const {{{names.replace(" as ", ": ")}}} = modules["{_name(imported)}"];'

    return _IMPORT.sub(replaced, path.read_text("utf-8"))


def _function(path: Path, text: str) -> str:
    names = _EXPORT.findall(text)
    text = _EXPORT.sub("", text)
    if other := _OTHER.search(text):
        raise ValueError(f"{path}: cannot join {other.group()!r}")
    return f'modules["{_name(path)}"] = (() => {{\n{text}\nreturn {{ {", ".join(names)} }};\n}})();'


def _name(path: Path) -> str:
    return path.relative_to(_PACKAGE).as_posix()
