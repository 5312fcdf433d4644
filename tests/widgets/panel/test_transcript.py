"""What is left of a panel in a notebook that is opened without its kernel."""

from __future__ import annotations

from tests.exchanges import an_exchange
from voicelab.widgets.panel.transcript import PanelTranscript


def test_what_was_said_and_replied_is_kept_as_text() -> None:
    transcript = PanelTranscript()
    transcript.add(an_exchange(transcript="Who?", reply="Me."))
    transcript.add(an_exchange(turn=2, transcript="And why?", reply="Since", heard_text=""))
    transcript.add(an_exchange(turn=3, transcript="Hm?", reply="", error_message="The key was refused."))
    assert transcript.bundle()["text/plain"] == (
        "You: Who?\nReply: Me.\nYou: And why?\nReply:  … (interrupted)\nYou: Hm?\nReply: The key was refused."
    )


def test_markup_in_what_was_said_is_text() -> None:
    transcript = PanelTranscript()
    transcript.add(an_exchange(transcript="<script>alert(1)</script>", reply="<b>&</b>"))
    html = transcript.bundle()["text/html"]
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in html


def test_it_stays_small_whatever_is_said() -> None:
    transcript = PanelTranscript()
    for turn in range(1, 1_001):
        transcript.add(an_exchange(turn=turn, transcript=f"Turn {turn}", reply="x" * 100_000))
    text = transcript.bundle()["text/plain"]
    assert len(text) < 60_000
    assert "Turn 1000\n" in text
    assert "Turn 1\n" not in text
