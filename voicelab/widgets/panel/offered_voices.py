"""The voices of an engine, found by what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicelab.settings.engines import OPENAI_VOICES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OfferedVoices"]


@dataclass(frozen=True, slots=True)
class OfferedVoices:
    """The voices that an engine has: Azure's, OpenAI's or both."""

    engine: str
    catalogue: pd.DataFrame | None = None
    """Azure's, as `voicelab.synthesis.voices.voices` gives them; `None` until it has come."""

    def __len__(self) -> int:
        azures = self._azures
        return len(self._openais) + (0 if azures is None else len(azures))

    @property
    def _azures(self) -> pd.DataFrame | None:
        return None if self.engine == "realtime" else self.catalogue

    @property
    def _openais(self) -> tuple[str, ...]:
        return () if self.engine == "cascade" else OPENAI_VOICES

    def matching(self, search: str, *, locale: str | None = None, gender: str | None = None) -> list[str]:
        """Return the names of the voices that match, Azure's first.

        OpenAI's speak any language, and have no gender that is known.
        """
        sought = _plain(search).split()
        is_any = gender is None or self.engine == "realtime"
        openais = [name for name in self._openais if is_any and all(part in name for part in sought)]
        voices = self._azures
        if voices is None:
            return openais
        for column, wanted in (("locale", locale), ("gender", gender)):
            if wanted is not None:
                voices = voices[voices[column] == wanted]
        azures = [
            str(name)
            for name, display_name, styles in zip(
                voices["name"], voices["display_name"], voices["styles"], strict=True
            )
            if all(part in _plain(f"{name} {display_name} {' '.join(styles)}") for part in sought)
        ]
        return azures + openais

    def styles_of(self, voice: str) -> list[str]:
        """Return the styles of a voice."""
        return [str(style) for style in self._known(voice, "styles") or ()]

    def local_voice_of(self, voice: str) -> str:
        """Return which local voice the embedded services speak with; empty elsewhere."""
        return str(self._known(voice, "local_voice") or "")

    def _known(self, voice: str, column: str) -> Any:
        voices = self._azures
        return None if voices is None else next(iter(voices.loc[voices["name"] == voice, column]), None)


def _plain(text: str) -> str:
    """Return a text as it is searched: ``en_US`` finds ``en-US``."""
    return text.lower().replace("_", "-")
