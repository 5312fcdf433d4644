"""Talk: a live conversation that is a comparison's cell, and what came of it."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.comparison.cell_run import CELL_SESSION
from voicelab.comparison.joined_exchanges import joined_exchanges
from voicelab.comparison.silent_speaker import SilentSpeaker
from voicelab.comparison.told_notices import ToldNotices
from voicelab.conversation.context import SessionContext
from voicelab.conversation.live import LiveConversation
from voicelab.conversation.turn_runner import TurnRunner
from voicelab.errors import VoicelabError
from voicelab.events import Event, ExchangeLogged, StateChanged
from voicelab.exchange.exchange import Exchange, now_utc

if TYPE_CHECKING:
    from voicelab.audio.sources import Source
    from voicelab.completion.completer import Completer
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings
    from voicelab.tools.toolbox import Toolbox

__all__ = ["Talk", "nothing_heard"]


class Talk:
    """A live conversation with a source, whose replies take their time and are heard by nobody.

    Nothing of it is kept for the next one but the model's connections: each talk begins as the first does.

    Parameters
    ----------
    before
        Exchanges that the model sees ahead of the first turn.
    """

    def __init__(
        self,
        services: Services,
        completer: Completer,
        timeouts: Timeouts,
        toolbox: Toolbox,
        settings: Settings,
        source: Source,
        before: Sequence[Exchange],
    ) -> None:
        self.settings = settings
        """Those of the cell."""
        self._log = _TalkLog()
        # Whoever says "Stop." in a recording is answered in any other comparison, too.
        self.context = SessionContext(
            CELL_SESSION, services, self._log, timeouts, settings.replace(stop_phrase=""), toolbox
        )
        self.turns = TurnRunner(self.context, completer)
        self.turns.history.begin_with(before)
        self.conversation = LiveConversation(self.context, self.turns, source, SilentSpeaker())
        self.began_at: list[float] = []
        """When replies began to sound, those that were withdrawn included, by ``time.monotonic()``."""
        self._told = ToldNotices()
        self.context.subscribe(self._told)
        self.context.subscribe(self._note)

    @property
    def notices(self) -> tuple[str, ...]:
        """What settings or tools had no effect, in sentences."""
        return tuple(self._told.messages)

    @property
    def logged(self) -> Sequence[Exchange]:
        """The exchanges of the turns that are over, as they were logged."""
        return self._log.exchanges

    @property
    def exchanges(self) -> list[Exchange]:
        """The same with the settings of the cell."""
        return [each.replace(settings=self.settings) for each in self.logged]

    @property
    def understood(self) -> list[Exchange]:
        """Those of them in which something was recognised, or heard by a model that speaks."""
        return [each for each in self.exchanges if each.came_through]

    async def run(self) -> None:
        """Converse until the source ends, or something fails."""
        try:
            await self.turns.warm(self.settings)
            with self.context.activity.conversation():
                await self.conversation.run()
        except VoicelabError as error:
            self.fail(error)
        finally:
            await self.turns.close()
            self.context.close()

    def fail(self, error: VoicelabError) -> None:
        """Keep an error that ends the talk, unless a turn has it."""
        if all(each.error_code != error.code for each in self.logged):
            self._log.append(Exchange.failed(error, session=CELL_SESSION, turn=1, settings=self.settings))
        self.conversation.stop("failed")

    def whole(self, recognised_seconds: float) -> Exchange:
        """Return all of it as one exchange.

        Parameters
        ----------
        recognised_seconds
            How long was listened, in seconds. What transcribes for a speech-to-speech model gets no more of
            it than what was said.
        """
        whole = joined_exchanges(self.exchanges or [nothing_heard(self.settings)])
        usage = whole.usage
        if not self.settings.is_speech_to_speech:
            usage = dataclasses.replace(usage, recognised_seconds=recognised_seconds)
        return whole.replace(usage=self.turns.costs.add_to(usage))

    def _note(self, event: Event) -> None:
        if event == StateChanged("speaking"):
            self.began_at.append(time.monotonic())
        if isinstance(event, ExchangeLogged) and event.exchange.outcome == "failed":
            self.conversation.stop("failed")  # so has the cell: nothing more is to be paid for it


class _TalkLog:
    """Keeps the exchanges of a talk in memory."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def append(self, exchange: Exchange) -> Exchange:
        self.exchanges.append(exchange)
        return exchange

    def hold(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)


def nothing_heard(settings: Settings) -> Exchange:
    """Return the exchange of what was said and not understood, or not answered."""
    return Exchange.not_understood(
        "NotRecognized", session=CELL_SESSION, turn=1, started_utc=now_utc(), settings=settings
    )
