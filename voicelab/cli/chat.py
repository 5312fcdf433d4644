"""``voicelab chat``: the quickstart's console program, its messages included."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.cli.setting_options import add_setting_options, chosen_settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from voicelab.conversation.session import Session
    from voicelab.events import Event
    from voicelab.exchange.exchange import Exchange

__all__ = ["register", "run"]


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "chat",
        help="talk in the terminal",
        description="Talk with the model through this machine's microphone and speaker, or through WAV "
        "files. Ends when you say 'Stop', press Ctrl-Z, or the recordings run out. A line that you type "
        "is a turn, too.",
    )
    parser.add_argument("--wav", nargs="+", metavar="FILE", help="WAV files to use in place of a microphone")
    parser.add_argument("--recorded", action="store_true", help="use the recordings that come with voicelab")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="WAV file for the replies, not the speaker"
    )
    parser.add_argument("--microphone", metavar="NAME", help="microphone to listen to (see: voicelab doctor)")
    parser.add_argument("--speaker", metavar="NAME", help="speaker to play on (see: voicelab doctor)")
    parser.add_argument("--headphones", action="store_true", help="you may speak over the replies")
    parser.add_argument("--log", type=Path, metavar="FILE", help="the log's file")
    add_setting_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Converse; return the exit code."""
    from voicelab.conversation.session import Session

    try:
        session = Session(log=args.log, barge_in=args.headphones, **chosen_settings(args))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with session:
        session.subscribe(_Console())
        _end_on_ctrl_z(session)
        source, sink = _source(args), _sink(args)
        if sys.stdin.isatty():
            threading.Thread(target=_read_lines, args=(session,), daemon=True).start()
        reason = session.talk(source, sink, end_on_no_match=True)
        if reason != "failed":
            _print("Conversation ended.")
        sys.stderr.write(f"{len(session.log)} exchanges in {session.log.path}\n")
    return 1 if reason == "failed" else 0


def _source(args: argparse.Namespace) -> Any:
    if args.recorded:
        from voicelab.recordings import conversation, recording

        return [recording(name) for name in conversation]
    if args.wav:
        return args.wav
    from voicelab.audio.devices import Microphone

    return Microphone(args.microphone)


def _sink(args: argparse.Namespace) -> Any:
    from voicelab.audio.sinks import NullSink, WavSink

    if args.output:
        return WavSink(args.output)
    if args.wav or args.recorded:
        return NullSink()
    from voicelab.audio.devices import Speaker

    return Speaker(args.speaker, headphones=args.headphones)


def _end_on_ctrl_z(session: Session) -> None:
    """Have Ctrl-Z end the conversation, as the quickstart promises; on Windows it is the end of input."""
    if hasattr(signal, "SIGTSTP"):
        signal.signal(signal.SIGTSTP, lambda *_: session.stop() and None)


def _read_lines(session: Session) -> None:
    for line in sys.stdin:
        if line.strip():
            session.ask(line.strip())
    session.stop()


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class _Console:
    """Prints a session's events in the quickstart's words."""

    def __call__(self, event: Event) -> None:
        from voicelab.events import ExchangeLogged, Failed, Notice, StateChanged, UtteranceHeard

        if isinstance(event, StateChanged) and event.state == "listening":
            _print("Azure OpenAI is listening. Say 'Stop' or press Ctrl-Z to end the conversation.")
        elif isinstance(event, UtteranceHeard):
            _print(f"Recognized speech: {event.text}")
        elif isinstance(event, ExchangeLogged):
            self._print_exchange(event.exchange)
        elif isinstance(event, Failed):
            _print(f"Speech Recognition canceled: {event.error.code}")
            _print(f"Error details: {event.error}")
        elif isinstance(event, Notice):
            sys.stderr.write(f"{event.message}\n")

    def _print_exchange(self, exchange: Exchange) -> None:
        if exchange.reply:
            _print(f"Azure OpenAI response: {' '.join(exchange.reply.split())}")
        if exchange.outcome == "completed" and exchange.spoken_text:
            _print(f"Speech synthesized to speaker for text [{exchange.spoken_text}]")
        elif exchange.outcome == "no-match":
            _print(f"No speech could be recognized: {exchange.error_message}")
        elif exchange.outcome == "interrupted":
            _print(f"Speech synthesis interrupted after [{exchange.heard_text}]")
        elif exchange.error_code:
            stages = {"recognition": "Speech Recognition", "completion": "The reply was"}
            stage = stages.get(exchange.error_stage or "", "Speech synthesis")
            _print(f"{stage} canceled: {exchange.error_code}")
            _print(f"Error details: {exchange.error_message}")
