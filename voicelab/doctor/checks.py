"""Check: one thing that `voicelab.doctor` looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from voicelab.errors import VoicelabError

__all__ = ["AREAS", "Area", "Check", "Status", "failure"]

Status = Literal["ok", "warning", "failed"]
"""How it is: all well, worth knowing, or not usable."""

Area = Literal["set", "installed", "audible", "network", "reachable", "measured"]

AREAS: dict[Area, str] = {
    "set": "What is set",
    "installed": "What is installed",
    "audible": "What is audible on this machine",
    "network": "How far the services are",
    "reachable": "What is reachable",
    "measured": "What a turn is like",
}
"""What is looked at, in this order, and its title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    area: Area
    """What kind of thing."""
    name: str
    """Which thing: a variable, a package, a service."""
    status: Status
    """How it is."""
    message: str
    """What was found, in a sentence or a few words; never holds a credential."""
    hint: str = ""
    """How to fix it; empty where there is nothing to fix."""
    measures: Mapping[str, float] = field(default_factory=dict, hash=False)
    """What was measured, by names that end in their unit, such as ``first_token_seconds``."""
    group: str = ""
    """What it is one of many of, such as ``packages``: those that are well are shown in one line."""
    is_optional: bool = False
    """Whether all goes on without it."""

    def __str__(self) -> str:
        text = f"{self.status:8} {self.name}: {self.message}"
        return f"{text}\n{' ' * 9}{self.hint}" if self.hint else text


def failure(area: Area, name: str, error: VoicelabError) -> Check:
    """Return the check that an error makes."""
    hint = _REFERRALS.sub("", error.hint).strip()
    return Check(area=area, name=name, status="failed", message=error.message, hint=hint)


_REFERRALS = re.compile(r"; `voicelab doctor` tells more|\bRun:? `?voicelab doctor`?\.")
"""How errors' hints send their reader to the doctor, who is there already."""
