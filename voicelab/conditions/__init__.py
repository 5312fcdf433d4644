"""Conditions: recordings made harder to hear, by noise, rooms, telephones and the like."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.conditions.conditions import Conditions

__all__ = ["Conditions"]
__getattr__, __dir__ = lazy_exports(__name__, {"conditions": "Conditions"})
