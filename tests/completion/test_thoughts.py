"""What a model thinks is kept apart from what it replies, however it is marked and cut into pieces."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.completion.answers import QUESTION, answer
from tests.completion.odd_server import delta, events, odd_server
from voicelab import Settings
from voicelab.completion.completer import Completer
from voicelab.completion.messages import Delta, Retraction
from voicelab.completion.thoughts import ThoughtFilter

HARMONY = (
    "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>It is so.<|return|>"
)
MARKED = [
    ("<think>Hm.</think>It is so.", "Hm.", "It is so."),
    ("<think>\nHm.\n</think>\n\nIt is so.", "Hm.", "It is so."),
    ("\n<think>\n\n</think>\n\nIt is so.", "", "It is so."),
    ("<thinking>Hm.</thinking> It is so.", "Hm.", "It is so."),
    ("<THINK>Hm.</THINK>It is so.", "Hm.", "It is so."),
    ("<thought>Hm.</thought>It is so.", "Hm.", "It is so."),
    ("<seed:think>Hm.</seed:think>It is so.", "Hm.", "It is so."),
    ("[THINK]Hm.[/THINK]It is so.", "Hm.", "It is so."),
    ("◁think▷Hm.◁/think▷It is so.", "Hm.", "It is so."),
    (HARMONY, "Hm.", "It is so."),
    ("<think>Hm. <think>Hmm.</think> So.</think>It is so.", "Hm. Hmm. So.", "It is so."),
    ("<think>Is <b>this</b> 3 < 5?</think>It is so.", "Is <b>this</b> 3 < 5?", "It is so."),
    ("<think>Is <think> a tag?</think>It is so.", "Is  a tag?", "It is so."),
    ("<think>A.</think><think>B.</think>It is so.", "A.B.", "It is so."),
    ("It is <think>Hm.</think>so.", "Hm.", "It is so."),
    ("Hm. So it is.</think>It is so.", "Hm. So it is.", "It is so."),
    ("Hm.\n</think>\n\nIt is so.", "Hm.", "It is so."),
    ("<think>Hm.", "Hm.", ""),
    ("<think>Hm.</think>", "Hm.", ""),
    ("Hm.</think>", "Hm.", ""),
    ("It is so.", "", "It is so."),
    (" It is so. ", "", " It is so. "),
    ("Press <Enter>, or [Esc], if 3 < 5.", "", "Press <Enter>, or [Esc], if 3 < 5."),
    ("The `<think>` tag and the `</think>` tag.", "", "The `<think>` tag and the `</think>` tag."),
    ("Write <think> to begin.", "", "Write  to begin."),
    ("I <3 th", "", "I <3 th"),
    ("So <thi", "", "So <thi"),
]


def read(*pieces: str, is_cut: bool = False) -> tuple[str, str]:
    """Return the thought and the reply of a text in pieces, as they stand at the end."""
    thoughts, reply = ThoughtFilter(), ""
    for piece in (*pieces, None):
        text = thoughts.finish(is_cut=is_cut) if piece is None else thoughts.feed(piece)
        reply = text if thoughts.is_retracted else reply + text
        thoughts.is_retracted = False
    return thoughts.thought, reply


@pytest.mark.parametrize(("written", "thought", "reply"), MARKED)
def test_a_thought_is_kept_apart(written: str, thought: str, reply: str) -> None:
    assert read(written) == (thought, reply)
    assert read(*written) == (thought, reply)


@given(st.sampled_from(MARKED), st.lists(st.integers(0, 120), max_size=8))
def test_wherever_the_text_is_cut_the_thought_is_the_same(
    marked: tuple[str, str, str], cuts: list[int]
) -> None:
    written, thought, reply = marked
    places = sorted({min(cut, len(written)) for cut in cuts} | {0, len(written)})
    pieces = [written[start:end] for start, end in itertools.pairwise(places)]
    assert read(*pieces) == (thought, reply)


def test_a_thought_that_was_cut_short_in_mid_sentence_is_no_reply() -> None:
    assert read("It is <think>Hm", is_cut=True) == ("Hm", "It is ")


@pytest.mark.parametrize("unit", ["<", "[", "<think>", "</think>", "<|channel|>", "`", "a "])
def test_the_work_grows_with_the_text(unit: str) -> None:
    read(*(unit * 20_000))  # takes minutes where it grows faster


async def test_the_thought_is_in_the_finish_and_in_no_delta() -> None:
    odd = events(
        delta(reasoning_content="One. "), delta("<think>Two."), delta("</think>So."), delta(reason="stop")
    )
    async with odd_server(odd) as (service, _):
        completer = Completer(service)
        text, finish, _ = await answer(completer, Settings())
        await completer.close()
    assert (text, finish.reasoning) == ("So.", "One.\nTwo.")


async def test_a_thought_that_only_its_end_shows_is_taken_back_and_held_the_next_time() -> None:
    odd = events(delta("Hm."), delta("</think>"), delta("So."), delta(reason="stop"))
    async with odd_server(odd, odd, events(delta("Yes."), delta(reason="stop"))) as (service, _):
        completer = Completer(service)
        streams = []
        for _ in range(3):
            streams.append([item async for item in completer.stream(QUESTION, Settings())])
        await completer.close()
    assert streams[0][:3] == [Delta("Hm."), Retraction(), Delta("So.")]
    assert streams[1][:1] == [Delta("So.")]
    assert streams[2][:1] == [Delta("Yes.")]
