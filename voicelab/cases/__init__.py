"""Cases: what is asked in a test of an assistant, and what is known of the right answer."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.cases.cases import Cases

__all__ = ["Case", "Cases"]
__getattr__, __dir__ = lazy_exports(__name__, {"case": "Case", "cases": "Cases"})
