"""Commands, one module each: ``voicelab quickstart | chat | doctor | export | voices | serve | …``."""

from voicelab.cli.command_line import main

__all__ = ["main"]
