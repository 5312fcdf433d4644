"""Which credentials a run has used, and whether one stands in a text or a file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from voicelab.secret import Secret
from voicelab.services.variables import NAMES

__all__ = ["CREDENTIAL_VARIABLES", "KnownCredentials"]

CREDENTIAL_VARIABLES = frozenset(
    (*(name for thing, names in NAMES.items() if thing.endswith("_key") for name in names),)
) | {"VOICELAB_COMPLETION_KEY"}
"""Where users put credentials; a child has them from the process that started it."""

_BEGINNING = 12
"""So many characters tell a credential, and its end may be cut off. Shorter ones are told from nothing."""

_LEAST_VARIETY = 5
"""So many different ones are among them: twelve zeros stand in many a number."""

_GENERATED = re.compile(rb"[0-9a-f]{12,}")


class KnownCredentials:
    """The credentials that a run has used; those that embedded services made are in hexadecimal digits.

    Thousands of them are used in a run, so what could be one of those is looked up, not searched for.
    """

    def __init__(self) -> None:
        self._generated: set[bytes] = set()
        self._others: set[bytes] = set()

    def add(self, credential: str) -> None:
        """Take one to look for; what only stands in place of one is none."""
        beginning = credential[:_BEGINNING].encode("utf-8", "surrogatepass")
        if len(beginning) < _BEGINNING or len(set(beginning)) < _LEAST_VARIETY:
            return
        if beginning in self._generated or beginning in self._others:
            return
        if Secret.redact(_secret(credential), credential) == credential:
            return
        known = self._generated if re.fullmatch("[0-9a-f]{32}", credential) else self._others
        known.add(beginning)

    def add_variables(self) -> None:
        """Take the values of the variables in which users put credentials."""
        for name in CREDENTIAL_VARIABLES & os.environ.keys():
            self.add(os.environ[name].strip())

    def shown_in(self, text: str | bytes) -> str:
        """Return what stands in a text around a credential, stars in its place; empty if there is none."""
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        for known in self._others:
            if (place := data.find(known)) >= 0:
                return _around(data, place)
        for run in _GENERATED.finditer(data):
            digits = run[0]
            for place in range(len(digits) - _BEGINNING + 1):
                if digits[place : place + _BEGINNING] in self._generated:
                    return _around(data, run.start() + place)
        return ""

    def shown_in_any(self, texts: Iterable[str]) -> str:
        """Do the same with several texts."""
        return self.shown_in("\0".join(texts))


def _secret(credential: str) -> Secret:
    """Return a secret without checks: this module must not meet itself where it watches them being made."""
    secret = object.__new__(Secret)
    secret._value = credential
    return secret


def _around(data: bytes, place: int) -> str:
    before, after = data[max(0, place - 60) : place], data[place + 32 : place + 72]
    return f"{before.decode('utf-8', 'replace')}***{after.decode('utf-8', 'replace')}"
