"""Exchanges of a talk, as one."""

from __future__ import annotations

from tests.exchanges import an_exchange
from voicelab.comparison.joined_exchanges import joined_exchanges
from voicelab.exchange.fields import Usage
from voicelab.exchange.html import exchange_html
from voicelab.exchange.timeline import timeline_of


def test_words_sound_when_they_do_in_the_joined_sound() -> None:
    first, second = an_exchange(turn=1), an_exchange(turn=2, cold=False)
    whole = joined_exchanges([first, second])
    assert (whole.turn, whole.latency, whole.cold) == (2, second.latency, True)
    assert first.spoken is not None
    assert second.spoken is not None
    assert whole.spoken == first.spoken + second.spoken
    assert whole.words[: len(first.words)] == first.words
    shift = first.spoken.duration_seconds
    later = [word.start_seconds for word in whole.words[len(first.words) :]]
    assert later == [word.start_seconds + shift for word in second.words]


def test_tokens_are_summed_and_unknown_where_one_turn_does_not_say() -> None:
    first = an_exchange(turn=1, usage=Usage(prompt_tokens=10, completion_tokens=2, discarded_tokens=5))
    second = an_exchange(turn=2, usage=Usage(prompt_tokens=20))
    usage = joined_exchanges([first, second]).usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (30, None)
    assert (usage.discarded_tokens, usage.mistaken_ends) == (5, 0)


def test_what_was_not_understood_leaves_the_turn_before_it_as_it_is() -> None:
    answered = an_exchange(turn=1)
    nothing = an_exchange(turn=2, transcript="", outcome="no-match", reply="", usage=Usage(mistaken_ends=1))
    whole = joined_exchanges([answered, nothing])
    assert (whole.outcome, whole.reply) == ("completed", answered.reply)
    assert whole.transcript == answered.transcript
    assert whole.usage.mistaken_ends == 1
    assert whole.alternatives == answered.alternatives


def test_what_a_model_heard_and_answered_counts_without_its_transcript() -> None:
    heard, written = an_exchange(turn=1, transcript="", reply="Yes."), an_exchange(turn=2)
    whole = joined_exchanges([heard, written])
    assert whole.transcript == written.transcript
    assert whole.reply == f"Yes.\n\n{written.reply}"
    assert whole.usage.prompt_tokens == 62
    assert joined_exchanges([heard]).usage.prompt_tokens == 31


def test_a_talk_has_failed_where_a_turn_has() -> None:
    failed = an_exchange(turn=1, outcome="failed", error_code="timeout", error_message="It took too long.")
    assert joined_exchanges([failed, an_exchange(turn=2)]).error_code == "timeout"


def test_a_talk_ends_as_the_gravest_turn_of_those_that_went_wrong() -> None:
    cut = an_exchange(turn=1, outcome="interrupted", error_code="timeout")
    filtered = an_exchange(turn=2, outcome="filtered", filter_category="hate", finish_reason="content_filter")
    last = an_exchange(turn=3)
    whole = joined_exchanges([cut, filtered, last])
    assert (whole.outcome, whole.filter_category, whole.error_code) == ("filtered", "hate", None)
    assert (whole.finish_reason, whole.latency) == ("content_filter", last.latency)
    assert joined_exchanges([cut, last]).error_code == "timeout"
    by_user = an_exchange(turn=1, outcome="interrupted")
    assert joined_exchanges([by_user, last]).outcome == "completed"


def test_of_replies_one_of_which_was_cut_stands_what_was_heard_of_each() -> None:
    whole, cut = (
        an_exchange(turn=1, spoken_text="One two."),
        an_exchange(turn=2, spoken_text="Three four.", outcome="interrupted", heard_text="Three"),
    )
    assert joined_exchanges([whole, whole]).heard_text is None
    assert joined_exchanges([whole, cut]).heard_text == "One two. Three"
    assert joined_exchanges([cut, whole]).heard_text == "Three One two."
    assert joined_exchanges([cut, whole]).outcome == "completed"


def test_nothing_is_struck_out_or_marked_of_replies_the_first_of_which_was_cut() -> None:
    cut = an_exchange(turn=1, spoken_text="Three four.", outcome="interrupted", heard_text="Three")
    joined = joined_exchanges([cut, an_exchange(turn=2, spoken_text="One two.")])
    shown = exchange_html(joined).replace("\n", "")
    assert "Three One two.<span class='voicelab-unheard' title='not heard: interrupted'></span>" in shown
    assert timeline_of(joined).cut_seconds is None
