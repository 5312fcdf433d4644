"""Workers: where a run's cells and replies are worked on, threads of this process or somebody's executor."""

from __future__ import annotations

import contextlib
import pickle
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from voicelab.comparison.worker import ServicesSource, Task, close_run
from voicelab.errors import ConfigurationError, described
from voicelab.services.services import Services

if TYPE_CHECKING:
    from voicelab.comparison.work import Work
    from voicelab.services.timeouts import Timeouts
    from voicelab.tools.toolbox import Toolbox

__all__ = ["Workers"]

R = TypeVar("R")


class Workers:
    """Workers, and all that each of them is given beside its work.

    Parameters
    ----------
    executor
        Where they are; by default threads of this process.
    source
        The services, or a function that makes them.
    services
        What the source came to here.
    at_once
        How many threads there are.

    Raises
    ------
    ConfigurationError
        Services with credentials in them were given for workers in other processes.
    TypeError
        These processes could not import the function that makes services, or a tool.
    """

    def __init__(
        self,
        executor: Executor | None,
        *,
        source: ServicesSource,
        services: Services,
        timeouts: Timeouts,
        toolbox: Toolbox,
        at_once: int,
    ) -> None:
        is_local = executor is None or isinstance(executor, ThreadPoolExecutor)
        if not is_local and isinstance(source, Services):
            raise ConfigurationError(
                "Services with keys in them cannot be sent to workers in other processes.",
                code="credentials-stay",
                hint="Give services=… a function that makes them there, or none, so that each worker reads "
                "its environment variables.",
            )
        if isinstance(executor, ProcessPoolExecutor):
            _check_travels("services", source)
            _check_travels("tools", toolbox)
        self._executor = executor
        self._services: ServicesSource = services if is_local else source
        self._timeouts = timeouts
        self._toolbox = toolbox
        self._at_once = at_once

    @contextlib.contextmanager
    def run(self, function: Callable[[Task], R]) -> Iterator[Callable[[Work], Future[R]]]:
        """Give what hands a run's work to the workers, which call `function`; close what they kept open."""
        run = uuid.uuid4().hex
        executor = self._executor or ThreadPoolExecutor(self._at_once, "voicelab-cell")

        def submit(work: Work) -> Future[R]:
            settings, question = work.task()
            task = Task(
                run=run,
                services=self._services,
                timeouts=self._timeouts,
                toolbox=self._toolbox,
                settings=settings,
                question=question,
            )
            return executor.submit(function, task)

        try:
            yield submit
        finally:
            if executor is not self._executor:
                executor.shutdown(wait=False, cancel_futures=True)
            close_run(run)


def _check_travels(argument: str, value: object) -> None:
    """Check that an argument can be sent to another process, ahead of all cells that would fail at it."""
    try:
        pickle.dumps(value)
    except Exception as error:  # each kind of object refuses in its own way
        raise TypeError(
            f"{argument} cannot be sent to workers in other processes: give functions of a module, which "
            f"they can import, and no lambda or inner function. {described(error)}"
        ) from error
