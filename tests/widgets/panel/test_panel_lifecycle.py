"""The panel while its session, its settings and its microphone change, without a browser."""

from __future__ import annotations

import dataclasses
import gc
import threading
import weakref
from collections.abc import Iterator

import ipywidgets
import pytest

from tests.model_shelf import Shelf, another_fetches
from tests.widgets.panel.panel_without_page import PanelWithoutPage, panel_of, wait_until
from voicelab.conversation.session import Session
from voicelab.embedded.local.model_files.arrival import ModelArrival
from voicelab.embedded.local.model_files.known_models import Model
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services
from voicelab.widgets.panel.panel import SessionPanel

REPLY = "Mount Everest is the tallest mountain on Earth."


@pytest.fixture(scope="module")
def services() -> Iterator[EmbeddedServices]:
    """Run services that follow a script."""
    with embedded_services(ScriptedEngines(transcripts=["Hello."], reply=REPLY)) as running:
        yield running


@pytest.fixture
def shown(services: EmbeddedServices) -> Iterator[PanelWithoutPage]:
    """Show a panel whose page has come."""
    with panel_of(services) as shown:
        shown.open_page()
        yield shown


def test_a_session_that_is_closed_is_said_to_be_and_takes_nothing_more(shown: PanelWithoutPage) -> None:
    shown.session.close()
    wait_until(lambda: shown.control("Tokens").disabled)
    assert shown.heading.words == "closed: make a new session"
    assert shown.audio.sentence == "This session is closed. Make a new Session, and show its panel."
    assert shown.captions.snapshot()[-1] == {"type": "shut", "is_shut": True}
    assert shown.preview.disabled


def test_the_panel_of_a_closed_session_says_so_from_the_first(services: EmbeddedServices) -> None:
    session = Session(services=services.services, log=False)
    session.close()
    late = PanelWithoutPage(session)
    late.open_page()
    assert late.heading.words == "closed: make a new session"
    assert late.audio.state == "session-closed"
    assert late.control("Tokens").disabled
    assert late.problems.texts == []
    late.panel.close()


def test_the_microphone_of_a_closed_session_stays_off(shown: PanelWithoutPage) -> None:
    shown.session.close()
    shown.sound(type="talk")
    wait_until(lambda: bool(shown.problems.texts))
    assert shown.problems.texts == ["This session is closed. Make a new Session."]
    assert shown.heading.words == "closed: make a new session"


def test_while_models_arrive_the_panel_says_how_far_they_are_and_the_microphone_stays_off(
    services: EmbeddedServices, shelved_model: Model
) -> None:
    arrival = ModelArrival([shelved_model.name])
    arriving = dataclasses.replace(services, services=dataclasses.replace(services.services, arrival=arrival))
    with another_fetches(shelved_model.wheels[0], come=7):
        showing = panel_of(arriving)
        shown = showing.__enter__()
        shown.open_page()
        wait_until(lambda: "two-halves is arriving: 0 of 0 MB" in shown.heading.words)
        shown.sound(type="talk")
        assert shown.session.state == "idle"
        assert shown.problems.texts == []
    wait_until(lambda: shown.heading.words == "ready")
    assert shown.problems.texts == []
    showing.__exit__(None, None, None)


def test_the_panel_says_why_no_model_comes(
    services: EmbeddedServices, shelved_model: Model, shelf: Shelf
) -> None:
    shelf.take_away(shelved_model.wheels[0])
    arrival = ModelArrival([shelved_model.name])
    arriving = dataclasses.replace(services, services=dataclasses.replace(services.services, arrival=arrival))
    with panel_of(arriving) as shown:
        wait_until(lambda: any("Check the network" in text for text in shown.problems.texts))
        assert shown.heading.words == "ready"


def test_settings_of_a_cell_are_shown_at_once(shown: PanelWithoutPage) -> None:
    shown.session.settings = shown.session.settings.replace(max_tokens=7, temperature=None, style="chat")
    wait_until(lambda: shown.control("Tokens").value == 7)
    wait_until(lambda: shown.control("Style").value == "chat")
    assert shown.panel.last_error is None


def test_settings_of_a_cell_are_shown_by_each_panel_of_the_session(shown: PanelWithoutPage) -> None:
    second = PanelWithoutPage(shown.session)
    shown.control("Tokens").value = 33
    wait_until(lambda: second.control("Tokens").value == 33)
    second.panel.close()


def test_an_error_about_a_setting_goes_when_the_setting_is_right(shown: PanelWithoutPage) -> None:
    language = shown.control("Language")
    language.value = "Klingon"
    assert "language must be a locale" in shown.problems.texts[0]
    shown.control("Tokens").value = 12
    assert len(shown.problems.texts) == 1
    language.value = "de-DE"
    assert shown.problems.texts == []


def test_a_refused_microphone_is_forgotten_when_the_page_is_ready_again(shown: PanelWithoutPage) -> None:
    shown.sound(type="talk")
    shown.sound(type="capture", capture=1, sample_rate_hz=16_000)
    wait_until(lambda: shown.session.state == "listening")
    shown.sound(type="state", state="no-device", detail="")
    wait_until(lambda: bool(shown.problems.texts))
    assert shown.problems.texts == [
        "The browser found no microphone. Plug one in or switch it on, then press Talk again."
    ]
    wait_until(lambda: shown.heading.words == "ended by an error")
    shown.sound(type="state", state="ready", detail="")
    assert shown.problems.texts == []


