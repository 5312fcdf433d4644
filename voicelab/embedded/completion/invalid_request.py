"""Invalid requests: refusals as OpenAI words them, and the checks of single values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["BOOLEAN", "LIST", "OBJECT", "TEXT", "InvalidRequestError", "ValueKind", "check_value"]

_NAMES = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "an integer"}


class InvalidRequestError(Exception):
    """A request is refused: the message is a sentence for the client.

    Parameters
    ----------
    param
        What is wrong, as a path: ``messages[0].role``; `None` where it is nothing that has a name.
    code
        OpenAI's code of the refusal; some have none.
    """

    def __init__(self, message: str, param: str | None, code: str | None = "invalid_value") -> None:
        super().__init__(message)
        self.param = param
        self.code = code


@dataclass(frozen=True, slots=True)
class ValueKind:
    """What a parameter may be; ``null`` always counts as left out."""

    types: tuple[type, ...]
    lowest: float | None = None
    highest: float | None = None
    values: tuple[object, ...] = ()
    """All there are; empty for any."""


BOOLEAN, TEXT, OBJECT, LIST = ValueKind((bool,)), ValueKind((str,)), ValueKind((dict,)), ValueKind((list,))


def check_value(name: str, value: object, kind: ValueKind) -> None:
    """Check a parameter's value.

    Raises
    ------
    InvalidRequestError
        It is of another type, none of the values, or out of its range.
    """
    boolean = isinstance(value, bool) and bool not in kind.types
    if boolean or not isinstance(value, kind.types):
        raise InvalidRequestError(
            f"Invalid type for {name!r}: "
            f"expected {_type_names(kind.types)}, but got {_type_name(value)} instead.",
            name,
            "invalid_type",
        )
    if kind.values and value not in kind.values:
        raise InvalidRequestError(
            f"Invalid value for {name!r}: {repr(value)[:60]} is not supported by the local model. "
            f"Supported values are: {', '.join(repr(supported) for supported in kind.values)}.",
            name,
        )
    if isinstance(value, (int, float)):
        number = "integer" if float not in kind.types else "decimal"
        bounds = (("below", "minimum", ">=", kind.lowest), ("above", "maximum", "<=", kind.highest))
        for side, limit, sign, bound in bounds:
            if bound is not None and (value < bound if side == "below" else value > bound):
                raise InvalidRequestError(
                    f"Invalid {name!r}: {number} {side} {limit} value. "
                    f"Expected a value {sign} {bound}, but got {value} instead.",
                    name,
                    f"{number}_{side}_{limit[:3]}_value",
                )


def _type_name(value: object) -> str:
    return "a decimal" if isinstance(value, float) else _NAMES.get(type(value), "null")


def _type_names(types: Sequence[type]) -> str:
    if float in types:
        return "a decimal"
    return " or ".join(_NAMES[kind] for kind in types)
