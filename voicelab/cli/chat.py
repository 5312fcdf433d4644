"""``voicelab chat``: the quickstart's console program, its messages included."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.cli.conversation_printer import ConversationPrinter
from voicelab.cli.setting_options import add_setting_options, chosen_settings
from voicelab.cli.terminal import printable, write_line
from voicelab.errors import VoicelabError
from voicelab.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from voicelab.conversation.session import Session

__all__ = ["register", "run"]


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "chat",
        help="talk in the terminal",
        description="Talk with the model through this machine's microphone and speaker, or through WAV "
        "files. Ends when you say 'Stop', press Ctrl-Z, are silent for as long as --initial-silence-seconds "
        "says, or the recordings run out. A line that you type is a turn, too.",
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
        settings = Settings(barge_in=args.headphones, **chosen_settings(args))
        recorded = _recordings(args)
        if args.output is not None:
            _check_writable(args.output, args.wav or [])
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{printable(_sentence(error))}\n")
        return 2
    session = Session(settings, log=args.log)
    with session:
        session.subscribe(ConversationPrinter(session.services, settings, live=not recorded))
        _end_on_ctrl_z(session)
        source, sink = recorded or _microphone(args), _sink(args)
        if sys.stdin is not None and sys.stdin.isatty():
            threading.Thread(target=_read_lines, args=(session,), daemon=True).start()
        reason = session.talk(source, sink, end_on_no_match=True)
    # Only now is the last exchange in the log, where the conversation was interrupted.
    if reason != "failed":
        write_line("Conversation ended.")
    count = len(session.log)
    sys.stderr.write(f"{count} exchange{'' if count == 1 else 's'} in {session.log.path}\n")
    return 1 if reason == "failed" else 0


def _recordings(args: argparse.Namespace) -> list[Any]:
    """Return what is said in place of a microphone, read before anything starts; nothing if live."""
    if args.recorded:
        from voicelab.recordings import conversation, recording

        return [recording(name) for name in conversation]
    if args.wav:
        from voicelab.conversation.inputs import read_input

        return [read_input(Path(name)) for name in args.wav]
    return []


def _microphone(args: argparse.Namespace) -> Any:
    from voicelab.audio.devices import Microphone

    return Microphone(args.microphone)


def _sink(args: argparse.Namespace) -> Any:
    from voicelab.audio.sinks import NullSink, WavSink

    if args.output is not None:
        return WavSink(args.output)
    if args.wav or args.recorded:
        return NullSink()
    from voicelab.audio.devices import Speaker

    return Speaker(args.speaker, headphones=args.headphones)


def _check_writable(path: Path, inputs: list[str]) -> None:
    """Refuse a file that cannot be written, or that is listened to, before anything starts."""
    from voicelab.audio.encoders import WAV
    from voicelab.audio.sound_target import sound_target

    if path.exists() and any(path.samefile(name) for name in inputs):
        raise ValueError(f"--output {path} is one of the files to listen to; name another.")
    was_there = sound_target(path, WAV).exists()
    with path.open("ab"):
        pass
    if not was_there:
        path.unlink()


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _end_on_ctrl_z(session: Session) -> None:
    """Have Ctrl-Z end the conversation, as the quickstart promises; on Windows it is the end of input."""
    if hasattr(signal, "SIGTSTP"):
        signal.signal(signal.SIGTSTP, lambda *_: session.stop() and None)


def _read_lines(session: Session) -> None:
    for line in sys.stdin:
        if line.strip():
            try:
                session.ask(line.strip())
            except VoicelabError:  # it is closed: this was typed too late
                return
    session.stop()
