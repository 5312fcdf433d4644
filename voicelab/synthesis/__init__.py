"""Synthesis: text to speech, through the Speech SDK."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.synthesis.synthesizer import Speech, Synthesizer
    from voicelab.synthesis.voice_selection import VoiceSelection, VoiceSelector

__all__ = ["Speech", "Synthesizer", "VoiceSelection", "VoiceSelector"]
__getattr__, __dir__ = lazy_exports(
    __name__, {
        "synthesizer": "Speech Synthesizer",
        "voice_selection": "VoiceSelection VoiceSelector",
    },
)  # fmt: skip
