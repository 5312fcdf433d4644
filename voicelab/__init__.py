"""Build, tune and compare voice assistants on Azure Speech and Azure OpenAI from a notebook.

Examples
--------
>>> import voicelab as vl
>>> session = vl.Session(voice="en-US-JennyMultilingualNeural", max_tokens=100)  # doctest: +SKIP
>>> session.ask("What is the tallest mountain?")  # doctest: +SKIP
>>> session.log.df  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voicelab._grid.compare import compare
    from voicelab._grid.limits import Limits
    from voicelab.audio import Audio
    from voicelab.comparison import Comparison
    from voicelab.errors import VoicelabError
    from voicelab.exchange import Exchange
    from voicelab.log import SessionLog, read_csv
    from voicelab.patience import Patience
    from voicelab.pricing import Price, Prices
    from voicelab.services import Services
    from voicelab.session import Session
    from voicelab.settings import Settings

__version__ = "0.1.0"

_HOMES = {
    "Audio": "voicelab.audio",
    "Comparison": "voicelab.comparison",
    "Exchange": "voicelab.exchange",
    "Limits": "voicelab._grid.limits",
    "Patience": "voicelab.patience",
    "Price": "voicelab.pricing",
    "Prices": "voicelab.pricing",
    "Services": "voicelab.services",
    "Session": "voicelab.session",
    "SessionLog": "voicelab.log",
    "Settings": "voicelab.settings",
    "VoicelabError": "voicelab.errors",
    "compare": "voicelab._grid.compare",
    "load_ipython_extension": "voicelab._magics",
    "read_csv": "voicelab.log",
}

__all__ = [
    "Audio",
    "Comparison",
    "Exchange",
    "Limits",
    "Patience",
    "Price",
    "Prices",
    "Services",
    "Session",
    "SessionLog",
    "Settings",
    "VoicelabError",
    "__version__",
    "compare",
    "read_csv",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'voicelab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
