"""Values of a session and of items as clients send them: checked, and refused as OpenAI words it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voicelab.embedded.completion.invalid_request import TEXT, InvalidRequestError, ValueKind, check_value

__all__ = [
    "PCM_24_KHZ", "AudioFormat", "Reader", "checked", "decoded_audio",
    "one_of", "optional", "required", "unknown_parameter", "unknown_value", "whole_number",
]  # fmt: skip

Reader = Callable[[Any, str], Any]
"""Reads a value, given where it stands; raises `InvalidRequestError`."""


def checked(kind: ValueKind) -> Reader:
    """Return what reads a value of a kind."""

    def read(value: Any, param: str) -> Any:
        check_value(param, value, kind)
        return value

    return read


def optional(read: Reader) -> Reader:
    """Return what reads a value that may be ``null``."""
    return lambda value, param: None if value is None else read(value, param)


def one_of(*values: str) -> Reader:
    """Return what reads one of several words."""

    def read(value: Any, param: str) -> Any:
        check_value(param, value, TEXT)
        if value not in values:
            raise unknown_value(value, values, param)
        return value

    return read


def whole_number(lowest: int, highest: int | None = None) -> Reader:
    """Return what reads a whole number of a range."""
    return checked(ValueKind((int,), lowest, highest))


def required(holder: Mapping[str, Any], name: str, read: Reader, param: str = "") -> Any:
    """Return a value that must be there.

    Raises
    ------
    InvalidRequestError
        It is missing, or is not what is read.
    """
    place = f"{param}.{name}" if param else name
    if holder.get(name) is None:
        raise InvalidRequestError(
            f"Missing required parameter: {place!r}.", place, "missing_required_parameter"
        )
    return read(holder[name], place)


def unknown_parameter(param: str) -> InvalidRequestError:
    """Return the refusal of what nobody knows."""
    return InvalidRequestError(f"Unknown parameter: {param[:80]!r}.", param[:80], "unknown_parameter")


def unknown_value(value: object, values: Sequence[str], param: str) -> InvalidRequestError:
    """Return the refusal of a word that is none of those there are."""
    *most, last = [repr(known) for known in values]
    listed = f"{', '.join(most)}, and {last}" if len(most) > 1 else " and ".join([*most, last])
    return InvalidRequestError(f"Invalid value: {value!r:.60}. Supported values are: {listed}.", param)


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """How sound is coded on the wire; always mono."""

    coding: str = "pcm"
    """``pcm`` (16 bits, little-endian), ``ulaw`` or ``alaw``."""
    sample_rate_hz: int = 24_000

    @property
    def bytes_per_second(self) -> int:
        """Bytes of a second."""
        return self.sample_rate_hz * (2 if self.coding == "pcm" else 1)

    @property
    def words(self) -> str:
        """What it is called in an error."""
        if self.coding == "pcm":
            return f"mono PCM16 at {self.sample_rate_hz // 1000}kHz"
        return f"mono G.711 {'µ-law' if self.coding == 'ulaw' else 'A-law'} at 8kHz"


PCM_24_KHZ = AudioFormat()
"""What sound is where a client sets nothing."""


def decoded_audio(text: Any, param: str, form: AudioFormat) -> bytes:
    """Return the bytes of base64.

    Raises
    ------
    InvalidRequestError
        It is none, or empty.
    """
    check_value(param, text, TEXT)
    wanted = f"Invalid {param!r}. Expected base64-encoded audio bytes ({form.words}) but got"
    try:
        audio = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidRequestError(f"{wanted} an invalid value.", param) from None
    if not audio:
        raise InvalidRequestError(f"{wanted} empty bytes.", param)
    return audio
