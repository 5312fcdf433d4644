"""Statistics: means, rates, percentiles and differences, and how surely they are known."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.statistics.means import mean_interval
    from voicelab.statistics.strengths import bradley_terry

__all__ = ["bradley_terry", "mean_interval"]
__getattr__, __dir__ = lazy_exports(__name__, {"means": "mean_interval", "strengths": "bradley_terry"})
