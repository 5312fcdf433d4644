"""Kinds of values: what a setting may be, how people write it, and what an error says of it."""
# ruff: noqa: D102  # `Kind` says what the methods do

from __future__ import annotations

import numbers
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from voicelab.nearest import nearest_first
from voicelab.settings.text_lists import listed, parts

__all__ = [
    "AnyText", "Boolean", "Choice", "Kind", "Locales", "OneOrMore", "OrNone", "PatternText", "Phrases",
    "RealNumber", "WholeNumber",
]  # fmt: skip

T_co = TypeVar("T_co", covariant=True)

_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z0-9]{2,8})+")
_LONGEST_SHOWN = 10**40
_WORDS_OF_SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Kind(ABC, Generic[T_co]):
    """What values a setting may have."""

    metavar = "TEXT"
    """What stands for a value in the help of a command."""

    accepts_tuples = False
    """Whether one value may be a tuple: several values are then in a list."""

    @property
    @abstractmethod
    def allowed(self) -> str:
        """Say what is allowed, in Markdown."""

    @abstractmethod
    def check(self, name: str, value: Any) -> T_co:
        """Return a value as it is kept.

        Raises
        ------
        ValueError
            It will not do; says which setting, the value and what is allowed.
        """

    def parse(self, text: str) -> object:
        """Return the value that a text stands for; the text itself if it is none, for `check` to refuse."""
        return text

    def write(self, value: Any) -> str:
        """Return a value as people write it."""
        return str(value)


@dataclass(frozen=True, slots=True)
class WholeNumber(Kind[int]):
    """A whole number within bounds, which are allowed, too; NumPy's become plain ones."""

    lowest: int
    highest: int

    metavar = "N"

    @property
    def allowed(self) -> str:
        return f"{self.lowest:,} to {self.highest:,}"

    def check(self, name: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, numbers.Integral):
            raise ValueError(f"{name} must be a whole number, not {value!r}")
        return int(_within(name, value, self.lowest, self.highest))

    def parse(self, text: str) -> object:
        return _number(int, text)


