"""Set-up errors: which models of a run are asked no more, as each further job would meet the same error."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Generic, TypeVar

from voicelab.comparison.job_queues import JobResult
from voicelab.errors import ConfigurationError

__all__ = ["SetUpErrors"]

W = TypeVar("W")
R = TypeVar("R", bound=JobResult)


class SetUpErrors(Generic[W, R]):
    """The first error of each model that is set up wrong.

    Parameters
    ----------
    model
        Returns the model that a job's work asks.
    models
        All models that are compared, those included of which the log has all results.
    fail_alike
        Makes the result of a job that is not run of that of another one, which failed.
    """

    def __init__(
        self,
        model: Callable[[W], Hashable],
        models: Collection[Hashable],
        fail_alike: Callable[[W, R], R],
    ) -> None:
        self._model = model
        self._models = frozenset(models)
        self._fail_alike = fail_alike
        self._failed: dict[Hashable, R] = {}

    def add(self, work: W, result: R) -> None:
        """Note that a job met such an error."""
        self._failed.setdefault(self._model(work), result)

    def concern(self, work: W) -> bool:
        """Return whether a job would meet such an error."""
        return self._model(work) in self._failed

    def result(self, work: W) -> R:
        """Return the result of a job that is not run, as it would meet such an error."""
        return self._fail_alike(work, self._failed[self._model(work)])

    @property
    def messages(self) -> list[str]:
        """What is wrong and what to do, each once."""
        return list(dict.fromkeys(result.error_message or "" for result in self._failed.values()))

    @property
    def of_all(self) -> ConfigurationError | None:
        """The error that says that no model is left to be asked; `None` as long as one is."""
        if not self._failed or not self._failed.keys() >= self._models:
            return None
        first, *_ = self._failed.values()
        return ConfigurationError(
            f"The comparison stopped. {' '.join(self.messages)}",
            code=first.error_code or "configuration",
            hint="Cells that were done are kept: run it again when that is fixed.",
        )
