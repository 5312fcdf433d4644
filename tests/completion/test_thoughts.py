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
    ("<think>A.</think>It is so.<think>B.</think> Yes.", "A.B.", "It is so. Yes."),
    ("Hm.</think> It is so.", "Hm.", "It is so."),
    ("Hm. </think>It is so.", "Hm.", "It is so."),
    ("Hm. </think>\n\nIt is so.", "Hm.", "It is so."),
    ('<think time="3">Hm.</think>It is so.', "Hm.", "It is so."),
    ("< think >Hm.</ think >It is so.", "Hm.", "It is so."),
    ("<thoughts>Hm.</thoughts>It is so.", "Hm.", "It is so."),
    ("<reflection>Hm.</reflection><answer>It is so.</answer>", "Hm.", "It is so."),
    ("<scratchpad>Hm.</scratchpad>It is so.", "Hm.", "It is so."),
    ('<details type="reasoning" done="true">\nHm.\n</details>\nIt is so.', "Hm.", "It is so."),
    ("<|channel>thought\nHm.<channel|>It is so.", "Hm.", "It is so."),
    (
        "<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>It is so.<|END_RESPONSE|>",
        "Hm.",
        "It is so.",
    ),
    ("<|thinking|>Hm.<|/thinking|>It is so.", "Hm.", "It is so."),
    ("analysisThe user asks.assistantfinalIt is so.", "The user asks.", "It is so."),
    (f"<think<|message|>Hm.{HARMONY[HARMONY.index('<|end|>') :]}", "Hm.", "It is so."),
    ("Hm. So it is.</think>It is so.", "Hm. So it is.", "It is so."),
    ("Hm.\n</think>\n\nIt is so.", "Hm.", "It is so."),
    ("<think>Hm.", "Hm.", ""),
    ("<think>Hm.</think>", "Hm.", ""),
    ("Hm.</think>", "Hm.", ""),
    ("It is so.", "", "It is so."),
    (" It is so. ", "", " It is so. "),
    ("Press <Enter>, or [Esc], if 3 < 5.", "", "Press <Enter>, or [Esc], if 3 < 5."),
    ("The `<think>` tag and the `</think>` tag.", "", "The `<think>` tag and the `</think>` tag."),
    ("I <3 th", "", "I <3 th"),
    ("So <thi", "", "So <thi"),
]


