"""Services: where recognition, completion and synthesis live, and their credentials."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.services.endpoints import CompletionService, SpeechService
    from voicelab.services.retry_policy import RetryPolicy
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["CompletionService", "RetryPolicy", "Services", "SpeechService", "Timeouts"]
__getattr__, __dir__ = lazy_exports(
    __name__, {"endpoints": "CompletionService SpeechService", "retry_policy": "RetryPolicy",
               "services": "Services", "timeouts": "Timeouts"},
)  # fmt: skip
