"""The waveform of an exchange, as it stands in a cell."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given

from tests.exchange.test_timeline import spoken
from tests.exchanges import TEXTS
from voicelab.exchange.timeline import timeline_of
from voicelab.exchange.waveform import waveform_html
from voicelab.text.well_formed import well_formed

HOSTILE = "</text><script>alert(1)</script> \"' &amp; x' onload='alert(1)"


def test_both_sides_the_wait_and_the_words_are_drawn() -> None:
    html = waveform_html(timeline_of(spoken()))
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", html)
    assert texts == ["0.50 s", "Hello", "you", "One", "two", "three", "four"]
    assert len(re.findall(r"<path ", html)) == 2
    assert "role='img' aria-label=\"Turn 1. You said: “Hello you”, 1.2 seconds." in html


def test_a_cut_is_marked_and_what_was_not_heard_is_paler() -> None:
    html = waveform_html(timeline_of(spoken(outcome="interrupted", heard_text="One two")))
    assert ">stopped</text>" in html
    assert re.findall(r"unheard'>(\w+)<", html) == ["three", "four"]


def test_nothing_is_drawn_of_what_was_not_kept_but_a_sentence_says_so() -> None:
    html = waveform_html(timeline_of(spoken(heard_audio=None, spoken_audio=None)))
    assert html == "<p><small>The log kept no sound of this turn.</small></p>"


def test_words_that_overlap_stand_in_two_rows_and_no_more() -> None:
    html = waveform_html(timeline_of(spoken(transcript="antidisestablishmentarianism " * 8)))
    rows = {float(y) for y in re.findall(r"<text x='[\d.]+' y='(\d+)'", html)}
    assert len(rows) == 3  # the wait's figure has its own


def test_hostile_words_stay_text() -> None:
    exchange = spoken(transcript=HOSTILE, spoken_text=HOSTILE, words=())
    html = waveform_html(timeline_of(exchange))
    svg = ElementTree.fromstring(html)
    assert {element.tag for element in svg.iter()} == {"div", "svg", "path", "line", "text"}
    assert {name for element in svg.iter() for name in element.attrib} <= {
        *(
            "class",
            "tabindex",
            "role",
            "aria-label",
            "width",
            "height",
            "d",
            "x",
            "y",
            "x1",
            "x2",
            "y1",
            "y2",
        ),
    }


@given(TEXTS)
def test_whatever_was_said_no_element_is_made_of_it(text: str) -> None:
    exchange = spoken(transcript=well_formed(text), spoken_text=well_formed(text), words=())
    html = waveform_html(timeline_of(exchange))
    assert set(re.findall(r"<(/?\w+)", html)) <= {
        *("div", "/div", "svg", "/svg", "path", "line", "text", "/text"),
    }


def test_a_long_reply_is_as_wide_as_it_takes_up_to_a_bound() -> None:
    def width(seconds: float) -> int:
        from tests.exchange.test_timeline import sound

        html = waveform_html(timeline_of(spoken(spoken_audio=sound(seconds, 8_000))))
        return int(re.findall(r"width='(\d+)'", html)[0])

    assert width(1.0) == 500
    assert 2_000 < width(30.0) < 2_600
    assert width(600.0) == 6_000
