"""When a turn is over: the ``turn_detection`` of a session, by silence or by what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicelab.embedded.completion.invalid_request import (
    BOOLEAN,
    LIST,
    OBJECT,
    ValueKind,
    check_value,
)
from voicelab.embedded.realtime.wire_values import (
    Reader,
    checked,
    one_of,
    optional,
    required,
    unknown_parameter,
    whole_number,
)

__all__ = [
    "AZURE_TURNS", "OPENAI_TURNS", "TurnJudge", "TurnKinds", "TurnOptions", "read_turn_options",
    "usual_turns",
]  # fmt: skip

_Field = tuple[Reader, Any]
"""How a value is read, and what holds where none is given."""
TurnKinds = Mapping[str, Mapping[str, _Field]]
"""The kinds of turn detection of a service, each with its values in the order in which they are written."""

_SHORTEST_SILENCE_SECONDS = 0.05
_ASKING_SECONDS = 0.3
"""Silence after which a semantic detection asks whether the turn is over."""
_PROBABILITY = checked(ValueKind((int, float), 0.0, 1.0))
_YES = (checked(BOOLEAN), True)
_NO = (checked(BOOLEAN), False)


@dataclass(frozen=True, slots=True)
class TurnJudge:
    """How a turn's end is told by its words."""

    over_from: float
    """Probability from which the turn is over, 0 to 1. The local model of the words is right most often at
    0.3 (``benchmarks/recordings``)."""
    longest_seconds: float
    """Silence that ends the turn whatever was said, in seconds."""
    alone_seconds: float
    """Silence that ends it where nobody can tell by the words, in seconds."""


_EAGERNESS = {
    "low": TurnJudge(0.5, 8.0, 1.6),
    "medium": TurnJudge(0.3, 4.0, 1.0),
    "high": TurnJudge(0.15, 2.0, 0.6),
}
"""By the eagerness to reply; the longest silences are those that OpenAI states."""
_EAGERNESS["auto"] = _EAGERNESS["medium"]
_LEVELS = {"low": 0.15, "medium": 0.3, "default": 0.3, "high": 0.5}
"""Voice Live's levels: the lower, the sooner a sentence counts as complete."""
_UTTERANCE_END_MODELS = (
    "semantic_detection_v1", "semantic_detection_v1_en", "semantic_detection_v1_multilingual",
)  # fmt: skip
_UTTERANCE_END_MS = 1_000


def _utterance_end(value: Any, param: str) -> dict[str, Any]:
    check_value(param, value, OBJECT)
    # The first SDKs called the levels a number's.
    known = {"model", "threshold_level", "timeout_ms", "threshold", "timeout", "secondary_threshold"}
    known |= {"secondary_timeout", "disable_rules", "sr_boost", "extra_imend_check"}
    if strangers := sorted(set(value) - known):
        raise unknown_parameter(f"{param}.{strangers[0]}")
    required(value, "model", one_of(*_UTTERANCE_END_MODELS), param)
    if value.get("threshold_level") is not None:
        one_of(*_LEVELS)(value["threshold_level"], f"{param}.threshold_level")
    if value.get("timeout_ms") is not None:
        whole_number(0)(value["timeout_ms"], f"{param}.timeout_ms")
    return dict(value)


