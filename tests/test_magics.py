"""The magics, in a real IPython shell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

from voicelab.conversation.session import Session
from voicelab.testing import EmbeddedServices


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """Return a shell with the extension loaded."""
    made = InteractiveShell()
    made.run_line_magic("load_ext", "voicelab")
    yield made
    made.history_manager.end_session() if made.history_manager is not None else None
    InteractiveShell.clear_instance()


@pytest.fixture
def session(shell: InteractiveShell, scripted: EmbeddedServices) -> Iterator[Session]:
    """Put a session into the shell's variables."""
    with Session(services=scripted.services, log=False) as session:
        shell.push({"session": session})
        yield session


def test_ask_sends_the_cells_text_to_the_notebooks_session(shell: InteractiveShell, session: Session) -> None:
    exchange = shell.run_cell_magic("ask", "", "What is the tallest mountain?\n")
    assert exchange.transcript == "What is the tallest mountain?"
    assert exchange.outcome == "completed"
    assert len(session.log) == 1


def test_voicelab_gives_the_panel_of_the_notebooks_session(shell: InteractiveShell, session: Session) -> None:
    panel = shell.run_line_magic("voicelab", "")
    assert panel.session is session
    panel.close()


def test_options_change_the_sessions_settings(shell: InteractiveShell, session: Session) -> None:
    line = (
        "--voice en-GB-RyanNeural --max-tokens=64 --barge-in --system-prompt 'Be brief.' --temperature None"
    )
    shell.run_cell_magic("ask", line, "Hello")
    settings = session.settings
    assert (settings.voice, settings.max_tokens, settings.barge_in) == ("en-GB-RyanNeural", 64, True)
    assert (settings.system_prompt, settings.temperature) == ("Be brief.", None)


def test_a_word_is_read_as_its_setting_has_it(shell: InteractiveShell, session: Session) -> None:
    line = "--deployment 7 --stop-phrase None --phrases 'K2, Broad Peak' --language en-US,de-DE --history no"
    shell.run_cell_magic("ask", line, "Hello")
    settings = session.settings
    assert (settings.deployment, settings.stop_phrase, settings.history) == ("7", "None", False)
    assert (settings.phrases, settings.language) == (("K2", "Broad Peak"), ("en-US", "de-DE"))


def test_where_there_is_no_session_a_new_one_is_kept(
    shell: InteractiveShell,
    scripted: EmbeddedServices,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "SPEECH_ENDPOINT": f"ws://127.0.0.1:{scripted.port}",
        "SPEECH_KEY": scripted.key,
        "AZURE_OPENAI_ENDPOINT": f"http://127.0.0.1:{scripted.port}",
        "AZURE_OPENAI_API_KEY": scripted.key,
        "AZURE_OPENAI_DEPLOYMENT": "scripted",
    }.items():
        monkeypatch.setenv(name, value)
    shell.run_cell_magic("ask", "--max-tokens 7", "Hello")
    with shell.user_ns["session"] as session:
        shell.run_cell_magic("ask", "", "Again")
        assert len(session.log) == 2
        assert session.settings.max_tokens == 7
        session.log.close()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Jenny", "no option"),
        ("--voise Jenny", "voice"),
        ("-h", "--max-tokens"),
        ("--max-tokens 0", "max_tokens must be from 1"),
        ("--max-tokens", "max_tokens must be a whole number, not True"),
        ("--max-tokens=7 8", "'8' is no option"),
        ("--max-tokens many", "max_tokens must be a whole number, not 'many'"),
        ("--barge-in perhaps", "barge_in must be True or False, not 'perhaps'"),
    ],
)
def test_an_option_that_means_nothing_is_refused_in_a_sentence(
    shell: InteractiveShell, session: Session, line: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        shell.run_line_magic("voicelab", line)


def test_a_cell_without_text_asks_nothing(shell: InteractiveShell, session: Session) -> None:
    with pytest.raises(UsageError, match="needs a text"):
        shell.run_cell_magic("ask", "", "\n")
    assert len(session.log) == 0


def test_options_are_written_as_people_write_them(shell: InteractiveShell, session: Session) -> None:
    shell.run_cell_magic("ask", "--style none --stop-phrase 'halt, enough'  # for the children", "Hello")
    assert (session.settings.style, session.settings.stop_phrase) == (None, ("halt", "enough"))
