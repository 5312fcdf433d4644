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

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab import scores as scores
    from voicelab.audio.clip import Audio
    from voicelab.callers.caller_turn import CallerTurn
    from voicelab.callers.dialogue import Dialogue
    from voicelab.callers.simulated_caller import SimulatedCaller
    from voicelab.cases.case import Case
    from voicelab.cases.cases import Cases
    from voicelab.comparison.compare import compare
    from voicelab.comparison.comparison import Comparison
    from voicelab.comparison.limits import Limits
    from voicelab.conditions.conditions import Conditions
    from voicelab.conversation.session import Session
    from voicelab.doctor.typed import doctor as doctor
    from voicelab.errors import VoicelabError
    from voicelab.exchange.exchange import Exchange
    from voicelab.exchange.price import Price
    from voicelab.exchange.pricing import Prices
    from voicelab.log.log_check import check_log
    from voicelab.log.salvage import salvage_log
    from voicelab.log.session_log import SessionLog, read_csv
    from voicelab.services.endpoints import CompletionService, SpeechService
    from voicelab.services.retry_policy import RetryPolicy
    from voicelab.services.services import Services
    from voicelab.services.speech_to_speech import SpeechToSpeechService
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings
    from voicelab.tools.tool import Tool

__version__ = "0.1.0"

_EXPORTS = {
    "audio.clip": "Audio",
    "callers.caller_turn": "CallerTurn",
    "callers.dialogue": "Dialogue",
    "callers.simulated_caller": "SimulatedCaller",
    "cases.case": "Case",
    "cases.cases": "Cases",
    "comparison.compare": "compare",
    "comparison.comparison": "Comparison",
    "comparison.limits": "Limits",
    "conditions.conditions": "Conditions",
    "conversation.session": "Session",
    "errors": "VoicelabError",
    "exchange.exchange": "Exchange",
    "exchange.price": "Price",
    "exchange.pricing": "Prices",
    "log.log_check": "check_log",
    "log.salvage": "salvage_log",
    "log.session_log": "SessionLog read_csv",
    "magics": "load_ipython_extension",
    "services.retry_policy": "RetryPolicy",
    "services.endpoints": "CompletionService SpeechService",
    "services.services": "Services",
    "services.speech_to_speech": "SpeechToSpeechService",
    "services.timeouts": "Timeouts",
    "settings": "Settings",
    "tools.tool": "Tool",
}

__all__ = [
    "Audio",
    "CallerTurn",
    "Case",
    "Cases",
    "Comparison",
    "CompletionService",
    "Conditions",
    "Dialogue",
    "Exchange",
    "Limits",
    "Price",
    "Prices",
    "RetryPolicy",
    "Services",
    "Session",
    "SessionLog",
    "Settings",
    "SimulatedCaller",
    "SpeechService",
    "SpeechToSpeechService",
    "Timeouts",
    "Tool",
    "VoicelabError",
    "__version__",
    "check_log",
    "compare",
    "read_csv",
    "salvage_log",
    "scores",
]

_PACKAGES = ("doctor", "scores")
_load, _ = lazy_exports(__name__, _EXPORTS)


def __getattr__(name: str) -> Any:
    return importlib.import_module(f"voicelab.{name}") if name in _PACKAGES else _load(name)


def __dir__() -> list[str]:
    return [*__all__, "doctor"]
