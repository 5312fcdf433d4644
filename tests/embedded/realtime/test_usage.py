"""What a response takes: text and sound, and what of it was read before."""

from __future__ import annotations

from voicelab.embedded.realtime.content_parts import ContentPart
from voicelab.embedded.realtime.conversation_items import ConversationItem
from voicelab.embedded.realtime.usage import PromptSize, response_usage, sound_tokens


def spoken(role: str, text: str, seconds: float) -> ConversationItem:
    return ConversationItem(role=role, parts=[ContentPart("audio", text, seconds=seconds)])


def test_a_token_is_100_ms_of_a_user_and_50_ms_of_the_assistant() -> None:
    assert [sound_tokens(1.63, role) for role in ("user", "assistant")] == [17, 33]
    assert sound_tokens(0.3, "user") == 3


def test_what_is_said_counts_as_sound_and_not_as_text() -> None:
    items = [spoken("user", "x" * 60, 2.0)]
    prompt = PromptSize.of("y" * 40, items)
    usage = response_usage({"prompt_tokens": 50, "completion_tokens": 7}, prompt, PromptSize(()), 1.0)
    assert usage["input_token_details"]["text_tokens"] == 20
    assert usage["input_token_details"]["audio_tokens"] == 20
    assert (usage["input_tokens"], usage["output_tokens"], usage["total_tokens"]) == (40, 27, 67)


def test_what_two_prompts_begin_with_is_cached() -> None:
    items = [spoken("user", "x" * 10, 1.0), spoken("assistant", "x" * 10, 1.0)]
    before = PromptSize.of("y" * 40, items)
    after = PromptSize.of("y" * 40, [*items, spoken("user", "z", 0.5)])
    assert after.shared_with(before) == before
    assert after.shared_with(PromptSize.of("z" * 40, items)) == PromptSize(())
    usage = response_usage({}, after, after.shared_with(before), 0.0)
    assert usage["input_token_details"]["cached_tokens_details"]["audio_tokens"] == 30


def test_what_was_cut_is_not_cached() -> None:
    reply = spoken("assistant", "x" * 10, 1.0)
    before = PromptSize.of("", [reply])
    reply.parts[0].cut(500)
    assert PromptSize.of("", [reply]).shared_with(before).sound == 0
