"""How quick a reply comes."""

from __future__ import annotations

import pytest

from voicelab.reply_speed import ReplyTimer


@pytest.mark.parametrize(
    ("times", "tokens", "rate"),
    [
        ([0.5], None, None),
        ([0.5], 20, None),
        ([0.5, 0.5005], 20, None),
        ([0.5, 1.0, 1.5], None, 2.0),
        ([0.5, 1.5], 21, 20.0),
    ],
)
def test_a_pace_is_known_where_a_reply_comes_in_pieces(
    monkeypatch: pytest.MonkeyPatch, times: list[float], tokens: int | None, rate: float | None
) -> None:
    clock = iter([0.0, *times])
    monkeypatch.setattr("voicelab.reply_speed.time.perf_counter", lambda: next(clock))
    timer = ReplyTimer()
    for _ in times:
        timer.add("a ")
    speed = timer.speed(tokens)
    assert (speed.first_token_seconds, speed.tokens_per_second) == (0.5, rate)


def test_a_reply_without_a_word_has_no_speed() -> None:
    timer = ReplyTimer()
    timer.add("")
    assert timer.speed(7).first_token_seconds is None
