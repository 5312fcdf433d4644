"""Settings: every knob of a turn, in one frozen value.

Each field is declared once. From that follow what values are allowed, what a recognizer or a synthesizer must
be made anew for, the panel's controls, the options of the commands and the magics, and the documentation.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicelab.end_of_turn import JUDGES
from voicelab.settings.controls import Select, Slider, Toggle
from voicelab.settings.declaration import Declaration, setting
from voicelab.settings.formats import OUTPUT_FORMATS
from voicelab.settings.kinds import Boolean, Choice, OrNone, PatternText, RealNumber
from voicelab.settings.other_names import no_such_setting
from voicelab.settings.phrase_kind import OneOrMorePhrases
from voicelab.settings.speech_to_speech import SpeechToSpeechSettings

__all__ = ["DECLARATIONS", "EARCON", "Settings", "declaration_of"]

EARCON = "earcon"
"""What the filler is called that is a tone, and no words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SpeechToSpeechSettings):
    """All that a turn depends on: frozen, comparable and kept with every exchange.

    Examples
    --------
    >>> settings = Settings(voice="en-GB-RyanNeural", max_tokens=64)
    >>> settings.replace(max_tokens=16).max_tokens
    16

    Raises
    ------
    ValueError
        A value is out of its range; the message says which field, the value and what is allowed.
    TypeError
        An unknown field; names the nearest that exist.
    """

    stop_phrase: str | tuple[str, ...] = setting(OneOrMorePhrases(), "stop", "conversation")
    """What ends the conversation when it is the whole utterance, whatever its case and punctuation, also
    said twice or with a 'please'; several in a tuple, empty for nothing. ``stop`` stands for its like in the
    languages that are spoken, such as 'stopp', 'arrête' or '停止'."""

    end_of_turn: str = setting(
        Choice(("auto", *JUDGES)),
        "auto",
        "conversation",
        control=Select(label="End of turn by"),
        option="who says that you are done",
        turn_taking=True,
    )
    """Who says that the user is done, in live conversations: the ``silence`` of `end_silence_seconds`; or, a
    moment into a pause, a local language model, by the ``words``; ``smart-turn``, by the sound; or the
    ``model`` that replies, by a mark ahead of its reply. Then the reply begins at once, or waits for more
    words. ``auto`` is ``words`` where a model of the embedded services replies, otherwise ``silence``."""

    longest_pause_seconds: float = setting(
        RealNumber(0.5, 30.0),
        3.0,
        "conversation",
        control=Slider(label="Longest pause", step=0.1, highest=10.0, unit="s"),
        option="how long more words are waited for, in seconds",
        turn_taking=True,
    )
    """How long more words are waited for where the user does not seem to be done, in seconds."""

    barge_in: bool = setting(
        Boolean(),
        False,
        "conversation",
        control=Toggle(label="Speech over the reply interrupts it"),
        turn_taking=True,
    )
    """Whether speech over the reply interrupts it, and speech since the model began to think takes its place.
    Needs echo cancellation or headphones. The stop phrase ends a conversation at once in any case."""

    backchannels: str = setting(Choice(("ignore", "answer")), "ignore", "conversation", turn_taking=True)
    """What becomes of 'uh-huh', 'okay' and the like over a reply, or, with `barge_in`, while the model thinks
    of one: ``ignore`` lets the reply go on and takes them for no turn, ``answer`` treats them like other
    words. Said when no reply sounds or is made they are answered."""

    false_interruption_seconds: float | None = setting(
        OrNone(RealNumber(0.1, 30.0)), 2.0, "conversation", turn_taking=True
    )
    """How long after the silence that ends an utterance the transcript of what interrupted a reply may take,
    in seconds. If none comes, or it is noise or a backchannel, the reply goes on from where it was heard.
    `None` has replies end at once, whatever is heard."""

    filler: str | None = setting(
        OrNone(PatternText(re.compile(r".*\S.*", re.DOTALL), "a few words, or 'earcon'")),
        None,
        "conversation",
    )
    """What sounds where the reply lets wait, once a turn: a few words such as 'One moment.', spoken by the
    reply's voice, or ``earcon`` for a short soft tone. It is no part of the reply. `None` for nothing."""

    filler_seconds: float = setting(RealNumber(0.1, 30.0), 1.0, "conversation")
    """How long the filler waits for the reply once the user's turn is taken to be over, in seconds."""

    speculate: bool = setting(Boolean(), False, "conversation", turn_taking=True)
    """Whether a reply is begun on a hypothesis, before the final transcript: sooner
    heard, at the cost of replies that are thrown away. Live conversations only; nothing is spoken before the
    user's turn is taken to be over."""

    def __post_init__(self) -> None:
        for name, declared in DECLARATIONS.items():
            # NumPy's numbers will do, too, but a log keeps plain ones.
            object.__setattr__(self, name, declared.kind.check(name, getattr(self, name)))
        if len(self.languages) > 1:
            if self.custom_speech_endpoint is not None:
                raise ValueError("custom_speech_endpoint is for one language; language has several")
            if self.segmentation == "semantic":
                raise ValueError("segmentation='semantic' is for one language; language has several")

    @property
    def sample_rate_hz(self) -> int:
        """Sample rate of the synthesised audio, in Hz."""
        return OUTPUT_FORMATS[self.output_format]

    @property
    def languages(self) -> tuple[str, ...]:
        """Locales that may be heard, one or more."""
        return (self.language,) if isinstance(self.language, str) else self.language

    @property
    def judges_pauses(self) -> bool:
        """Whether a live talk does something in a pause, ahead of the silence that recognition waits for.

        Of settings in which nothing is left to the services; see `resolved_settings`.
        """
        by_silence = self.end_of_turn == "silence" and not self.speculate
        return not self.is_speech_to_speech and not by_silence

    def locales_of(self, identified: str | None) -> tuple[str, ...]:
        """Return the locales that words may be of: the one that was identified, or all that may be heard."""
        return (identified,) if identified else self.languages

    def replace(self, **changes: Any) -> Settings:
        """Return these settings with some fields changed; raises what making them does."""
        return dataclasses.replace(self, **changes)

    def __new__(cls, *_: object, **fields: object) -> Settings:
        """Refuse names that there are not, with the nearest that exist."""
        for name in fields:
            declaration_of(name)
        return object.__new__(cls)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name, all of them plain JSON values."""
        values = {name: getattr(self, name) for name in DECLARATIONS}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Settings:
        """Return the settings that `to_dict` gave, also those of an older or newer release.

        Fields that this release does not know are left out; those that are missing take their default.
        """
        return cls(**{name: value for name, value in values.items() if name in DECLARATIONS})


DECLARATIONS: Mapping[str, Declaration] = {
    field.name: field.metadata["declaration"] for field in dataclasses.fields(Settings)
}
"""What is declared of each setting, by its name."""


def declaration_of(name: str) -> Declaration:
    """Return what is declared of a setting.

    Raises
    ------
    TypeError
        There is no such setting; names the nearest that exist.
    """
    if name not in DECLARATIONS:
        raise TypeError(no_such_setting(name, DECLARATIONS))
    return DECLARATIONS[name]