_SILENCE: Mapping[str, _Field] = {
    "threshold": (_PROBABILITY, 0.5),
    "prefix_padding_ms": (whole_number(0, 5_000), 300),
    "silence_duration_ms": (whole_number(0, 60_000), 200),
}
OPENAI_TURNS: TurnKinds = {
    "server_vad": {
        **_SILENCE,
        "idle_timeout_ms": (optional(whole_number(1)), None),
        "create_response": _YES,
        "interrupt_response": _YES,
    },
    "semantic_vad": {
        "eagerness": (one_of("low", "medium", "high", "auto"), "auto"),
        "create_response": _YES,
        "interrupt_response": _YES,
    },
}
"""OpenAI's kinds."""
_AZURE_SILENCE: Mapping[str, _Field] = {
    **_SILENCE,
    "silence_duration_ms": (whole_number(0, 60_000), 500),
    "end_of_utterance_detection": (optional(_utterance_end), None),
    "auto_truncate": _NO,
    "create_response": _YES,
    "interrupt_response": _YES,
}
_AZURE_SEMANTIC: Mapping[str, _Field] = {
    **_AZURE_SILENCE,
    "speech_duration_ms": (whole_number(0, 60_000), 80),
    "remove_filler_words": _NO,
    "languages": (optional(checked(LIST)), None),
}
AZURE_TURNS: TurnKinds = {
    "server_vad": _AZURE_SILENCE,
    "semantic_vad": OPENAI_TURNS["semantic_vad"],
    "azure_semantic_vad": _AZURE_SEMANTIC,
    "azure_semantic_vad_en": _AZURE_SEMANTIC,
    "azure_semantic_vad_multilingual": _AZURE_SEMANTIC,
}
"""Voice Live's kinds."""


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """One kind of turn detection and its values, the usual ones included."""

    kind: str
    values: Mapping[str, Any]

    @property
    def end_silence_seconds(self) -> float:
        """Silence after which an utterance ends, or the words are asked whether it does, in seconds."""
        asking = _ASKING_SECONDS if self.judge is not None else 0.0
        silence = self.values.get("silence_duration_ms", 1_000 * asking) / 1_000.0
        return float(max(min(silence, asking or silence), _SHORTEST_SILENCE_SECONDS))

    @property
    def judge(self) -> TurnJudge | None:
        """How the words tell the turn's end; `None` where silence alone does."""
        if self.kind == "semantic_vad":
            return _EAGERNESS[self.values["eagerness"]]
        asked = self.values.get("end_of_utterance_detection")
        if asked is None:
            return None
        seconds = (asked.get("timeout_ms") or _UTTERANCE_END_MS) / 1_000.0
        level = _LEVELS[asked.get("threshold_level") or "default"]
        return TurnJudge(level, seconds, seconds)

    @property
    def prefix_seconds(self) -> float:
        """Sound ahead of the speech that belongs to the turn, in seconds."""
        return float(self.values.get("prefix_padding_ms", 300) / 1_000.0)

    @property
    def replies(self) -> bool:
        """Whether a turn is replied to by itself."""
        return bool(self.values["create_response"])

    @property
    def interrupts(self) -> bool:
        """Whether speech ends the reply that is under way."""
        return bool(self.values["interrupt_response"])

    @property
    def truncates(self) -> bool:
        """Whether the reply that speech interrupts is cut to what was heard of it."""
        return bool(self.values.get("auto_truncate"))

    @property
    def idle_seconds(self) -> float | None:
        """Silence behind a reply after which the model goes on by itself, in seconds."""
        value = self.values.get("idle_timeout_ms")
        return None if value is None else value / 1_000.0

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that may be spoken."""
        return tuple(str(language) for language in self.values.get("languages") or ())

    def to_wire(self) -> dict[str, Any]:
        """Return it as clients see it."""
        return {"type": self.kind, **self.values}


def read_turn_options(kinds: TurnKinds, value: Any, param: str, *, strict: bool = True) -> TurnOptions | None:
    """Read a ``turn_detection``; ``null`` is none, by which the client ends turns itself.

    Parameters
    ----------
    strict
        Whether values that nobody knows are refused.

    Raises
    ------
    InvalidRequestError
        There is no such kind, or a value is none.
    """
    if value is None:
        return None
    check_value(param, value, OBJECT)
    if value.get("type") == "none":  # what the first SDKs of Azure wrote
        return None
    kind = required(value, "type", one_of(*kinds), param)
    fields = kinds[kind]
    strangers = [name for name in value if name not in fields and name != "type"]
    if strict and strangers:
        raise unknown_parameter(f"{param}.{strangers[0]}")
    read = {
        name: default if value.get(name) is None else reader(value[name], f"{param}.{name}")
        for name, (reader, default) in fields.items()
    }
    return TurnOptions(kind, read)


def usual_turns(kinds: TurnKinds) -> TurnOptions:
    """Return what holds where a client asks for nothing: silence ends turns."""
    return TurnOptions("server_vad", {name: default for name, (_, default) in kinds["server_vad"].items()})
