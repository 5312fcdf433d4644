"""Sound: clips, where it comes from and where it goes to."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.audio.devices import Microphone, Speaker
    from voicelab.audio.sinks import NullSink, Sink, WavSink
    from voicelab.audio.sources import PushSource, RecordedSource, Source

__all__ = [
    "Audio", "Microphone", "NullSink", "PushSource", "RecordedSource", "Sink", "Source", "Speaker", "WavSink",
]  # fmt: skip
__getattr__, __dir__ = lazy_exports(
    __name__, {"clip": "Audio", "devices": "Microphone Speaker", "sinks": "NullSink Sink WavSink",
               "sources": "PushSource RecordedSource Source"},
)  # fmt: skip
