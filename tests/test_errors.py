"""Errors: one tree, codes for the log, sentences with their remedy."""

from __future__ import annotations

import inspect
import logging
import pickle
import re

import pytest

from voicelab import errors
from voicelab.errors import CompletionError, ServiceError, VoicelabError

CLASSES = [
    value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, Exception)
]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_is_exported_and_stands_in_the_tree_that_the_module_draws(
    kind: type[VoicelabError],
) -> None:
    assert kind.__name__ in errors.__all__
    assert issubclass(kind, VoicelabError)
    drawn = re.findall(r"^ {4}([│├└─ ]*)(\w+Error)", errors.__doc__ or "", re.MULTILINE)
    depths = {name: len(branch) // 4 for branch, name in drawn}
    assert depths[kind.__name__] == sum(issubclass(each, VoicelabError) for each in kind.__mro__[1:])


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_has_a_code_in_kebab_case(kind: type[VoicelabError]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind("It failed.").code)
    assert kind("It failed.", code="timeout").code == "timeout"


@pytest.mark.parametrize("kind", CLASSES)
def test_no_error_has_a_code_that_is_not_declared(kind: type[VoicelabError]) -> None:
    with pytest.raises(ValueError, match="'too-slow' is no code"):
        kind("It failed.", code="too-slow")


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_reads_as_what_happened_and_what_to_do(kind: type[VoicelabError]) -> None:
    assert str(kind("It failed.", hint="Try again.")) == "It failed. Try again."
    assert str(kind("It failed.")) == "It failed."


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_travels_to_another_process(kind: type[VoicelabError]) -> None:
    error = kind("It failed.", code="timeout", hint="Try again.")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert (str(copy), copy.code, copy.__dict__) == (str(error), "timeout", error.__dict__)


def test_each_service_has_a_stage_of_its_own() -> None:
    stages = [kind.stage for kind in CLASSES if issubclass(kind, ServiceError)]
    assert sorted(stages) == ["completion", "recognition", "service", "synthesis"]


def test_a_service_error_keeps_what_the_service_said() -> None:
    error = CompletionError("No.", details="quota", request_id="4f1c", retry_after_seconds=20.0)
    assert (error.details, error.request_id, error.retry_after_seconds) == ("quota", "4f1c", 20.0)
    assert "quota" not in str(error), "details are for the curious"


def test_an_unexpected_failure_is_named_and_its_traceback_logged(caplog: pytest.LogCaptureFixture) -> None:
    try:
        {}["x"]  # type: ignore[index]
    except KeyError as failure:
        error = errors.unexpected(failure)
    assert error.code == "internal"
    assert "KeyError: 'x'" in str(error)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
