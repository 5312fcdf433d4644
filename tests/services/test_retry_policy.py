"""How often, and after which pauses, what failed is tried again."""

from __future__ import annotations

import itertools
import math

import pytest

from voicelab import RetryPolicy, Timeouts

EXACT = RetryPolicy(retries=4, first_pause_seconds=0.5, longest_pause_seconds=2.0, jitter=0.0)


def test_pauses_double_up_to_the_longest() -> None:
    assert [EXACT.pause_seconds(failures) for failures in range(1, 6)] == [0.5, 1.0, 2.0, 2.0, 2.0]


def test_a_service_that_says_how_long_is_left_alone_for_so_long() -> None:
    assert RetryPolicy().pause_seconds(1, retry_after_seconds=7.0) == 7.0
    assert EXACT.pause_seconds(3, retry_after_seconds=0.1) == 0.1


def test_retry_after_may_be_passed_over() -> None:
    without_retry_after = RetryPolicy(respect_retry_after=False, jitter=0.0)
    assert without_retry_after.pause_seconds(1, retry_after_seconds=7.0) == 0.5


def test_a_pause_is_longer_by_chance_and_never_shorter() -> None:
    policy = RetryPolicy(jitter=0.1)
    pauses = [policy.pause_seconds(1) for _ in range(200)]
    assert min(pauses) >= 0.5
    assert max(pauses) <= 0.55
    assert len(set(pauses)) > 100


def test_the_last_retry_is_followed_by_giving_up() -> None:
    pauses = [EXACT.next_pause_seconds(failures) for failures in range(1, 6)]
    assert pauses == [0.5, 1.0, 2.0, 2.0, None]
    assert RetryPolicy(retries=0).next_pause_seconds(1, retry_after_seconds=0.0) is None


def test_a_pause_over_the_longest_wait_is_not_begun() -> None:
    policy = RetryPolicy(longest_wait_seconds=5.0)
    assert policy.next_pause_seconds(1, retry_after_seconds=5.0) == 5.0
    assert policy.next_pause_seconds(1, retry_after_seconds=5.1) is None
    assert policy.next_pause_seconds(2, retry_after_seconds=2.0, waited_seconds=3.5) is None


def test_many_failures_are_no_overflow() -> None:
    assert RetryPolicy(jitter=0.0).pause_seconds(100_000) == 60.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *itertools.product(
            ("retries", "first_pause_seconds", "longest_pause_seconds", "longest_wait_seconds"), (-1,)
        ),
        *itertools.product(("first_pause_seconds", "jitter"), (float("nan"),)),
        ("jitter", 1.5),
        ("failed_turns", 0),
        ("failed_turns", float("nan")),
        ("retries", float("nan")),
        *itertools.product(("retries", "failed_turns"), (True, 1.5, "2", math.inf, None)),
        *itertools.product(("longest_wait_seconds", "jitter"), (True, "2", math.inf, None)),
        *itertools.product(("first_retry_at_once", "respect_retry_after"), (1, "yes", None)),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be "):
        RetryPolicy(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    ["recognition_seconds", "first_token_seconds", "next_token_seconds", "synthesis_seconds", "tool_seconds"],
)
@pytest.mark.parametrize("value", [0.0, -1, math.nan, math.inf, True, "10", None, [1]])
def test_a_timeout_that_cannot_be_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be "):
        Timeouts(**{name: value})  # type: ignore[arg-type]


def test_the_first_retry_of_a_voice_comes_at_once_and_the_pauses_follow() -> None:
    policy = EXACT.for_synthesis()
    assert [policy.next_pause_seconds(failures) for failures in range(1, 6)] == [0.0, 0.5, 1.0, 2.0, None]
    assert policy.next_pause_seconds(1, retry_after_seconds=3.0) == 3.0


@pytest.mark.parametrize(("retries", "opened_again"), [(0, 0), (1, 3), (2, 3), (5, 5)])
def test_recognition_of_a_live_conversation_is_opened_again_three_times_or_more(
    retries: int, opened_again: int
) -> None:
    assert RetryPolicy(retries=retries).for_listening().retries == opened_again


def test_no_stage_tries_again_without_retries() -> None:
    policy = RetryPolicy(retries=0)
    stages = (policy, policy.for_synthesis(), policy.for_listening(), RetryPolicy().without_retries())
    assert [stage.next_pause_seconds(1) for stage in stages] == [None] * 4


def test_each_stage_keeps_the_other_numbers_of_the_policy() -> None:
    policy = RetryPolicy(longest_wait_seconds=7.0, respect_retry_after=False, failed_turns=9)
    for stage in (policy.for_synthesis(), policy.for_listening(), policy.without_retries()):
        assert (stage.longest_wait_seconds, stage.respect_retry_after, stage.failed_turns) == (7.0, False, 9)
