"""SimulatedCaller: a caller that a model plays, with a persona and a goal."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicelab.callers.caller_prompt import instructions
from voicelab.event_loop import call, relay
from voicelab.settings import Settings
from voicelab.settings.kinds import WholeNumber
from voicelab.text.given_texts import given_text

if TYPE_CHECKING:
    from voicelab.callers.call import Call
    from voicelab.callers.simulated_call import SimulatedCall
    from voicelab.completion.asked_model import AskedModel
    from voicelab.conversation.session import Session
    from voicelab.exchange.pricing import Prices
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["SimulatedCaller"]

_TURNS = WholeNumber(1, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCaller:
    """A caller that a model plays: it talks to the assistant until its goal is met or its turns are over.

    The model is another one than the assistant's, or at least asked apart from it: it sees who it is, what it
    wants, and what it would have heard, and neither the assistant's instructions nor its thoughts. What it
    makes of the call is as good as the model: read the reasons.

    Raises
    ------
    ValueError
        There is no goal, or a value is out of its bounds.

    Examples
    --------
    >>> caller = SimulatedCaller(goal="Book a table for four tonight.", persona="In a hurry.")
    >>> caller.call(session)  # doctest: +SKIP
    """

    goal: str
    """What the caller wants, and by what it knows that it has it, in any language."""
    persona: str = ""
    """Who the caller is, how it speaks, and what it knows: names, numbers, dates."""
    opening: str | None = None
    """Its first words; `None` leaves them to the model."""
    most_turns: int = 8
    """The most turns that it speaks; 1 to 100."""
    voice: str | None = None
    """The voice that speaks its words into recognition, as in `Settings`; `None` types them."""
    language: str | None = None
    """Locale of its words, such as ``de-DE``; `None` is that which the assistant listens for."""
    deployment: str | None = None
    """Which model of the services plays it; `None` is their own, and not that of the assistant's settings."""
    temperature: float | None = 0.0
    """Randomness of its words, 0 to 2: at 0 it says the same to the same replies. `None` leaves it to the
    service."""
    max_tokens: int = 1_000
    """The most tokens of an answer of its model, a reasoning model's thoughts included."""
    reasoning_effort: str | None = None
    """How long a reasoning model thinks, such as ``low``; `None` leaves it to the service."""
    api: str = "chat"
    """How its model is asked, as in `Settings`."""

    def __post_init__(self) -> None:
        for name in ("goal", "persona", "opening", "voice", "language"):
            object.__setattr__(self, name, given_text(name, getattr(self, name)) or None)
        if self.goal is None:
            raise ValueError("a caller wants something: the goal is blank")
        object.__setattr__(self, "persona", self.persona or "")
        object.__setattr__(self, "most_turns", _TURNS.check("most_turns", self.most_turns))
        checked = self.settings
        for name in ("temperature", "max_tokens"):
            object.__setattr__(self, name, getattr(checked, name))

    @property
    def settings(self) -> Settings:
        """What its model and its voice are asked for."""
        own: dict[str, Any] = {"voice": self.voice, "language": self.language}
        return Settings(
            deployment=self.deployment,
            temperature=self.temperature,
            max_tokens=self.max_tokens,
            reasoning_effort=self.reasoning_effort,
            api=self.api,
            **{name: value for name, value in own.items() if value is not None},
        )

    def instructions(self, settings: Settings | None = None) -> str:
        """Return what its model is told in a talk with these settings; the call so far follows on it."""
        locale = self.language or (settings or Settings()).languages[0]
        return instructions(self.goal, self.persona, locale)

    @property
    def is_spoken(self) -> bool:
        """Whether the conversation is a live one, at the pace of speech."""
        return self.voice is not None

    @property
    def label(self) -> str:
        """What it is called in tables: by what it wants."""
        return f"caller: {' '.join(self.goal.split())}"

    @property
    def content(self) -> str:
        """A digest of all that it is, by which it is told from others."""
        return hashlib.sha256(json.dumps(dataclasses.asdict(self), sort_keys=True).encode()).hexdigest()

    def model(self, services: Services, timeouts: Timeouts | None = None) -> AskedModel:
        """Return its model, which several calls at once may ask."""
        from voicelab.completion.asked_model import AskedModel

        return AskedModel(services, self.settings, concurrency=None, prices=None, timeouts=timeouts)

    def begin(self, model: AskedModel, settings: Settings) -> SimulatedCall:
        """Return a call in which it talks to an assistant with these settings."""
        from voicelab.callers.simulated_call import SimulatedCall

        return SimulatedCall(
            model,
            self.instructions(settings),
            goal=self.goal,
            opening=self.opening,
            most_turns=self.most_turns,
            voice=self.voice,
        )

    def call(
        self, session: Session, *, prices: Prices | None = None, timeouts: Timeouts | None = None
    ) -> Call:
        """Talk to the assistant of a session until the call is over, and return how it went.

        Its words are turns like any others: in the session's log, and in sight of its model. Where the caller
        has a voice, they are spoken and recognised, each as one utterance; else they are typed.

        Parameters
        ----------
        prices
            What its model costs; by default list prices, and nothing with the embedded services.
        timeouts
            How long its model and its voice may say nothing; by default `Timeouts.for_kind` of the services.

        Raises
        ------
        ConfigurationError
            There is no such voice, or something that every turn would fail at.
        TypeError
            One of these is of another type.
        """
        _check_types(session, prices, timeouts)
        session.services.wait()
        return call(self.acall(session, prices=prices, timeouts=timeouts))

    async def acall(
        self, session: Session, *, prices: Prices | None = None, timeouts: Timeouts | None = None
    ) -> Call:
        """Talk to the assistant of a session; see `call`."""
        from voicelab.callers.session_call import call_session
        from voicelab.services.timeouts import Timeouts

        _check_types(session, prices, timeouts)
        timeouts = timeouts or Timeouts.for_kind(session.services.kind)
        simulated = self.begin(self.model(session.services, timeouts), session.settings)
        return await relay(call_session(simulated, session, self.settings, prices, timeouts))


def _check_types(session: Any, prices: Any, timeouts: Any) -> None:
    from voicelab.conversation.session import Session
    from voicelab.exchange.pricing import Prices
    from voicelab.services.timeouts import Timeouts

    for name, given, kind in (("prices", prices, Prices), ("timeouts", timeouts, Timeouts)):
        if given is not None and not isinstance(given, kind):
            raise TypeError(f"{name} must be {kind.__name__}, not {type(given).__name__}")
    if not isinstance(session, Session):
        raise TypeError(
            "a caller talks to the assistant of a Session, such as vl.Session(), "
            f"not {type(session).__name__}; vl.compare(caller) has one of its own"
        )
