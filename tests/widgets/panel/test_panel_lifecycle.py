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
from tests.players import TimedSink
from tests.widgets.panel.panel_without_page import PanelWithoutPage, panel_of, wait_until
from voicelab.conversation.session import Session
from voicelab.embedded.local.model_files.arrival import ModelArrival
from voicelab.embedded.local.model_files.known_models import Model
from voicelab.event_loop import submit
from voicelab.events import SessionEnded
from voicelab.testing import EmbeddedServices, Hang, Refuse, ScriptedEngines, embedded_services
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


def test_what_is_typed_meanwhile_has_a_caption_at_once_and_stop_leaves_it_unanswered(
    services: EmbeddedServices,
) -> None:
    services.faults.add("completion", Hang(times=2))
    with panel_of(services) as shown:
        shown.open_page()

        def captions() -> list[tuple[object, object]]:
            every = shown.captions.snapshot()
            return [(each["you"], each["outcome"]) for each in every if each["type"] == "turn"]

        shown.send(shown.captions, type="typed", text="First?")
        wait_until(lambda: captions() == [("First?", "")])
        shown.send(shown.captions, type="typed", text="Second?")
        wait_until(lambda: captions() == [("First?", ""), ("Second?", "waiting")])
        shown.send(shown.captions, type="new")
        wait_until(lambda: captions() == [("Second?", "")])
        shown.send(shown.captions, type="typed", text="Third?")
        wait_until(lambda: captions()[1:] == [("Third?", "waiting")])
        shown.sound(type="stop")
        wait_until(lambda: captions() == [("Second?", "interrupted"), ("Third?", "dropped")])
        assert shown.session.log.df["outcome"].tolist() == ["interrupted", "interrupted", "dropped"]
        assert shown.problems.texts == []


def test_while_models_arrive_the_panel_says_how_far_they_are_and_the_microphone_stays_off(
    services: EmbeddedServices, shelved_model: Model
) -> None:
    arrival = ModelArrival([shelved_model.name])
    arriving = dataclasses.replace(services, services=dataclasses.replace(services.services, arrival=arrival))
    with another_fetches(shelved_model.wheels[0], come=7):
        showing = panel_of(arriving)
        shown = showing.__enter__()
        shown.open_page()
        wait_until(lambda: "two-halves is arriving: 7 of 1,371 bytes" in shown.heading.words)
        shown.sound(type="talk")
        assert shown.session.state == "idle"
        assert shown.problems.texts == []
    wait_until(lambda: shown.heading.words == "ready")
    assert shown.problems.texts == []
    showing.__exit__(None, None, None)


