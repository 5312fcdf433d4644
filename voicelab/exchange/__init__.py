"""Exchanges: what a turn leaves behind, how it looks and what it cost."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.exchange.exchange import Exchange
    from voicelab.exchange.fields import Latency, Outcome, Usage, Word
    from voicelab.exchange.price import Price
    from voicelab.exchange.pricing import Prices

__all__ = ["Exchange", "Latency", "Outcome", "Price", "Prices", "Usage", "Word"]
__getattr__, __dir__ = lazy_exports(
    __name__, {
        "exchange": "Exchange", "fields": "Latency Outcome Usage Word", "price": "Price", "pricing": "Prices",
    },
)  # fmt: skip
