"""How a call went, as the log keeps it."""

from __future__ import annotations

import dataclasses
import json

from voicelab.exchange.call_cost import call_cost
from voicelab.exchange.call_end import CallEnd
from voicelab.exchange.price import Price
from voicelab.exchange.pricing import Prices

END = CallEnd(
    ended_by="gave-up", goal_met=False, reason="No.", said=("Hi.", "Why?"), voice="en-GB-RyanNeural"
)


def test_it_comes_back_from_json_also_with_fields_of_a_newer_release() -> None:
    written = json.loads(json.dumps(END.to_dict()))

    assert END.turns == 2
    assert CallEnd.from_dict(written) == CallEnd.from_dict({**written, "mood": "bad"}) == END


def test_model_and_voice_cost_what_they_used_and_nothing_is_guessed() -> None:
    prices = Prices((Price("prompt-tokens", "gpt", 1.0), Price("completion-tokens", "gpt", 2.0)))
    used = dataclasses.replace(END, voice=None, prompt_tokens=10, completion_tokens=1, model="gpt")

    assert call_cost(used, prices) == 12.0
    assert call_cost(dataclasses.replace(used, voice="en-GB-RyanNeural"), prices) is None
    spoken = prices.put(Price("spoken-characters", "*", 1.0))
    assert call_cost(dataclasses.replace(used, voice="zh-CN", said=("你好.",)), spoken) == 17.0
    assert call_cost(dataclasses.replace(used, prompt_tokens=None), prices) is None
