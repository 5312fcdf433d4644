"""Replies in the browser's speaker, in real front ends."""

from __future__ import annotations

import pytest

from tests.widgets.browser_audio.cells import SHOW, TONE, shown
from tests.widgets.fixtures import SharedNotebook
from tests.widgets.notebook_ui import IN_BROWSER

pytestmark = IN_BROWSER


@pytest.mark.timed
@pytest.mark.parametrize("rate", [pytest.param(16_000, marks=pytest.mark.soak), 24_000, 48_000])
def test_every_sample_of_a_reply_is_heard(shared_notebook: SharedNotebook, rate: int) -> None:
    reply = TONE.format(seconds=1.5, rate=rate) + f"emit(background(play(audio, pcm, {rate})).result(20))"
    result = shown(shared_notebook([SHOW, reply])).run(1)
    assert result["sent_samples"] == result["heard_samples"] == 1.5 * rate
    assert result["dropped_samples"] == 0
    assert result["heard_seconds"] == 1.5
    assert 0.0 < result["first_heard_seconds"] < 0.5
    assert 1.5 < result["seconds"] < 2.5


@pytest.mark.timed
def test_a_flushed_reply_is_silent_at_once_and_accounted_for(shared_notebook: SharedNotebook) -> None:
    reply = (
        TONE.format(seconds=10.0, rate=24_000) + "emit(background(play(audio, pcm, 24_000, 0.5)).result(20))"
    )
    result = shown(shared_notebook([SHOW, reply])).run(1)
    assert result["flush_seconds"] < 0.15
    assert result["heard_samples"] + result["dropped_samples"] == result["sent_samples"]
    assert 0.5 <= result["heard_seconds"] < 1.0


def test_the_next_reply_plays_after_a_flush(shared_notebook: SharedNotebook) -> None:
    replies = TONE.format(seconds=5.0, rate=24_000) + (
        "for _ in range(5):\n    background(play(audio, pcm, 24_000, 0.05)).result(20)\n"
        "emit(background(play(audio, pcm[:24_000], 24_000)).result(20))"
    )
    result = shown(shared_notebook([SHOW, replies])).run(1)
    assert result["sent_samples"] == result["heard_samples"] == 12_000


def test_a_reply_of_fifteen_megabytes_plays(shared_notebook: SharedNotebook) -> None:
    rate = 768_000  # the most that Chromium plays: the same bytes in less time
    reply = TONE.format(seconds=10.0, rate=rate) + f"emit(background(play(audio, pcm, {rate})).result(60))"
    result = shown(shared_notebook([SHOW, reply])).run(1, timeout_seconds=80)
    assert result["sent_samples"] == result["heard_samples"] == 10 * rate
