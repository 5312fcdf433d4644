"""Which models are asked no more, as each further job would meet the same error of their set-up."""

from __future__ import annotations

from dataclasses import dataclass

from voicelab.comparison.set_up_errors import SetUpErrors


@dataclass(frozen=True)
class Result:
    """The result of a job that failed."""

    error_message: str
    error_code: str = "not-found"
    retry_after_seconds: float | None = None


def errors_of(*models: str) -> SetUpErrors[str, Result]:
    """Return those of jobs whose work begins with the model that it asks."""
    return SetUpErrors(
        lambda work: work.split()[0], models, lambda work, failed: Result(f"{work}: {failed.error_message}")
    )


def test_jobs_of_one_model_fail_alike_with_the_first_error() -> None:
    errors = errors_of("good", "missing")
    errors.add("missing 1", Result("No such deployment."))
    errors.add("missing 2", Result("Another."))
    assert errors.concern("missing 3")
    assert not errors.concern("good 1")
    assert errors.result("missing 3").error_message == "missing 3: No such deployment."


def test_an_error_is_of_all_where_no_model_is_left() -> None:
    errors = errors_of("one", "other")
    assert errors.of_all is None
    errors.add("one 1", Result("No key."))
    assert errors.of_all is None
    errors.add("other 1", Result("No quota."))
    assert "The comparison stopped. No key. No quota." in str(errors.of_all)
