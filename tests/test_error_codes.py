"""The codes of errors: declared once, and all that follows from them."""

from __future__ import annotations

import ast
import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicelab
from voicelab.completion import causes
from voicelab.error_codes import ERROR_CODES, Part, Remedy, code_of_status, error_code
from voicelab.errors import ServiceError, VoicelabError
from voicelab.services import speech_sdk
from voicelab.widgets.browser_audio.page_states import REFUSALS, refusal

PACKAGE = Path(voicelab.__file__).parent
HOME = PACKAGE / "error_codes.py"
MODULES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in PACKAGE.rglob("*.py")
    if path != HOME
}


CATALOGUE = ("error_code", "code_of_status")
"""Functions that give nothing but what is declared."""


def is_logger(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and "ogger" in ast.unparse(function.value)


def raised_in(module: ast.Module) -> Iterator[ast.expr]:
    """Yield what stands for a code where an error is made."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name.endswith(("Error", "speech_error")):
                yield from (keyword.value for keyword in node.keywords if keyword.arg == "code")
            elif name in ("_Cause", "error") and node.args and not is_logger(node.func):
                yield node.args[0]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            is_code = getattr(target, "id", "") in ("code", "default_code")
            if is_code and node.value is not None and not isinstance(node.value, ast.Call):
                yield node.value


def codes_of(expression: ast.expr) -> Iterator[str]:
    """Yield patterns of the codes that an expression may be.

    A name is what another expression was kept as, and `VoicelabError` itself refuses a code that is not
    declared.

    Raises
    ------
    ValueError
        The codes cannot be told from the expression.
    """
    if isinstance(expression, ast.IfExp):
        yield from codes_of(expression.body)
        yield from codes_of(expression.orelse)
    elif isinstance(expression, ast.BoolOp):
        for value in expression.values:
            yield from codes_of(value)
    elif isinstance(expression, ast.Constant):
        # Other things are called codes, too, but not in kebab case: a protocol's, a process's.
        yield from re.findall(r"^[a-z]+(?:-[a-z]+)*$", str(expression.value))
    elif isinstance(expression, ast.JoinedStr) and isinstance(expression.values[0], ast.Constant):
        parts = expression.values
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in parts
        )
    elif isinstance(expression, ast.Call) and getattr(expression.func, "id", "") in CATALOGUE:
        return
    elif not isinstance(expression, ast.Name | ast.Attribute):
        raise ValueError(f"which codes may {ast.unparse(expression)} be?")


RAISED = {
    (name, pattern)
    for name, module in MODULES.items()
    for expression in raised_in(module)
    for pattern in codes_of(expression)
}


@pytest.mark.parametrize("code", ['f"{device}-failed"', '"-".join(words)', 'kind + "-failed"'])
def test_a_code_that_cannot_be_read_is_refused(code: str) -> None:
    (expression,) = raised_in(ast.parse(f"raise DeviceError('It failed.', code={code})"))
    with pytest.raises(ValueError, match="which codes may"):
        list(codes_of(expression))


def test_codes_are_found_where_errors_are_made() -> None:
    assert len(RAISED) > 50


def test_every_code_that_is_raised_is_declared() -> None:
    assert [
        f"{pattern} of {module}"
        for module, pattern in sorted(RAISED)
        if not any(re.fullmatch(pattern, code) for code in ERROR_CODES)
    ] == []


@pytest.mark.parametrize("state", sorted(REFUSALS))
def test_every_refusal_of_the_page_is_declared(state: typing.Any) -> None:
    assert refusal(state).code in ERROR_CODES


def test_every_code_that_is_declared_stands_somewhere_in_the_package() -> None:
    strings = {
        node.value
        for module in MODULES.values()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    by_status = {code_of_status(status) for status in range(400, 600)}
    used = (
        {code for code in ERROR_CODES for _, pattern in RAISED if re.fullmatch(pattern, code)}
        | strings
        | by_status
    )
    assert sorted(ERROR_CODES.keys() - used) == []


def test_no_list_of_codes_stands_outside_their_home() -> None:
    lists = []
    for name, module in MODULES.items():
        for node in ast.walk(module):
            items = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
            words = [item.value for item in items if isinstance(item, ast.Constant)]
            if len(words) > 1 and len(words) == len(items) and ERROR_CODES.keys() >= set(words):
                lists.append(f"{name}:{node.lineno} {words}")  # type: ignore[attr-defined]
    assert lists == []


def test_each_code_names_its_parts_its_remedy_and_its_meaning() -> None:
    for code in ERROR_CODES.values():
        assert code.parts, code.name
        assert set(code.parts) <= set(typing.get_args(Part)), code.name
        assert code.remedy in typing.get_args(Remedy), code.name
        assert re.search(r"[^.]$", code.meaning), code.name


@pytest.mark.parametrize(
    ("stages", "names"),
    [
        ({"completion"}, causes.VARIABLES["azure"]),
        ({"completion"}, causes.VARIABLES["openai"]),
        ({"completion"}, causes.VARIABLES["upstream"]),
        ({"recognition", "synthesis"}, speech_sdk._NAMES),
    ],
    ids=["Azure OpenAI", "OpenAI", "upstream", "Speech"],
)
def test_what_to_do_is_a_sentence_in_the_names_of_a_service(stages: set[Part], names: dict[str, str]) -> None:
    for code in ERROR_CODES.values():
        if code.hint and stages & set(code.parts):
            hint = code.hint_for(names)
            assert re.search(r"[.…]$", hint)
            assert "{" not in hint


@pytest.mark.parametrize(
    ("name", "retryable", "transient", "permanent"),
    [
        ("connection-closed", True, True, False),
        ("throttled", True, True, False),
        ("timeout", False, True, False),
        ("content-filter", False, False, False),
        ("unknown-voice", False, False, True),
        ("authentication", False, False, True),
        ("sink-failed", False, True, False),
        ("source-failed", False, False, True),
    ],
)
def test_an_error_knows_what_is_worth_trying(
    name: str, retryable: bool, transient: bool, permanent: bool
) -> None:
    error = VoicelabError("It failed.", code=name)
    assert (error.is_retryable, error.is_transient, error.is_permanent) == (retryable, transient, permanent)


def test_an_error_of_a_service_without_a_code_is_worth_another_try() -> None:
    assert ServiceError("It failed.").is_retryable


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "bad-request"),
        (401, "authentication"),
        (403, "forbidden"),
        (409, "service-error"),
        (422, "bad-request"),
        (429, "throttled"),
        (500, "service-error"),
        (503, "service-unavailable"),
    ],
)
def test_a_status_has_a_code(status: int, code: str) -> None:
    assert code_of_status(status) == code


def test_only_what_no_setting_can_change_ends_a_comparison() -> None:
    assert error_code("quota").is_setup
    assert not error_code("unknown-voice").is_setup
