"""What `voicelab.doctor` is to type checkers, to which a package cannot be called."""

from __future__ import annotations

from voicelab.doctor.doctor import acheck, check
from voicelab.doctor.report import AREAS, Area, Check, Diagnosis, Status

__all__ = ["CallableDoctor", "doctor"]


class CallableDoctor:
    """The package, which is called as its `check`."""

    __call__ = staticmethod(check)
    check = staticmethod(check)
    acheck = staticmethod(acheck)
    AREAS = AREAS
    Area = Area
    Check = Check
    Diagnosis = Diagnosis
    Status = Status


doctor: CallableDoctor
