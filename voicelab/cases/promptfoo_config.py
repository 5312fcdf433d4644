"""promptfoo's configurations: their tests as rows, with what holds for all of them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from voicelab.cases.case_row import CaseRow
from voicelab.cases.json_files import text_of
from voicelab.cases.promptfoo_files import named_content, named_paths, named_value
from voicelab.cases.promptfoo_tests import PROMPT, with_vars
from voicelab.cases.read_row import placed
from voicelab.file_target import YAML_ENDINGS

__all__ = ["config_rows", "is_config"]

RowsOf: TypeAlias = Callable[[Path], Iterator[CaseRow]]
"""Yields the rows of a file of tests."""

_TESTS = ("tests", "scenarios")
_BESIDE = ("prompts", "providers", "targets", "defaultTest")
_MOST_COMBINATIONS = 100_000
_APART = re.compile(r"^---\s*$", re.MULTILINE)
"""What stands between the prompts of a text file."""
_CHATS = (*YAML_ENDINGS, ".json")
_TEXTS = (".txt", ".md", ".j2")


def is_config(value: Any) -> bool:
    """Say whether a file's content is a configuration, and no case or list of them."""
    if not isinstance(value, Mapping):
        return False
    has_tests = any(name in value for name in _TESTS)
    return any(name in value for name in _BESIDE) and (has_tests or "prompts" in value)


def config_rows(
    path: Path, config: Mapping[str, Any], rows_of: RowsOf, note: Callable[[str], object]
) -> Iterator[CaseRow]:
    """Yield a configuration's tests, those in other files included.

    Parameters
    ----------
    rows_of
        Reads other files.
    note
        Is called with a sentence, without its full stop, of what is left out.

    Raises
    ------
    FileNotFoundError
        A file is missing that it names.
    ValueError
        Tests are made by a script, or are not on this machine.
    """
    if not any(config.get(name) for name in _TESTS):
        raise ValueError(f"{path} is a configuration of promptfoo without tests: cases are read from these")
    reading = _ConfigReading(path, config, rows_of)
    with placed(str(path)):
        default = reading.test(config.get("defaultTest") or {}, (path.parent,))
        prompts = reading.prompts()
        if len(prompts) > 1 or None in prompts:
            note(
                f"{path}: prompts are not read, of which there are several, or one that is no plain text; "
                "vl.compare(..., system_prompt=[...]) compares them"
            )
    prompt = prompts[0] if len(prompts) == 1 else None
    tests = list(reading.tests())
    if any(
        isinstance(each := test.get("metadata"), Mapping) and "conversationId" in each for _, test in tests
    ):
        note(
            f"{path}: each test is asked by itself, also those that share a conversationId; "
            "a dialogue holds several turns"
        )
    for place, test in tests:
        own = _merged(default, test)
        if prompt is not None:
            own.setdefault(PROMPT, prompt)
        for variables in _each_value(own["vars"]):
            yield CaseRow(place, {**own, "vars": variables}, is_of_table=False)


