"""``voicelab chat``: the quickstart's console program, its messages included."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.cli.conversation_printer import ConversationPrinter
from voicelab.cli.interruption import terminable
from voicelab.cli.option_values import given_path, given_text
from voicelab.cli.setting_options import add_setting_options, chosen_settings
from voicelab.cli.terminal import report, write_line
from voicelab.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

__all__ = ["register", "run"]


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "chat",
        help="talk in the terminal",
        description="Talk with the model through this machine's microphone and speaker, or through "
        "recordings. Ends when you say 'Stop', press Ctrl-Z, are silent at the microphone for as long as "
        "--initial-silence-seconds says, or the recordings run out. A line that you type is a turn, too, "
        "and so is each of a pipe or a file: a talk on recordings ends when both have ended, or at the end "
        "of the recordings if no line has come by then.",
    )
    parser.add_argument(
        "--wav",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="sound files to use in place of a microphone, each read as a whole (silence ends its turns) and "
        "answered before the next; in Python, RecordedSource gives one at the pace of speech",
    )
    parser.add_argument("--recorded", action="store_true", help="use the recordings that come with voicelab")
    parser.add_argument(
        "--output", type=given_path, metavar="FILE", help="WAV file for the replies, not the speaker"
    )
    parser.add_argument(
        "--microphone", type=given_text, metavar="NAME", help="microphone to listen to (see: voicelab doctor)"
    )
    parser.add_argument(
        "--speaker", type=given_text, metavar="NAME", help="speaker to play on (see: voicelab doctor)"
    )
    parser.add_argument("--headphones", action="store_true", help="you may speak over the replies")
    parser.add_argument(
        "--tools",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE.py:NAME",
        help="functions of yours that the model may call",
    )
    parser.add_argument("--log", type=given_path, metavar="FILE", help="the log's file")
    add_setting_options(parser)
    parser.set_defaults(run=run)


@terminable
def run(args: argparse.Namespace) -> int:
    """Converse; return the exit code."""
    from voicelab.cli.typed_lines import TypedLines
    from voicelab.conversation.session import Session

    try:
        settings = Settings(barge_in=args.headphones, **chosen_settings(args))
        _check_effects(args, settings)
        args.wav = [_recording(text) for text in args.wav]
        recorded, tools = _recordings(args), _tools(args.tools)
        if args.output is not None:
            _check_writable(args.output, args.wav)
    except (TypeError, ValueError, OSError) as error:
        report(_sentence(error))
        return 2
    session = Session(settings, log=args.log, tools=tools)
    with session:
        source, (sink, destination) = recorded or _microphone(args), _sink(args)
        lines = TypedLines(session, sink)
        printer = ConversationPrinter(
            session.services,
            settings,
            live=not recorded,
            destination=destination,
            reads_ctrl_z=_end_on_ctrl_z(lines.stop),
            on_output_lost=lines.stop,
        )
        session.subscribe(printer)
        lines.begin()
        reason = session.talk(source, sink, end_on_no_match=not recorded)
        if reason == "end-of-input":
            lines.wait()
    if printer.output_error is not None:
        raise printer.output_error
    # Only now is the last exchange in the log, where the conversation was interrupted.
    if reason != "failed":
        write_line("Conversation ended.")
    count = len(session.log)
    report(f"{count} exchange{'' if count == 1 else 's'} in {session.log.path}")
    return 1 if reason == "failed" else 0


def _recording(text: str) -> Path:
    """Return the path of a file to listen to; refuse what cannot be one."""
    from voicelab.audio.files import existing_file

    if not text.strip():
        raise ValueError("--wav names no file.")
    return existing_file(text)


def _tools(names: list[str]) -> list[Any]:
    """Return functions by where they stand; refuse what cannot be tools."""
    if not names:
        return []
    from voicelab.suite.own_functions import own_function
    from voicelab.tools.toolbox import Toolbox

    tools = [own_function(name, Path(), what="a tool") for name in names]
    Toolbox(tools)
    return tools


def _check_effects(args: argparse.Namespace, settings: Settings) -> None:
    """Refuse options that would have no effect beside others."""
    from voicelab.conversation.resolved_settings import judge_is_ignored

    recorded = "--recorded" if args.recorded else "--wav" if args.wav else ""
    silent = "--output" if args.output is not None else recorded
    for option, given, other in (
        ("--wav", args.recorded and args.wav, "--recorded"),
        ("--microphone", args.microphone is not None and recorded, recorded),
        ("--speaker", args.speaker is not None and silent, silent),
        # Recordings are read as a whole, not at the pace of speech.
        ("--end-of-turn", judge_is_ignored(settings) and recorded, recorded),
    ):
        if given:
            raise ValueError(f"{option} has no effect with {other}: leave out one of them.")


def _recordings(args: argparse.Namespace) -> list[Any]:
    """Return what is said in place of a microphone, read before anything starts; nothing if live."""
    if args.recorded:
        from voicelab.recordings import conversation, recording

        return [recording(name) for name in conversation]
    if args.wav:
        from voicelab.conversation.inputs import read_input

        return list(map(read_input, args.wav))
    return []


def _microphone(args: argparse.Namespace) -> Any:
    from voicelab.audio.devices import Microphone

    return Microphone(args.microphone)


def _sink(args: argparse.Namespace) -> tuple[Any, str]:
    """Return where the replies' sound goes, and what that is called; nothing where it goes nowhere."""
    from voicelab.audio.sinks import NullSink, WavSink

    if args.output is not None:
        return WavSink(args.output), str(args.output)
    if args.wav or args.recorded:
        return NullSink(), ""
    from voicelab.audio.devices import Speaker

    return Speaker(args.speaker, headphones=args.headphones), "speaker"


def _check_writable(path: Path, inputs: list[Path]) -> None:
    """Refuse a file that cannot be written, or that is listened to, before anything starts."""
    from voicelab.audio.encoders import WAV
    from voicelab.audio.sound_target import sound_target
    from voicelab.file_target import check_ending, check_writable

    if path.exists() and any(path.samefile(name) for name in inputs):
        raise ValueError(f"--output {path} is one of the files to listen to; name another.")
    target = sound_target(path, WAV)
    check_ending(target, "a WAV file", WAV.endings)
    check_writable(target, in_place=True)


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _end_on_ctrl_z(stop: Callable[[], object]) -> bool:
    """Have Ctrl-Z end the conversation, as the quickstart promises; returns whether it can be pressed."""
    if not hasattr(signal, "SIGTSTP"):
        return False
    signal.signal(signal.SIGTSTP, lambda *_: stop() and None)
    return any(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
