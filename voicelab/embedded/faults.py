"""Faults: what the embedded services do wrong when a test asks them to.

Each fault is a small frozen value, queued for a stage. A fault takes effect `times` times and is then
gone, so 'twice 429, then well again' is ``faults.add("completion", Refuse(status=429, times=2))``.
The first fault in the queue that fits takes effect: one at each connection or request, one in each turn.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, get_args

from voicelab.embedded import fault_kinds
from voicelab.embedded.fault_kinds import Fault

__all__ = ["Faults", "Stage"]

Stage = Literal["recognition", "synthesis", "completion", "voices", "end-of-turn", "realtime"]
"""What a fault befalls; ``voices`` is the list of voices, all other synthesis is ``synthesis``;
``end-of-turn`` are the questions whether a turn is over; ``realtime`` is speech to speech."""


_Kind = TypeVar("_Kind", bound=Fault)
_NAMES: dict[str, type[Fault]] = {
    name: getattr(fault_kinds, name) for name in fault_kinds.__all__ if name not in ("Fault", "MidTurn")
}


class Faults:
    """The queues of faults, one for each stage; may be used from any thread.

    Examples
    --------
    >>> faults = Faults()
    >>> faults.add("completion", Refuse(status=429, retry_after_seconds=2, times=2))
    >>> faults.pop("completion", Refuse).status
    429
    """

    def __init__(self) -> None:
        self.taken = 0
        """How many took effect so far, or lie in wait in a turn that runs."""
        self._lock = threading.Lock()
        self._queues: dict[str, list[Fault]] = {stage: [] for stage in get_args(Stage)}

    def add(self, stage: Stage, *faults: Fault) -> None:
        """Queue faults for a stage.

        Raises
        ------
        ValueError
            There is no such stage.
        """
        if not isinstance(stage, str) or stage not in self._queues:
            raise ValueError(f"no stage {stage!r}; there are: {', '.join(self._queues)}")
        with self._lock:
            self._queues[stage].extend(faults)

    def add_from_dict(self, values: Mapping[str, Any]) -> None:
        """Queue a fault that is described by plain values: ``stage``, ``fault`` (its name), its fields.

        Raises
        ------
        ValueError
            No such stage, fault or field, or a value that the field cannot have.
        """
        fields = dict(values)
        stage, name = fields.pop("stage", None), fields.pop("fault", None)
        if not isinstance(name, str) or name not in _NAMES:
            raise ValueError(f"no fault {name!r}; there are: {', '.join(_NAMES)}")
        try:
            fault = _NAMES[name](**fields)
        except TypeError as error:
            known = ", ".join(field.name for field in dataclasses.fields(_NAMES[name]))
            raise ValueError(f"{name} has the fields {known}; got {', '.join(fields)}") from error
        self.add(stage, fault)

    def pop(
        self, stage: Stage, *kinds: type[_Kind], request: Mapping[str, Any] | None = None
    ) -> _Kind | None:
        """Return the first fault of some kinds in a stage's queue and count it down; `None` if there is none.

        Parameters
        ----------
        request
            The body of a completion's; faults that do not befall it are passed over.
        """
        with self._lock:
            queue = self._queues[stage]
            for position, fault in enumerate(queue):
                if not isinstance(fault, kinds):
                    continue
                if not fault.befalls(request or {}):
                    continue
                if fault.times == 1:
                    del queue[position]
                elif fault.times is not None:
                    queue[position] = dataclasses.replace(fault, times=fault.times - 1)
                self.taken += 1
                return fault
        return None

    def pending(self, stage: Stage) -> tuple[Fault, ...]:
        """Return what is still queued for a stage."""
        with self._lock:
            return tuple(self._queues[stage])

    def clear(self) -> None:
        """Remove every fault."""
        with self._lock:
            for queue in self._queues.values():
                queue.clear()
