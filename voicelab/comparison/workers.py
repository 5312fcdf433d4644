"""Workers: where a run's cells and replies are worked on, threads of this process or somebody's executor."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from voicelab.comparison.worker import ServicesSource, Task, close_run
from voicelab.errors import ConfigurationError
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