@dataclass(frozen=True, slots=True)
class RealNumber(Kind[float]):
    """A number within bounds, which are allowed, too; NumPy's become plain ones."""

    lowest: float
    highest: float

    metavar = "X"

    @property
    def allowed(self) -> str:
        return f"{self.lowest:g} to {self.highest:g}"

    def check(self, name: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise ValueError(f"{name} must be a number, not {value!r}")
        return float(_within(name, value, self.lowest, self.highest))

    def parse(self, text: str) -> object:
        return _number(float, text)

    def write(self, value: Any) -> str:
        return str(value).removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Boolean(Kind[bool]):
    """Yes or no, on or off."""

    metavar = "yes|no"

    @property
    def allowed(self) -> str:
        return "`True` or `False`"

    def check(self, name: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be True or False, not {value!r}")
        return value

    def parse(self, text: str) -> object:
        return _WORDS_OF_SWITCHES.get(text.strip().lower(), text)


@dataclass(frozen=True, slots=True)
class AnyText(Kind[str]):
    """Text, empty or of any length."""

    @property
    def allowed(self) -> str:
        return "text"

    def check(self, name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{name} must be text, not {value!r}")
        return value


@dataclass(frozen=True, slots=True)
class PatternText(Kind[str]):
    """Text of a pattern."""

    pattern: re.Pattern[str]
    what: str
    """What it is, with an example."""

    metavar = "NAME"

    @property
    def allowed(self) -> str:
        return re.sub(r" '(\S+)'", r" `\1`", self.what)

    def check(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            raise ValueError(f"{name} must be {self.what}, not {value!r}")
        return value

    def parse(self, text: str) -> object:
        return text.strip()


@dataclass(frozen=True, slots=True)
class Choice(Kind[str]):
    """One of several texts."""

    choices: tuple[str, ...]
    what: str = ""
    """What they are called, where they are so many that an error names the nearest first."""

    @property
    def metavar(self) -> str:  # type: ignore[override]
        return "NAME" if self.what else "|".join(self.choices)

    @property
    def allowed(self) -> str:
        return ", ".join(f"`{choice}`" for choice in self.choices)

    def check(self, name: str, value: Any) -> str:
        if isinstance(value, str) and value in self.choices:
            return value
        if self.what:
            listed = ", ".join(nearest_first(str(value), self.choices))
            raise ValueError(f"{name} {value!r} is not one of {self.what}: {listed}")
        raise ValueError(f"{name} must be one of {', '.join(self.choices)}, not {value!r}")

    def parse(self, text: str) -> object:
        return text.strip()


class OneOrMore(Kind["str | tuple[str, ...]"]):
    """A text or several, which are written with commas."""

    accepts_tuples = True

    def parse(self, text: str) -> object:
        several = parts(text)
        return several if len(several) > 1 else "".join(several)

    def write(self, value: Any) -> str:
        return listed([value] if isinstance(value, str) and value else value)


@dataclass(frozen=True, slots=True)
class Locales(OneOrMore):
    """A locale, or a tuple of several, one of each language; written with commas."""

    most: int

    metavar = "LOCALE"

    @property
    def allowed(self) -> str:
        return f"a locale such as `en-US`, or up to {self.most} of different languages"

    def check(self, name: str, value: Any) -> str | tuple[str, ...]:
        locales = (value,) if isinstance(value, str) else value
        if not isinstance(locales, tuple | list) or not 1 <= len(locales) <= self.most:
            raise ValueError(f"{name} must be a locale, or 1 to {self.most} of them, not {value!r}")
        for locale in locales:
            if not isinstance(locale, str) or not _LOCALE.fullmatch(locale):
                raise ValueError(f"{name} must be a locale such as 'en-US' or 'es-ES', not {locale!r}")
        languages = [locale.split("-")[0].lower() for locale in locales]
        if len(set(languages)) < len(languages):
            raise ValueError(f"{name} must hold one locale of each language at most, not {value!r}")
        return locales[0] if len(locales) == 1 else tuple(locales)


@dataclass(frozen=True, slots=True)
class Phrases(Kind["tuple[str, ...]"]):
    """Several texts, none of them blank; written with commas."""

    most: int

    accepts_tuples = True

    @property
    def allowed(self) -> str:
        return f"up to {self.most} texts"

    def check(self, name: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, tuple | list) or not all(isinstance(p, str) and p.strip() for p in value):
            raise ValueError(f"{name} must be several texts, none of them blank, not {value!r}")
        if len(value) > self.most:
            raise ValueError(f"{name} must be {self.most} at most, not {len(value)}")
        return tuple(value)

    def parse(self, text: str) -> object:
        return parts(text)

    def write(self, value: Any) -> str:
        return listed(value)


@dataclass(frozen=True, slots=True)
class OrNone(Kind["T_co | None"], Generic[T_co]):
    """A kind, or `None`, which is written ``None``, in any case, or left empty."""

    kind: Kind[T_co]

    @property
    def metavar(self) -> str:  # type: ignore[override]
        return self.kind.metavar

    @property
    def allowed(self) -> str:
        return f"{self.kind.allowed}, or `None`"

    def check(self, name: str, value: Any) -> T_co | None:
        try:
            return None if value is None else self.kind.check(name, value)
        except ValueError as error:
            raise ValueError(f"{error}; None is allowed, too") from None

    def parse(self, text: str) -> object:
        return None if text.strip().lower() in ("", "none") else self.kind.parse(text)

    def write(self, value: Any) -> str:
        return "" if value is None else self.kind.write(value)


def _within(name: str, value: Any, lowest: float, highest: float) -> Any:
    """Return a number that is within its bounds; it is compared first, as not every one fits a float."""
    if not lowest <= value <= highest:
        raise ValueError(f"{name} must be from {lowest:,} to {highest:,}, not {_shown(value)}")
    return value


def _shown(number: object) -> str:
    is_long = isinstance(number, int) and abs(number) >= _LONGEST_SHOWN  # Python may refuse to write it out
    return "a number of more than 40 digits" if is_long else repr(number)


def _number(kind: type[int | float], text: str) -> object:
    try:
        return kind(text)
    except ValueError:
        return text
