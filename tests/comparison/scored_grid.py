"""A comparison in which something is wrong: two prompts, four cases, scores that are false or fail."""

from __future__ import annotations

import json
from typing import Any

import voicelab as vl
from voicelab.cases.case import Case
from voicelab.embedded.fault_kinds import Refuse
from voicelab.exchange.exchange import Exchange
from voicelab.scores.score import Score
from voicelab.testing import EmbeddedServices, ScriptedEngines, speech

TERSE, WARM = "Be terse.", "Be warm."
CASES = [
    Case(
        input="What is the capital of France?",
        expected=("Paris",),
        tags=("places", "easy"),
        notes="Très facile.",
        fields={"topic": "Géographie"},
        id="capital",
    ),
    Case(input="What is 12 times 12?", expected=("144",), tags=("sums",), id="sum"),
    Case(input="Wer schrieb Emma?", expected=("Austen",), id="author"),
    Case(input=speech(1.0), transcript="What is sad?", id="said"),
]
REPLIES = {
    "What is the capital of France?": ("Paris.", "It is Paris, of course."),
    "What is 12 times 12?": ("It is 144.", "It is 140!"),
    "Wer schrieb Emma?": ("Jane Austen.", "Jane Austen."),
    "What is said?": ("<b>This</b> is said.", "That is said."),
}
REASON = "It is kind, and more than that: " + "so kind that one would like to hear it again and again. " * 2


def length(exchange: Exchange, case: Case) -> int:
    return len(exchange.reply)


def price(exchange: Exchange, case: Case) -> float | None:
    if exchange.reply.startswith("That"):
        raise LookupError("no such price")
    return None


def reply(messages: list[dict[str, Any]]) -> str:
    """Reply by the prompt, and as a judge."""
    instructions = str(messages[0]["content"])
    if instructions.startswith("You judge"):
        return json.dumps({"reason": REASON, "value": True})
    return REPLIES[str(messages[-1]["content"])][instructions == WARM]


SCRIPT = ScriptedEngines(reply=reply, transcripts=["What is said?"])
SCORES: list[Score] = [
    vl.scores.contains_expected,
    vl.scores.is_refusal,
    vl.scores.judge("Is it kind?", name="kind"),
    length,
    price,
]


def scored_grid(embedded: EmbeddedServices) -> vl.Comparison:
    """Compare; the first cell, terse with 16 tokens, fails."""
    embedded.faults.add("completion", Refuse(status=400, message="odd"))
    return vl.compare(
        CASES,
        system_prompt=[TERSE, WARM],
        max_tokens=[16, 64],
        repeats=2,
        scores=SCORES,
        services=embedded.services,
        limits=vl.Limits(concurrency=1),
        log=False,
        quiet=True,
    )
