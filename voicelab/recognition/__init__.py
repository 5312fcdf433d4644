"""Recognition: speech to text, through the Speech SDK."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.recognition.from_recording import recognize_recording
    from voicelab.recognition.recognizer import EndOfSpeech, Hypothesis, NoMatch, Recognizer, Utterance

__all__ = ["EndOfSpeech", "Hypothesis", "NoMatch", "Recognizer", "Utterance", "recognize_recording"]
__getattr__, __dir__ = lazy_exports(
    __name__, {
        "from_recording": "recognize_recording",
        "recognizer": "EndOfSpeech Hypothesis NoMatch Recognizer Utterance",
    },
)  # fmt: skip
