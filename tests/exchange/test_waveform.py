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
    texts = re.findall(r"<(?:text|span)[^>]*>([^<]*)<", html)
    assert texts == ["0.50 s", "Hello", "you", "One", "two", "three", "four"]
    assert len(re.findall(r"<path ", html)) == 2
    assert "role='img' aria-label=\"Turn 1. You said: “Hello you”, 1.2 seconds." in html


def test_a_cut_is_marked_and_what_was_not_heard_is_paler() -> None:
    html = waveform_html(timeline_of(spoken(outcome="interrupted", heard_text="One two")))
    assert ">stopped</text>" in html
    assert re.findall(r"<span[^>]*unheard'[^>]*>(\w+)<", html) == ["three", "four"]


def test_nothing_is_drawn_of_what_was_not_kept_but_a_sentence_says_so() -> None:
    timeline = timeline_of(spoken(heard_audio=None, spoken_audio=None))
    assert waveform_html(timeline) == f"<p><small>{timeline.missing}</small></p>"


def test_words_that_do_not_stand_under_their_times_have_a_line_that_leads_there() -> None:
    html = waveform_html(timeline_of(spoken(transcript="antidisestablishmentarianism " * 8, words=())))
    assert html.count("antidisestablishmentarianism<") == 8
    assert len(re.findall(r"<line class='voicelab-wave-leader'", html)) > 2
    assert "leader" not in waveform_html(timeline_of(spoken()))


def test_hostile_words_stay_text() -> None:
    exchange = spoken(transcript=HOSTILE, spoken_text=HOSTILE, words=())
    html = waveform_html(timeline_of(exchange))
    svg = ElementTree.fromstring(html)
    assert {element.tag for element in svg.iter()} == {"div", "svg", "path", "line", "text", "span"}
    assert {name for element in svg.iter() for name in element.attrib} <= {
        *(
            "class",
            "style",
            "dir",
            "tabindex",
            "role",
            "aria-label",
            "aria-hidden",
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
        *("div", "/div", "svg", "/svg", "path", "line", "text", "/text", "span", "/span"),
    }


def test_an_exchange_is_as_wide_as_a_cell_and_a_long_one_as_wide_as_its_words_take() -> None:
    def width(seconds: float) -> int:
        from tests.exchange.test_timeline import sound

        html = waveform_html(timeline_of(spoken(spoken_audio=sound(seconds, 8_000))))
        return int(re.findall(r"width='(\d+)'", html)[0])

    assert 400 < width(1.0) < 500
    assert 700 < width(4.0) < 750
    assert 2_000 < width(30.0) < 2_600
    assert 45_000 < width(600.0) < 45_300
