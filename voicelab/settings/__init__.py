"""Settings: every knob of a turn, each declared once."""

from voicelab.settings.formats import OUTPUT_FORMATS
from voicelab.settings.keys import recognizer_key, synthesizer_key
from voicelab.settings.settings import DECLARATIONS, Settings, declaration_of

__all__ = [
    "DECLARATIONS", "OUTPUT_FORMATS", "Settings", "declaration_of", "recognizer_key", "synthesizer_key",
]  # fmt: skip
