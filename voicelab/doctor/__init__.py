"""Doctor: what is set, installed, audible and reachable, and how to fix what is not."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.doctor.doctor import acheck, check
    from voicelab.doctor.report import AREAS, Area, Check, Diagnosis, Status

__all__ = ["AREAS", "Area", "Check", "Diagnosis", "Status", "acheck", "check"]
__getattr__, __dir__ = lazy_exports(
    __name__, {
        "doctor": "acheck check",
        "report": "AREAS Area Check Diagnosis Status",
    },
)  # fmt: skip
