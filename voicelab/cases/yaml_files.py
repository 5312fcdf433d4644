"""What a YAML file holds, as text: numbers and dates as they are written, and ``no`` as no truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from voicelab.cases.json_files import text_of
from voicelab.extras import require

__all__ = ["yaml_value"]

_TYPED = ("null", "merge", "bool")
"""Kinds of scalars that are no text."""
_TRUTHS = "tTfF"
"""With what those of YAML 1.2 begin: in 1.1, ``yes``, ``no``, ``on`` and ``off`` are some as well."""
_MOST_VALUES = 1_000_000
"""References to anchors included, by which a short file can write any number."""


def yaml_value(path: Path, encoding: str | None) -> Any:
    """Return what a YAML file holds.

    Raises
    ------
    ConfigurationError
        PyYAML is not installed.
    ValueError
        It is no YAML, or holds objects of a program; the message says where.
    """
    require("compare", "yaml", what="Cases in YAML", instead="Or write them as JSON.")
    import yaml

    # That in C is quicker, and knows question marks in {question: Who?}.
    safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(safe):  # type: ignore[misc]
        """Loads plain values."""

        yaml_implicit_resolvers = {  # noqa: RUF012
            letter: [
                (tag, pattern)
                for tag, pattern in resolvers
                if tag.rpartition(":")[2] in _TYPED and (not tag.endswith(":bool") or letter in _TRUTHS)
            ]
            for letter, resolvers in safe.yaml_implicit_resolvers.items()
        }

        def flatten_mapping(self, node: Any) -> None:
            if id(node) not in flat:  # what is merged into it may stand in it, too
                flat.add(id(node))
                names = Counter(name.value for name, _ in node.value if isinstance(name.value, str))
                if twice := next((name for name in names if name != "<<" and names[name] > 1), None):
                    raise yaml.constructor.ConstructorError(
                        None, None, f"a mapping has {twice!r} twice", node.start_mark
                    )
            super().flatten_mapping(node)

    flat: set[int] = set()
    content = text_of(path, encoding, "YAML")
    try:
        value = yaml.load(content, Loader)  # noqa: S506
    # The latter ones of scalars with a tag that they do not fit, such as !!int x.
    except (yaml.YAMLError, RecursionError, ValueError, KeyError, AttributeError) as error:
        raise ValueError(f"{path} is no YAML: {' '.join(str(error).split())}") from None
    _check_size(path, value)
    return value


def _check_size(path: Path, value: Any) -> None:
    count, waiting = 0, [value]
    while waiting:
        count += 1
        if count > _MOST_VALUES:
            raise ValueError(f"{path} holds more than {_MOST_VALUES:,} values")
        each = waiting.pop()
        if isinstance(each, Mapping):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
