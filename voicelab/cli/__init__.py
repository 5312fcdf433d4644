"""The commands: ``voicelab quickstart | chat | doctor | export | serve | models``, one module each."""

from voicelab.cli.command_line import main

__all__ = ["main"]
