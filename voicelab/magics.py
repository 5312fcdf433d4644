"""IPython's ``%voicelab`` and ``%%ask``, by ``%load_ext voicelab``."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from voicelab.conversation.session import Session
from voicelab.settings import DECLARATIONS, Settings, declaration_of

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from voicelab.exchange.exchange import Exchange
    from voicelab.widgets.panel.panel import SessionPanel

__all__ = ["load_ipython_extension"]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register the magics; called by ``%load_ext voicelab``.

    Both use the notebook's variable ``session``; where it holds no session, they put a new one there.
    """

    def voicelab(line: str) -> SessionPanel:
        """Show the session's panel; options change settings: ``%voicelab --max-tokens 64 --barge-in``."""
        return _session(shell, line).panel()

    def ask(line: str, cell: str) -> Exchange:
        """Send the cell's text as if it was spoken, and show the exchange; options as for ``%voicelab``."""
        if not cell.strip():
            raise UsageError("%%ask needs a text: write it below, in the same cell.")
        return _session(shell, line).ask(cell.strip())

    shell.register_magic_function(voicelab, "line")
    shell.register_magic_function(ask, "cell")


def _session(shell: InteractiveShell, line: str) -> Session:
    held = shell.user_ns.get("session")
    session = held if isinstance(held, Session) else None
    try:
        settings = (Settings() if session is None else session.settings).replace(**_changes(line))
    except (TypeError, ValueError) as error:
        raise UsageError(str(error)) from None
    if session is None:
        session = Session(settings)
        shell.push({"session": session})
    session.settings = settings
    return session


def _changes(line: str) -> dict[str, Any]:
    """Return the settings that options such as ``--max-tokens 64`` name; one without a value is `True`.

    Raises
    ------
    TypeError
        There is no such setting.
    ValueError
        A value without an option.
    """
    changes: dict[str, Any] = {}
    name = ""
    for part in shlex.split(line):
        if not name and part.startswith("#"):
            break  # a comment
        if part in ("-h", "--help"):
            options = ", ".join(f"--{setting.replace('_', '-')}" for setting in DECLARATIONS)
            raise ValueError(f"options change the session's settings: {options}")
        if part.startswith("--"):
            option, has_value, text = part.removeprefix("--").partition("=")
            name = option.replace("-", "_")
            changes[name] = declaration_of(name).kind.parse(text) if has_value else True
            name = "" if has_value else name
        elif name:
            changes[name] = declaration_of(name).kind.parse(part)
            name = ""
        else:
            raise ValueError(f"{part!r} is no option; write --voice {part} or the like")
    return changes
