"""Callers: who talks to the assistant in a test of it, turn by turn, by a script or by a model."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.callers.caller_turn import CallerTurn
    from voicelab.callers.dialogue import Dialogue
    from voicelab.callers.simulated_caller import SimulatedCaller

__all__ = ["CallerTurn", "Dialogue", "SimulatedCaller"]
__getattr__, __dir__ = lazy_exports(
    __name__,
    {"caller_turn": "CallerTurn", "dialogue": "Dialogue", "simulated_caller": "SimulatedCaller"},
)