def test_muting_is_not_called_listening(shown: PanelWithoutPage) -> None:
    shown.sound(type="talk")
    wait_until(lambda: shown.session.state == "listening")
    for state, words in (
        ("asking-permission", "opening the microphone"),
        ("capturing", "listening"),
        ("muted", "muted"),
        ("waiting-for-key", "hold the key to talk"),
    ):
        shown.sound(type="state", state=state, detail="")
        assert shown.heading.words == words
    shown.sound(type="stop")
    wait_until(lambda: shown.heading.words == "stopped")


def test_a_second_panel_may_not_talk_while_the_first_does(shown: PanelWithoutPage) -> None:
    second = PanelWithoutPage(shown.session)
    second.open_page()
    shown.sound(type="talk")
    wait_until(lambda: shown.session.state == "listening")
    second.sound(type="talk")
    wait_until(lambda: bool(second.problems.texts))
    assert "in a conversation already" in second.problems.texts[0]
    assert shown.problems.texts == []
    shown.sound(type="stop")
    wait_until(lambda: second.problems.texts == [])
    second.panel.close()


def test_notices_stay_in_the_conversation_and_raise_no_alarm(
    shown: PanelWithoutPage, services: EmbeddedServices
) -> None:
    services.faults.add("completion", Refuse(status=503))
    shown.type("Hello")
    shown.type("And again")
    wait_until(lambda: shown.session.state == "idle")
    notices = [each for each in shown.captions.snapshot() if each["type"] == "notice"]
    assert len(notices) >= 1
    assert all(each["after"] == 1 for each in notices)
    assert shown.problems.texts == []


def test_a_new_conversation_is_forgotten_by_the_model_and_kept_by_the_log(shown: PanelWithoutPage) -> None:
    shown.type("Hello")
    wait_until(lambda: len(shown.session.history) == 1 and shown.session.state == "idle")
    shown.send(shown.captions, type="new")
    wait_until(lambda: len(shown.session.history) == 0)
    assert [each["type"] for each in shown.captions.snapshot()] == ["hypothesis", "shut"]
    assert len(shown.session.log) == 1


def test_a_new_conversation_begun_in_mid_reply_forgets_that_reply_too(shown: PanelWithoutPage) -> None:
    shown.send(shown.captions, type="typed", text="Hello")
    wait_until(lambda: shown.session.state == "speaking")
    shown.send(shown.captions, type="new")
    wait_until(lambda: shown.session.state == "idle")
    assert [each.outcome for each in shown.session.log.exchanges()] == ["interrupted"]
    assert len(shown.session.history) == 0


def test_while_a_preview_sounds_the_session_hears_silence_and_the_button_says_so(
    shown: PanelWithoutPage,
) -> None:
    shown.preview.click()
    wait_until(lambda: shown.audio.sink.report.sent_samples > 0)
    assert shown.preview.icon == "stop"
    assert shown.audio.source.is_silenced
    sent = shown.audio.sink.report.sent_samples
    account = {"heard": sent, "dropped": 0, "underrun": 0, "first_heard_at": None, "over": True}
    shown.sound(type="played", reply=1, **account)
    wait_until(lambda: not shown.audio.source.is_silenced)
    wait_until(lambda: shown.preview.icon == "play")
    assert len(shown.session.log) == 0


def test_a_reply_ends_a_preview_and_no_preview_begins_during_one(shown: PanelWithoutPage) -> None:
    shown.preview.click()
    wait_until(lambda: shown.audio.sink.report.sent_samples > 0)
    shown.send(shown.captions, type="typed", text="Hello")
    wait_until(lambda: shown.session.state == "speaking")
    wait_until(lambda: shown.preview.disabled)
    assert not shown.audio.source.is_silenced
    shown.sound(type="stop")
    wait_until(lambda: not shown.preview.disabled)


def registered() -> int:
    """Return how many widgets ipywidgets keeps alive."""
    return len(ipywidgets.widgets.widget._instances)


def closed_panel(session: Session) -> SessionPanel:
    """Return a panel that was used and closed."""
    shown = PanelWithoutPage(session)
    shown.open_page()
    wait_until(lambda: shown.control("Locale").options != ("any",))
    shown.panel.close()
    return shown.panel


def test_a_panel_that_is_closed_leaves_nothing_behind(services: EmbeddedServices) -> None:
    with Session(services=services.services, log=False) as session:
        widgets = registered()
        threads = threading.active_count()
        gone = weakref.ref(closed_panel(session))
        wait_until(lambda: threading.active_count() <= threads)
        gc.collect()
        assert gone() is None
        assert registered() == widgets


def test_where_a_panel_cannot_be_shown_it_says_what_to_do(
    shown: PanelWithoutPage, capsys: pytest.CaptureFixture[str]
) -> None:
    shown.panel._ipython_display_()  # in IPython's terminal
    sentence = (
        f"The panel of session {shown.session.id} shows itself in Jupyter notebooks. "
        "Here, use session.ask(…) and session.talk(…), or voicelab chat in a terminal."
    )
    assert capsys.readouterr().out == f"{sentence}\n"
    assert shown.panel._repr_html_() == sentence  # in marimo
