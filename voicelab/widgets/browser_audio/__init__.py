"""The browser's microphone and speaker, as a widget."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.widgets.browser_audio.browser_audio import BrowserAudio

__all__ = ["BrowserAudio"]
__getattr__, __dir__ = lazy_exports(__name__, {"browser_audio": "BrowserAudio"})
