"""The values of SSML's attributes, as factors and seconds; what makes no sense is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from voicelab.embedded.speech.framing import ProtocolError

__all__ = ["clip", "read_pitch", "read_rate", "read_seconds", "read_strength", "read_volume"]

_RATES = {"x-slow": 0.5, "slow": 0.64, "medium": 1.0, "default": 1.0, "fast": 1.55, "x-fast": 2.0}
_PITCHES = {"x-low": 0.55, "low": 0.8, "medium": 1.0, "default": 1.0, "high": 1.2, "x-high": 1.45}
_VOLUMES = {
    "silent": 0.0, "x-soft": 0.2, "soft": 0.4, "medium": 0.6, "loud": 0.8, "x-loud": 1.0, "default": 1.0,
}  # fmt: skip
_STRENGTHS = {"none": 0.0, "x-weak": 0.25, "weak": 0.5, "medium": 0.75, "strong": 1.0, "x-strong": 1.25}
_LONGEST_SILENCE_SECONDS = 20.0
_VOICE_HZ = 200.0
"""About where the local voices speak; all are women's."""
_Reader = Callable[[str, float, str], float | None]
"""Reads sign, number and unit; `None` for what it does not know."""
_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)"


def read_rate(value: str) -> float:
    """Return a ``rate`` attribute as a factor: ``fast``, ``+20%``, ``1.2``.

    Raises
    ------
    ProtocolError
        It is none of these.
    """
    return clip(_factor("rate", value, _RATES, _plain), 0.5, 3.0)


def read_pitch(value: str) -> float:
    """Return a ``pitch`` attribute as a factor: ``high``, ``+10%``, ``+2st``, ``+20Hz``, ``220Hz``.

    Raises
    ------
    ProtocolError
        It is none of these.
    """
    return clip(_factor("pitch", value, _PITCHES, _pitch), 0.5, 2.0)


def read_volume(value: str) -> float:
    """Return a ``volume`` attribute as a factor: ``loud``, ``80``, ``-20``, ``-20%``, ``-6dB``.

    Raises
    ------
    ProtocolError
        It is none of these.
    """
    return clip(_factor("volume", value, _VOLUMES, _volume), 0.0, 1.0)


def read_strength(value: str) -> float:
    """Return the ``strength`` of a break, in seconds.

    Raises
    ------
    ProtocolError
        There is none of that name.
    """
    if value not in _STRENGTHS:
        raise _refusal("strength", value)
    return _STRENGTHS[value]


def read_seconds(name: str, value: str, longest: float = _LONGEST_SILENCE_SECONDS) -> float:
    """Return a time such as ``1.5s`` or ``200ms`` in seconds.

    Parameters
    ----------
    name
        What it is the time of, for the error.
    longest
        More than that is as long, in seconds.

    Raises
    ------
    ProtocolError
        It is no time.
    """
    found = re.fullmatch(rf"\+?({_NUMBER})(ms|s)", value.strip().lower())
    if found is None:
        raise _refusal(name, value)
    return min(float(found.group(1)) / (1000.0 if found.group(2) == "ms" else 1.0), longest)


def clip(value: float, lowest: float, highest: float) -> float:
    """Return a value, or the bound that it is beyond."""
    return min(max(value, lowest), highest)


def _factor(name: str, value: str, names: Mapping[str, float], read: _Reader) -> float:
    given = value.strip().lower()
    if given in names or not given:
        return names[given or "default"]
    if percent := re.fullmatch(rf"([+-]?{_NUMBER})%", given):
        return 1.0 + float(percent.group(1)) / 100.0
    number = re.fullmatch(rf"([+-]?)({_NUMBER})([a-z]*)", given)
    factor = read(number.group(1), float(number.group(2)), number.group(3)) if number else None
    if factor is None:
        raise _refusal(name, value)
    return factor


def _plain(sign: str, number: float, unit: str) -> float | None:
    return number if not sign and not unit else None


def _pitch(sign: str, number: float, unit: str) -> float | None:
    signed = -number if sign == "-" else number
    if unit == "st":
        return float(2.0 ** (clip(signed, -60.0, 60.0) / 12.0))
    if unit == "hz":
        return signed / _VOICE_HZ + (1.0 if sign else 0.0)
    return None


def _volume(sign: str, number: float, unit: str) -> float | None:
    signed = -number if sign == "-" else number
    if unit == "db":
        return float(10.0 ** (clip(signed, -200.0, 200.0) / 20.0))
    return None if unit else signed / 100.0 + (1.0 if sign else 0.0)


def _refusal(name: str, value: str) -> ProtocolError:
    return ProtocolError(f"SSML parsing error: {value[:30]!r} is no {name} that is known here.")
