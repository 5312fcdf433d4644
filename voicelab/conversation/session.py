"""Session: a conversation, turn after turn, each kept in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.blocking_wait import wait_for
from voicelab.conversation.arguments import announced, check_assignable, check_tools, check_type
from voicelab.conversation.async_session import AsyncSession
from voicelab.conversation.context import SessionContext
from voicelab.conversation.shutdown import Stopping, close_at_exit, close_when_dropped, forget
from voicelab.event_loop import LoopFuture, call, check_not_on_loop, relay, submit
from voicelab.log.session_log import SessionLog, open_log
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.tools.toolbox import Toolbox

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.audio.clip import Audio
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.history import History
    from voicelab.conversation.inputs import TalkSource, TurnSource
    from voicelab.events import EndReason, Event, State
    from voicelab.exchange.exchange import Exchange
    from voicelab.tools.tool import Tool
    from voicelab.widgets.panel.panel import SessionPanel

__all__ = ["Session", "Stopping"]


class Session:
    """A conversation with one log, one history, and settings that may change between turns.

    Runs beside the notebook's main thread: other cells run while it talks. Methods that wait have an
    asynchronous form, named with an ``a`` in front; sources, sinks and async tools of yours run on the loop
    that awaits it.

    Parameters
    ----------
    settings
        All knobs of a turn; the defaults are the quickstart's.
    services
        Where the services are; by default what the environment says, the embedded ones if it says nothing.
    log
        A `SessionLog`, a path for one, or `False` to keep the exchanges in memory only. By default
        ``voicelab-log/exchanges.sqlite`` in the working folder.
    timeouts
        How long to wait for the services; by default `Timeouts.for_kind` of them.
    tools
        Functions that the model may call, see ``docs/tools.md``; `Tool` says more than their docstrings.
    **changes
        Fields of `Settings` to change.

    Examples
    --------
    >>> session = Session(voice="en-GB-RyanNeural", max_tokens=64)  # doctest: +SKIP
    >>> session.ask("What is the tallest mountain?").reply  # doctest: +SKIP
    'Mount Everest.'
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        services: Services | None = None,
        log: SessionLog | str | Path | bool | None = None,
        timeouts: Timeouts | None = None,
        tools: Iterable[Tool | Callable[..., object]] = (),
        **changes: Any,
    ) -> None:
        check_type("settings", settings, Settings)
        check_type("services", services, Services)
        check_type("timeouts", timeouts, Timeouts)
        settings, toolbox = (settings or Settings()).replace(**changes), Toolbox(tools)
        check_tools(toolbox, settings)
        self.services = services if services is not None else announced(Services.from_environment(wait=False))
        whole = open_log(log)
        self.id = whole.begin(self.services.describe())
        self.log = whole.session(self.id)
        timeouts = timeouts or Timeouts.for_kind(self.services.kind)
        context = SessionContext(self.id, self.services, self.log, timeouts, settings, toolbox)
        self._core = AsyncSession(context, self.log)
        close_at_exit(self)
        close_when_dropped(self, self._core.close)

    def __setattr__(self, name: str, value: object) -> None:
        check_assignable(self, name)
        super().__setattr__(name, value)

    @property
    def settings(self) -> Settings:
        """The settings of the next turn; set them to change it."""
        return self._core.context.chosen_settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        if not isinstance(settings, Settings):
            raise TypeError(f"settings must be Settings, such as settings.replace(…), not {settings!r}")
        self._core.set_settings(settings)

    @property
    def state(self) -> State:
        """What the session is doing."""
        return self._core.context.activity.state

    @property
    def history(self) -> History:
        """What the model sees of the exchanges before; ``history.forget()`` begins anew."""
        return self._core.turns.history

    def subscribe(self, subscriber: Callable[[Event], None], *, catch_up: bool = False) -> Callable[[], None]:
        """Have `subscriber` called with every event, on the session's thread; returns what ends that.

        With `catch_up` it is first called, at once, with how far models are and with the turns under way.
        """
        return self._core.context.subscribe(subscriber, catch_up=catch_up)

    def on_close(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called when the session is closed, at once if it is; returns what ends that."""
        return self._core.context.on_close(callback)

    def ask(self, utterance: TurnSource, *, sink: Sink | None = None) -> Exchange:
        """Take one turn and return its exchange, which is in the log by then.

        Parameters
        ----------
        utterance
            Text; or what is said in a sound file (a path, its bytes, an open file), an `Audio`, samples at
            16 kHz or with their rate, or an earlier exchange: its sound, or its text if none was kept. All
            that is said in a recording is one question, however long it is.
        sink
            Where the reply sounds; by default that of the running conversation, or nowhere.

        Notes
        -----
        What a service refuses or fails at is an exchange too, with its outcome and error.

        Raises
        ------
        ValueError, FileNotFoundError
            There is nothing to ask, or no such WAV file.
        """
        self.services.wait()
        return call(self._core.ask(utterance, sink))

    async def aask(self, utterance: TurnSource, *, sink: Sink | None = None) -> Exchange:
        """Take one turn; see `ask`."""
        return await relay(self._core.ask(utterance, sink))

    def talk(
        self, source: TalkSource, sink: Sink | None = None, *, end_on_no_match: bool = False
    ) -> EndReason:
        """Converse until the user says stop, the input ends, or the cell is interrupted; return why it ended.

        Parameters
        ----------
        source
            A microphone or another live source, see ``docs/live.md``; or one or several of what `ask` takes.
            Each utterance of a recording is a turn of its own, ended by silence whatever `end_of_turn` says;
            `RecordedSource` gives it at the pace of speech instead, as a microphone does.
        sink
            Where replies sound; by default nowhere.
        end_on_no_match
            Whether an utterance that is not understood ends the conversation, as in the quickstart.

        Raises
        ------
        ValueError, FileNotFoundError
            Some input is nothing that can be asked, or no such file; nothing was begun.
        VoicelabError
            The source failed, or recognition did more often than it is tried again. Turns that fail do not
            raise: they end the conversation, if need be, with the reason ``"failed"``.
        ConversationError
            The session is in a conversation already; one that is just ending is waited for.
        """
        check_not_on_loop()
        self.services.wait()
        future = LoopFuture["EndReason"]()
        try:
            submit(self._core.talk(source, sink, end_on_no_match=end_on_no_match), future=future)
            return wait_for(future)
        except KeyboardInterrupt:
            if not self._core.is_conversing:
                future.cancel()
                raise
            Stopping(submit(self._core.stop("interrupted"))).wait()
            return wait_for(future)

    async def atalk(
        self, source: TalkSource, sink: Sink | None = None, *, end_on_no_match: bool = False
    ) -> EndReason:
        """Converse; see `talk`."""
        return await relay(self._core.talk(source, sink, end_on_no_match=end_on_no_match))

    def start(self, source: TalkSource, sink: Sink | None = None, *, end_on_no_match: bool = False) -> None:
        """Begin to converse, as `talk` does, and return once what is given was read; `stop` ends it.

        Raises
        ------
        ConfigurationError, ConversationError, FileNotFoundError, ValueError
            As for `talk`: it cannot begin.
        """
        self.services.wait()
        call(self._core.start(source, sink, end_on_no_match=end_on_no_match, owner=self))

    async def astart(
        self, source: TalkSource, sink: Sink | None = None, *, end_on_no_match: bool = False
    ) -> None:
        """Begin to converse; see `start`."""
        await relay(self._core.start(source, sink, end_on_no_match=end_on_no_match, owner=self))

    def stop(self) -> Stopping:
        """End the conversation: silence at once, the running exchange logged as far as it was heard."""
        return Stopping(submit(self._core.stop()))

    def voices(
        self,
        *,
        locale: str | None = None,
        gender: str | None = None,
        style: str | None = None,
        multilingual: bool | None = None,
    ) -> pd.DataFrame:
        """Return the voices that can be chosen, one a row; see `voicelab.synthesis.voices.voices`."""
        from voicelab.synthesis.voices import voices

        return voices(self.services, locale=locale, gender=gender, style=style, multilingual=multilingual)

    def preview(
        self, voice: str | None = None, text: str | None = None, *, sink: Sink | None = None, **changes: Any
    ) -> Audio:
        """Return a voice speaking a few words: no turn, and nothing in the log.

        Parameters
        ----------
        voice
            Its short name; by default that of the settings.
        text
            What it says; by default a few words of its own language.
        sink
            Where it sounds, after the running turn and unheard by the microphone; by default nowhere.
        **changes
            Fields of `Settings` to change, such as ``style``.

        Raises
        ------
        ConfigurationError
            There is no such voice, style or role.
        SynthesisError
            The service refused, failed or fell silent.
        """
        self.services.wait()
        return call(self._core.preview(voice, text, sink, changes))

    async def apreview(
        self, voice: str | None = None, text: str | None = None, *, sink: Sink | None = None, **changes: Any
    ) -> Audio:
        """Return a voice speaking a few words; see `preview`."""
        return await relay(self._core.preview(voice, text, sink, changes))

    def interrupt(self, *, drop_waiting: bool = False) -> None:
        """Cut the running reply short, as speech over it would; the conversation goes on.

        Parameters
        ----------
        drop_waiting
            Whether what was asked meanwhile is not to be answered, either; by default its turn begins.
        """
        submit(self._core.turns.interrupt(drop_waiting=drop_waiting))

    def panel(self) -> SessionPanel:
        """Return the panel that drives this session in a notebook, with the browser's microphone."""
        from voicelab.widgets.panel.panel import SessionPanel

        return SessionPanel(self)

    def close(self) -> None:
        """End the conversation and let go of the connections; the log stays usable."""
        forget(self)
        call(self._core.close())

    async def aclose(self) -> None:
        """Close; see `close`."""
        forget(self)
        await relay(self._core.close())

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Session {self.id}: {self.state}, {len(self.log)} exchanges>"
