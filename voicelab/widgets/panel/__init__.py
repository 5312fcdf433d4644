"""The panel that drives a session: captions, controls, the table of exchanges."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.widgets.panel.panel import SessionPanel

__all__ = ["SessionPanel"]
__getattr__, __dir__ = lazy_exports(__name__, {"panel": "SessionPanel"})
