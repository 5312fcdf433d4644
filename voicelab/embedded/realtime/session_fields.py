"""Fields of a session: where an option stands in it, how it is read from an update and written back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from voicelab.embedded.completion.invalid_request import (
    OBJECT,
    check_value,
)
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.wire_values import (
    Reader,
    unknown_parameter,
)

__all__ = ["SessionField", "SessionShape", "further_field", "option_field"]


@dataclass(frozen=True, slots=True)
class SessionField:
    """Where an option stands, and how."""

    path: str
    """Within the session: ``audio.output.voice``."""
    read: Reader
    put: Callable[[SessionOptions, Any], SessionOptions]
    show: Callable[[SessionOptions], Any]
    nullable: bool = False
    """Whether ``null`` is a value; otherwise it changes nothing."""
    is_shown_unset: bool = True


@dataclass(frozen=True, slots=True)
class SessionShape:
    """A session as a protocol has it."""

    fields: Sequence[SessionField]
    strict: bool
    """Whether fields that nobody knows are refused."""
    shown: Sequence[str] = ()
    """The paths that are written; empty for all."""

    def updated(self, options: SessionOptions, session: Mapping[str, Any], param: str) -> SessionOptions:
        """Return options with what a client sends of a session.

        Raises
        ------
        InvalidRequestError
            A field is not known, or its value is none.
        """
        known = {field.path: field for field in self.fields}
        for path, value in self._leaves(session, "", known, param):
            field = known[path]
            if value is None and not field.nullable:
                continue
            options = field.put(options, None if value is None else field.read(value, f"{param}.{path}"))
        return options

    def _leaves(
        self, holder: Mapping[str, Any], before: str, known: Mapping[str, SessionField], param: str
    ) -> Sequence[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for name, value in holder.items():
            path = f"{before}{name}"
            if path in known:
                found.append((path, value))
            elif any(place.startswith(f"{path}.") for place in known):
                if value is not None:
                    check_value(f"{param}.{path}", value, OBJECT)
                    found += self._leaves(value, f"{path}.", known, param)
            elif self.strict:
                raise unknown_parameter(f"{param}.{path}")
        return found

    def to_wire(self, options: SessionOptions) -> dict[str, Any]:
        """Return options as the protocol writes them."""
        session: dict[str, Any] = {}
        for field in self.fields:
            if self.shown and field.path not in self.shown:
                continue
            value = field.show(options)
            if value is None and not field.is_shown_unset:
                continue
            *folders, name = field.path.split(".")
            holder = session
            for folder in folders:
                holder = holder.setdefault(folder, {})
            holder[name] = value
        return session


def option_field(
    path: str,
    option: str,
    read: Reader,
    show: Callable[[Any], Any] = lambda value: value,
    *,
    nullable: bool = False,
    unset: bool = True,
) -> SessionField:
    """Return the field of one option."""
    return SessionField(
        path,
        read,
        lambda options, value: replace(options, **{option: value}),
        lambda options: None if getattr(options, option) is None else show(getattr(options, option)),
        nullable,
        unset,
    )


def further_field(
    path: str, read: Reader = lambda value, _param: value, *, unset: bool = False
) -> SessionField:
    """Return a field that is written back, and changes nothing here."""
    return SessionField(
        path,
        read,
        lambda options, value: replace(options, further={**options.further, path: value}),
        lambda options: options.further.get(path),
        nullable=True,
        is_shown_unset=unset,
    )
