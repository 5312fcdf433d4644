"""Suites: comparisons that are written down in a TOML file, with what they must come up to."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.suite.outputs import Outputs
    from voicelab.suite.suite import Suite
    from voicelab.suite.suite_reader import read_suite

__all__ = ["Outputs", "Suite", "read_suite"]
__getattr__, __dir__ = lazy_exports(
    __name__, {"outputs": "Outputs", "suite": "Suite", "suite_reader": "read_suite"}
)