SPOKEN_OF = [
    "In R1 the tag </think> ends it. OK.",
    "The <think> tag opens, and </think> closes.",
    "Models end a thought with </think>.",
    "The closing tag is </think>\nThen it goes on.",
    "Write <think> to begin.",
    "Write:\n<think>\nHm.\n</think>\nThat is all.",
    "- <think>\n- </think>\nBoth.",
    "The token <|start|> begins a message. Then it goes on.",
    "<|start|> begins a message. Then it goes on.",
    "Tokens are <|channel|> and <|message|>. Then it goes on.",
    "The end is <|end|>. Then it goes on.",
    "It ends with <|im_end|>",
    "Use the <tool_call> tag.",
    "<tool_call> is a tag.",
    "<think> is a tag. OK.",
    "<end_of_turn> is a token. OK.",
    "analysis of this is fun, an assistantfinal, too.",
    "<details>\n<summary>A</summary>B</details>",
    "I <3 maths, if 3 <5 and [1].",
]
TOKENS = [
    ("It is so.<|im_end|>", "It is so."),
    ("It is so. <|eot_id|>", "It is so. "),
    ("It is so.<|endoftext|>", "It is so."),
    ("It is so.</s>", "It is so."),
    ("It is so.<end_of_turn>\n", "It is so."),
    ("It is so.<｜end▁of▁sentence｜>", "It is so."),
    ("<|im_start|>assistant\nIt is so.<|im_end|>\n", "It is so."),
    ("<|begin_of_text|><|start_header_id|>assistant<|end_header_id|>\n\nIt is so.", "\n\nIt is so."),
    ("<s>[INST][/INST]It is so.</s>", "It is so."),
    ("It is so.<|eot_id|><|start_header_id|>assistant<|end_header_id|>Yes.", "It is so.\nYes."),
    ("It is so.<|im_end|>\n<|im_start|>assistant", "It is so."),
    ("<|turn>model\nIt is so.<turn|>", "It is so."),
    ("<|assistant|>It is so.</s></s>", "It is so."),
    ("It is <|begin_of_box|>42<|end_of_box|>.", "It is 42."),
]
CALLS = [
    ('<tool_call>\n{"name": "get"}\n</tool_call>', ""),
    ('Let me see.\n<tool_call>\n{"name": "get"}\n</tool_call>', "Let me see.\n"),
    ("<tool_call>get\n<arg_key>a</arg_key>\n</tool_call>", ""),
    ('[TOOL_CALLS][{"name": "get", "arguments": {}}]', ""),
    ('<function=get>{"city": "Paris"}</function>', ""),
    ('<|python_tag|>{"name": "get"}<|eom_id|>', ""),
    (
        "Let me see.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get<｜tool▁sep｜>{}<｜tool▁calls▁end｜>",
        "Let me see.",
    ),
    ("<|tool_calls_section_begin|><|tool_call_begin|>get:0{}<|tool_call_end|><|tool_calls_section_end|>", ""),
    ('<minimax:tool_call>\n<invoke name="x">\n</invoke>\n</minimax:tool_call>', ""),
    ('<|channel|>commentary to=functions.get <|constrain|>json<|message|>{"a": 1}<|call|>', ""),
    ('<tool_call>{"name": "get"', ""),
    ('<|tool_call|>[{"name": "get"}]<|/tool_call|>Yes.', "Yes."),
    ('<|START_ACTION|>[{"name": "get"}]<|END_ACTION|>', ""),
    ('<TOOLCALL>[{"name": "get"}]</TOOLCALL>Yes.', "Yes."),
    ("Yes.<function=get><parameter=city>Paris</parameter></function>", "Yes."),
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


@pytest.mark.parametrize("written", SPOKEN_OF)
def test_a_mark_that_is_only_spoken_of_takes_no_words_away(written: str) -> None:
    assert read(written) == ("", written)
    assert read(*written) == ("", written)


@pytest.mark.parametrize(("written", "reply"), TOKENS)
def test_special_tokens_at_a_replys_edges_are_no_part_of_it(written: str, reply: str) -> None:
    assert read(written) == ("", reply)
    assert read(*written) == ("", reply)


def test_a_turn_of_the_users_that_a_model_makes_up_is_no_part_of_its_reply() -> None:
    for written in (
        "It is so.<|im_end|>\n<|im_start|>user\nHi.<|im_end|>\n<|im_start|>assistant\nYes.",
        "It is so.<|user|>Hi.<|assistant|>Yes.",
    ):
        assert read(*written)[1] == read(written)[1] == "It is so."


@pytest.mark.parametrize(("written", "reply"), CALLS)
@pytest.mark.parametrize("is_piecewise", [True, False])
def test_a_tool_call_in_the_text_is_no_part_of_the_reply(
    written: str, reply: str, is_piecewise: bool
) -> None:
    thoughts = ThoughtFilter()
    text = "".join([thoughts.feed(piece) for piece in (written if is_piecewise else [written])])
    assert (text + thoughts.finish(), thoughts.calls_tool) == (reply, True)


@pytest.mark.parametrize(
    "written", ["It is so.", "3 is it.", "“So”, it is.", "a thing", "<3 it is", "[1] it is"]
)
def test_a_clean_reply_is_never_held(written: str) -> None:
    thoughts, given = ThoughtFilter(), 0
    for number, character in enumerate(written, 1):
        given += len(thoughts.feed(character))
        assert number - given <= 2


@given(st.sampled_from(MARKED), st.lists(st.integers(0, 120), max_size=8))
def test_wherever_the_text_is_cut_the_thought_is_the_same(
    marked: tuple[str, str, str], cuts: list[int]
) -> None:
    written, thought, reply = marked
    places = sorted({min(cut, len(written)) for cut in cuts} | {0, len(written)})
    pieces = [written[start:end] for start, end in itertools.pairwise(places)]
    assert read(*pieces) == (thought, reply)


def test_a_thought_that_was_cut_short_in_mid_sentence_is_no_reply() -> None:
    assert read("<think>Hm", is_cut=True) == ("Hm", "")


@pytest.mark.parametrize("unit", ["<", "[", "<think>", "</think>", "<|channel|>", "<|im_end|>", "`", "a "])
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


@pytest.mark.parametrize("reason", ["stop", "length"])
async def test_a_reply_without_the_mark_withdraws_the_suspicion_and_is_given_out(reason: str) -> None:
    thought = events(delta("Hm."), delta("</think>"), delta("So."), delta(reason="stop"))
    clean = events(delta("It"), delta(" is so."), delta(reason=reason))
    async with odd_server(thought, clean, clean) as (service, _):
        completer = Completer(service)
        streams = []
        for _ in range(3):
            streams.append([item async for item in completer.stream(QUESTION, Settings())])
        await completer.close()
    assert [item for item in streams[1] if isinstance(item, Delta)] == [Delta("It is so.")]
    assert [item for item in streams[2] if isinstance(item, Delta)] == [Delta("It"), Delta(" is so.")]
