"""Doctor: what is set, installed, audible and reachable, and how to fix what is not."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports, make_callable

if TYPE_CHECKING:
    from voicelab.doctor.checks import AREAS, Area, Check, Status
    from voicelab.doctor.doctor import acheck, check
    from voicelab.doctor.report import Diagnosis

__all__ = ["AREAS", "Area", "Check", "Diagnosis", "Status", "acheck", "check"]
__getattr__, __dir__ = lazy_exports(
    __name__,
    {"checks": "AREAS Area Check Status", "doctor": "acheck check", "report": "Diagnosis"},
)
make_callable(__name__, "check")
