"""The server of the user's that replies for the embedded services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.services.endpoints import CompletionService

if TYPE_CHECKING:
    from voicelab.embedded.options import EmbeddedOptions

__all__ = ["upstream_service"]


def upstream_service(options: EmbeddedOptions) -> CompletionService | None:
    """Return the server of the user's that replies for the embedded services; `None` if a local model does.

    Raises
    ------
    ConfigurationError
        Its address is no web address, or one with a credential in it.
    """
    if options.completion_url is None:
        return None
    return CompletionService(
        api="openai",
        endpoint=options.completion_url,
        deployment=options.completion_model,
        is_upstream=True,
    )
