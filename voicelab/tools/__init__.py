"""Tools: functions that a model may call, as the services want them described, and what comes of a call."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.tools.tool import Tool
    from voicelab.tools.toolbox import Toolbox

__all__ = ["Tool", "Toolbox"]
__getattr__, __dir__ = lazy_exports(__name__, {"tool": "Tool", "toolbox": "Toolbox"})
