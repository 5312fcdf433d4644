"""Checks: what a comparison must come up to, a line of text each."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.comparison.checks.check_result import CheckResult
    from voicelab.comparison.checks.check_results import CheckResults

__all__ = ["CheckResult", "CheckResults"]
__getattr__, __dir__ = lazy_exports(
    __name__, {"check_result": "CheckResult", "check_results": "CheckResults"}
)
