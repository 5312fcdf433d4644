"""Somebody thinks in mid-sentence: the panel in a real front end, with a detector that follows a script."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.widgets.fixtures import OpenNotebook
from tests.widgets.notebook_ui import IN_BROWSER
from tests.widgets.panel.panel_on_page import show_panel
from voicelab.testing import silence, speech

pytestmark = IN_BROWSER

BEGINNING, REST = "I would like to", "go home now."
SHOW = f"""
from tests.widgets.panel_side import *
def is_done(words):
    return float(words.rstrip(".").endswith("now"))
shown = ShownPanel(
    transcripts={[BEGINNING, REST]!r}, detector=is_done, end_of_turn="words", longest_pause_seconds=20.0
)
shown
"""


def test_who_thinks_in_mid_sentence_is_told_to_take_time_and_has_one_caption_at_the_end(
    open_notebook: OpenNotebook, tmp_path: Path
) -> None:
    # Chromium plays from the moment the microphone is asked for, which may be long before it is heard.
    sound = silence(seconds=3.0) + speech(seconds=0.9) + silence(seconds=2.5) + speech(seconds=0.7)
    wav = tmp_path / "thinking.wav"
    (sound + silence(seconds=6.0)).resample(48_000).to_wav(wav)
    panel = show_panel(open_notebook([SHOW, ""], wav=wav))
    state, turns = panel.panel.locator(".voicelab-state"), panel.panel.locator(".voicelab-turn")
    panel.notebook.press("Talk")
    expect(state).to_have_text("listening: take your time", timeout=15_000)
    hypothesis = panel.panel.locator(".voicelab-hypothesis .voicelab-words")
    expect(hypothesis).to_have_text(f"{BEGINNING} …")  # with its capital: the final transcript came meanwhile
    expect(state).to_have_text("listening: take your time")
    expect(turns).to_have_count(0)
    expect(panel.rows).to_have_count(1, timeout=20_000)
    expect(turns).to_have_count(1)
    expect(turns.locator(".voicelab-words").first).to_have_text(f"{BEGINNING} {REST}")
    expect(hypothesis).to_be_hidden()
    panel.notebook.press("Stop")
    assert panel.evaluate("shown.rows[0][2]") == "completed"