class _ConfigReading:
    """Reads a configuration with the files that it names.

    Parameters
    ----------
    path
        The configuration's own.
    rows_of
        Reads other files.
    """

    def __init__(self, path: Path, config: Mapping[str, Any], rows_of: RowsOf) -> None:
        self._path = path
        self._config = config
        self._rows_of = rows_of

    def tests(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the tests with their places: those that are listed, and those of scenarios."""
        yield from self._listed("test", self._config.get("tests"))
        for number, given in enumerate(_several(self._config.get("scenarios") or []), start=1):
            place = f"scenario {number}"
            with placed(f"{self._path}, {place}"):
                held = named_value(given, (self._path.parent,)) if isinstance(given, str) else given
                each = _several(held)
                if not all(isinstance(one, Mapping) for one in each):
                    raise ValueError("a scenario is a mapping of config and tests, or names a file of that")
                scenario = {name: value for one in each for name, value in one.items()}
                data = list(self._listed(f"{place}, data", scenario.get("config")))
                tests = list(self._listed(f"{place}, test", scenario.get("tests") or [{}]))
            for (_, common), (where, test) in itertools.product(data, tests):
                yield where, _merged(common, test)

    def _listed(self, what: str, given: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        for number, each in enumerate(_several(given), start=1):
            place = f"{self._path}, {what} {number}"
            with placed(place):
                name = each.get("path") if isinstance(each, Mapping) and "vars" not in each else each
                if isinstance(name, str):
                    yield from self._of_files(name)
                elif isinstance(each, Mapping):
                    yield place, self.test(each, (self._path.parent,))
                elif each is not None:
                    raise ValueError(f"it is {type(each).__name__}; a test is a mapping, or names a file")

    def _of_files(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for path in named_paths(name, (self._path.parent,)):
            for row in self._rows_of(path):
                is_test = "vars" in row.values or "assert" in row.values
                with placed(row.place):
                    test = row.values if is_test else with_vars(row.values)
                    yield row.place, self.test(test, (self._path.parent, path.parent))

    def test(self, given: Any, folders: tuple[Path, ...]) -> dict[str, Any]:
        """Return a test with what its variables and assertions name in files, and by ``$ref``."""
        test = dict(_mapping("a test", named_value(given, folders) if isinstance(given, str) else given))
        variables = test.get("vars") or {}
        if isinstance(variables, str | list):
            held = [_mapping("vars", named_value(str(name), folders)) for name in _several(variables)]
            variables = {name: value for each in held for name, value in each.items()}
        variables = _mapping("vars", variables)
        test["vars"] = {name: named_content(value, folders) for name, value in variables.items()}
        if isinstance(test.get("assert"), list):
            test["assert"] = [self._referred(each) for each in test["assert"]]
        return test

    def _referred(self, assertion: Any) -> Any:
        name = assertion.get("$ref") if isinstance(assertion, Mapping) else None
        if not isinstance(name, str):
            return assertion
        held: Any = self._config
        for part in name.removeprefix("#/").split("/"):
            held = held.get(part) if isinstance(held, Mapping) else None
        if held is None:
            raise ValueError(f"there is no {name!r} in {self._path.name}")
        return held

    def prompts(self) -> list[Any]:
        """Return the prompts, as text or as messages of a chat; `None` for one that a script makes."""
        listed = _several(self._config.get("prompts") or [])
        return [prompt for each in listed for prompt in self._each_prompt(each)]

    def _each_prompt(self, given: Any) -> Iterator[Any]:
        if isinstance(given, Mapping):
            given = given.get("raw") or given.get("id")
        if not isinstance(given, str):
            yield None
            return
        path = self._path.parent / given
        is_named = given.startswith("file://") or path.suffix.lower() in (*_CHATS, *_TEXTS)
        if "\n" in given or not is_named:
            yield given
            return
        try:
            paths = named_paths(given, (self._path.parent,))
        except ValueError:  # of a script
            yield None
            return
        for path in paths:
            yield from _prompts_of(path)


def _mapping(what: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{what} is a mapping, or names a file of one, not {type(value).__name__}")
    return value


def _prompts_of(path: Path) -> Iterator[Any]:
    ending = path.suffix.lower()
    if ending in _CHATS:
        try:
            held = named_value(path.name, (path.parent,))
        except ValueError:  # of templates around the values
            held = None
        is_chat = isinstance(held, list) and all(isinstance(e, Mapping) and "role" in e for e in held)
        yield held if is_chat else None
    elif ending in (*_TEXTS, ""):
        yield from filter(None, map(str.strip, _APART.split(text_of(path, None, "text"))))
    else:
        yield None


def _merged(common: Mapping[str, Any], test: Mapping[str, Any]) -> dict[str, Any]:
    """Return a test with what holds for several: variables, assertions, options and the like."""
    own = {name: value for name, value in common.items() if name != "description"} | dict(test)
    for name in ("vars", "options", "metadata"):
        if isinstance(common.get(name), Mapping) and isinstance(test.get(name), Mapping):
            own[name] = {**common[name], **test[name]}
    if assertions := [each for one in (common, test) for each in _several(one.get("assert") or [])]:
        own["assert"] = assertions
    return own


def _several(given: Any) -> list[Any]:
    """Return what may be given as a list or by itself."""
    return given if isinstance(given, list) else [given]


def _each_value(variables: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield variables with one value each, where some have several: each of them with each."""
    several = [
        value if isinstance(value, list) and value and all(isinstance(v, str) for v in value) else [value]
        for value in variables.values()
    ]
    if (count := math.prod(map(len, several))) > _MOST_COMBINATIONS:
        raise ValueError(f"its variables with several values make {count:,} tests")
    for values in itertools.product(*several):
        yield dict(zip(variables, values, strict=True))