def test_talk_where_no_model_came_fetches_again_and_leaves_no_microphone_open(
    services: EmbeddedServices, shelved_model: Model, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # as in every notebook's kernel
    wheel = shelf.folder / shelved_model.wheels[0].filename
    content = wheel.read_bytes()
    wheel.unlink()
    arrival = ModelArrival([shelved_model.name])
    arriving = dataclasses.replace(services, services=dataclasses.replace(services.services, arrival=arrival))
    with panel_of(arriving) as shown:
        wait_until(lambda: any("Check the network" in text for text in shown.problems.texts))
        assert "\x1b" not in shown.problems.texts[0]
        assert shown.heading.words == "ready"
        shown.open_page()
        sent: list[str] = []
        monkeypatch.setattr(shown.audio, "send", lambda message, _buffers: sent.append(message["type"]))

        shown.sound(type="talk")
        shown.sound(type="capture", capture=1, sample_rate_hz=16_000)
        wait_until(lambda: "stop" in sent)
        wait_until(lambda: shown.heading.words == "ready")
        assert len(shown.problems.texts) == 1

        sent.clear()
        wheel.write_bytes(content)
        with another_fetches(shelved_model.wheels[0], come=7):
            shown.sound(type="talk", capture=2)
            shown.sound(type="capture", capture=2, sample_rate_hz=16_000)
            wait_until(lambda: "then press Talk" in shown.heading.words)
            wait_until(lambda: "stop" in sent)
        wait_until(lambda: shown.heading.words == "ready")
        wait_until(lambda: shown.problems.texts == [])
        assert shown.session.state == "idle"


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
    wait_until(lambda: shown.heading.words == "ended by an error")
    sentence = "The browser found no microphone. Plug one in or switch it on, then press Talk again."
    assert shown.audio.sentence == str(shown.panel.last_error) == sentence
    shown.sound(type="state", state="ready", detail="")
    assert shown.problems.texts == []
    assert shown.audio.sentence.startswith("Ready")


def test_a_microphone_that_fails_is_told_beside_it_and_nowhere_else(shown: PanelWithoutPage) -> None:
    shown.sound(type="talk")
    shown.sound(type="capture", capture=1, sample_rate_hz=16_000)
    wait_until(lambda: shown.session.state == "listening")
    shown.sound(type="state", state="denied", detail="")
    wait_until(lambda: len(shown.session.log) == 1 and shown.session.state == "ended")
    assert shown.problems.texts == []
    assert [each["type"] for each in shown.captions.snapshot()] == ["hypothesis", "shut"]
    shown.type("Hello")
    assert [each["you"] for each in shown.captions.snapshot() if each["type"] == "turn"] == ["Hello"]


def test_talk_that_is_pressed_on_the_next_page_begins_once_the_last_conversation_has_ended(
    shown: PanelWithoutPage,
) -> None:
    capture = {"type": "capture", "capture": 1, "sample_rate_hz": 16_000}
    shown.sound(type="talk")
    shown.sound(**capture)
    wait_until(lambda: shown.session.state == "listening")
    ended: list[str] = []
    states: list[str] = []
    shown.session.subscribe(lambda event: states.append(getattr(event, "state", "")))
    shown.session.subscribe(
        lambda event: ended.append(shown.heading.words) if isinstance(event, SessionEnded) else None
    )
    for message in ({"type": "talk"}, capture, {"type": "state", "state": "capturing", "detail": ""}):
        shown.sound(page="another page", **message)
    wait_until(lambda: "listening" in states)
    assert len(ended) == 1
    assert shown.heading.words == "listening"
    shown.sound(page="another page", type="stop")
    wait_until(lambda: shown.heading.words == "stopped")


@pytest.mark.parametrize("gap_seconds", [0.0, 0.05])
@pytest.mark.parametrize("is_open", [False, True])
def test_stop_at_once_after_talk_leaves_no_notice_and_nothing_to_the_next_talk(
    shown: PanelWithoutPage, gap_seconds: float, is_open: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int | None]] = []
    monkeypatch.setattr(
        shown.audio, "send", lambda message, _: asked.append((message["type"], message.get("capture")))
    )
    for capture in (1, 2, 3):
        shown.sound(type="talk", capture=capture)
        if is_open:
            shown.sound(type="capture", capture=capture, sample_rate_hz=16_000)
        threading.Event().wait(gap_seconds)
        shown.sound(type="stop", capture=capture)
        if is_open:
            shown.sound(type="capture-ended", capture=capture, frames=0)
    wait_until(lambda: shown.heading.words == "stopped" and not shown.panel._talk.is_running)
    wait_until(lambda: shown.audio.source.capture is None)
    shown.sound(type="talk", capture=4)
    shown.sound(type="capture", capture=4, sample_rate_hz=16_000)
    wait_until(lambda: shown.heading.words == "listening")
    # The kernel may have begun the fourth by itself for the third Talk, and ended it: it asks for the fifth.
    wait_until(lambda: shown.audio.source.capture == (5 if ("start", 4) in asked else 4))
    shown.sound(type="stop", capture=shown.audio.source.capture)
    wait_until(lambda: shown.heading.words == "stopped")
    assert [each for each in shown.captions.snapshot() if each["type"] == "notice"] == []


def test_a_page_that_was_reloaded_in_mid_talk_is_the_reason_that_stays(shown: PanelWithoutPage) -> None:
    shown.sound(type="talk")
    shown.sound(type="capture", capture=1, sample_rate_hz=16_000)
    wait_until(lambda: shown.session.state == "listening")
    shown.sound(type="state", state="page-gone", detail="")
    shown.sound(page="the page anew", type="hello", sent_ms=0.0)
    shown.sound(page="the page anew", type="state", state="ready", detail="")
    wait_until(lambda: shown.session.state == "ended")
    assert shown.heading.words == "ended: the page was away"


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
    assert second.problems.texts == ["This session is in a conversation already. Stop that one first."]
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


def test_a_panel_shown_in_mid_reply_has_the_turn_that_runs_and_the_questions_that_wait(
    shown: PanelWithoutPage,
) -> None:
    session = shown.session
    submit(session.aask("What sounds?", sink=TimedSink()))
    wait_until(lambda: session.state == "speaking")
    second = submit(session.aask("And what waits?", sink=TimedSink()))
    wait_until(lambda: len(turns_of(shown)) == 2)
    late = PanelWithoutPage(session)
    assert turns_of(late) == [("What sounds?", ""), ("And what waits?", "waiting")]
    assert late.captions.snapshot()[0]["reply"] == REPLY
    assert late.heading.words == "speaking"
    session.interrupt(drop_waiting=True)
    second.result(15)
    wait_until(lambda: turns_of(late) == [("What sounds?", "interrupted"), ("And what waits?", "dropped")])
    late.panel.close()


def turns_of(shown: PanelWithoutPage) -> list[tuple[object, object]]:
    """Return what the captions show of each turn, and how it ended."""
    return [(each["you"], each["outcome"]) for each in shown.captions.snapshot() if each["type"] == "turn"]
