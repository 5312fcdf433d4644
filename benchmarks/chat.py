"""How soon the models that reply begin to: in a talk, in two at once, in a comparison, and to be heard."""

from __future__ import annotations

import asyncio
import time

import openai

from benchmarks import embedded
from benchmarks.document import EMBEDDED_PAGE, milliseconds, put, table
from benchmarks.summary import Summary
from voicelab.embedded.options import BUILT_IN, CHAT_MODEL, KOKORO, TINY_MODEL, EmbeddedOptions
from voicelab.embedded.process import EmbeddedProcess, embedded_process
from voicelab.settings import Settings

_PROMPT = Settings().system_prompt
_LONG_PROMPT = f"{_PROMPT} " + " ".join(
    f"Rule {number}: say nothing of the number {7 * number} unless you are asked for it."
    for number in range(1, 21)
)
_TALKS = (
    (
        "What is the tallest mountain in the world?",
        "And the second one?",
        "Which of them was climbed first?",
        "How do people train for a climb like that?",
        "What should I take with me?",
    ),
    (
        "Where is Lisbon?",
        "What do people like to eat there?",
        "How warm is it in summer?",
        "Is there a beach?",
        "How do I get there from Madrid?",
    ),
)
_ROUNDS = 3


class _Talk:
    """One conversation with its history."""

    def __init__(self, client: openai.OpenAI, model: str, prompt: str) -> None:
        self._client, self._model = client, model
        self._messages: list[openai.types.chat.ChatCompletionMessageParam] = [
            {"role": "system", "content": prompt}
        ]

    def ask(self, question: str) -> tuple[float, float]:
        """Return the seconds to the reply's first token, and the tokens a second from there on."""
        self._messages.append({"role": "user", "content": question})
        began, moments, reply = time.perf_counter(), [], ""
        for chunk in self._client.chat.completions.create(
            model=self._model, messages=self._messages, max_tokens=Settings().max_tokens, stream=True
        ):
            if chunk.choices and chunk.choices[0].delta.content:
                moments.append(time.perf_counter())
                reply += chunk.choices[0].delta.content
        self._messages.append({"role": "assistant", "content": reply})
        return moments[0] - began, (len(moments) - 1) / max(moments[-1] - moments[0], 1e-9)


def _first_tokens(process: EmbeddedProcess) -> dict[str, list[float]]:
    """Return the waits of a talk alone, of two turn about, and of a comparison's cells."""
    waits: dict[str, list[float]] = {"alone": [], "two": [], "cells": [], "rate": []}
    url = f"http://127.0.0.1:{process.port}/openai/v1"
    with openai.OpenAI(base_url=url, api_key=process.key, max_retries=0) as client:
        _Talk(client, process.model, _PROMPT).ask("Hello.")
        for _ in range(_ROUNDS):
            alone = _Talk(client, process.model, _PROMPT)
            for question in _TALKS[0]:
                wait, rate = alone.ask(question)
                waits["alone"].append(wait)
                waits["rate"].append(rate)
            both = [_Talk(client, process.model, _LONG_PROMPT) for _ in _TALKS]
            for turn, questions in enumerate(zip(*_TALKS, strict=True)):
                pair = [talk.ask(question)[0] for talk, question in zip(both, questions, strict=True)]
                # The first turn has the prompt to read, whoever keeps it.
                waits["two"] += pair if turn else []
            # A comparison's cells have one prompt and no history.
            waits["cells"] += [
                _Talk(client, process.model, _LONG_PROMPT).ask(question)[0] for question in _TALKS[0]
            ]
    return waits


def _until_heard(model: str, voices: str) -> Summary:
    """Return the seconds from the end of speech to the first audio, by voice."""
    options = EmbeddedOptions(completion_model=model, synthesis_model=voices)
    with embedded.scratch_folder():
        heard = asyncio.run(embedded.converse(options))
    embedded_process(options).stop()
    return Summary.of(heard.first_audio_seconds)


def main() -> None:
    """Measure the default model and the tiny one, and write the table."""
    rows = []
    for model in (CHAT_MODEL, TINY_MODEL):
        process = embedded_process(EmbeddedOptions(completion_model=model, synthesis_model=BUILT_IN))
        waits = {name: Summary.of(values) for name, values in _first_tokens(process).items()}
        process.stop()
        times = [
            *(waits[name] for name in ("alone", "two", "cells")),
            *(_until_heard(model, voices) for voices in (BUILT_IN, KOKORO)),
        ]
        rows.append(
            [
                f"`{model}`",
                *(f"{milliseconds(each.median)} ({milliseconds(each.p95)})" for each in times),
                f"{waits['rate'].median:.0f}",
            ]
        )
    head = [
        "median (p95), ms",
        "first token, a talk",
        "two talks, one long prompt",
        "a comparison's cells",
        "end of speech to first audio, built-in voices",
        "the same, Kokoro",
        "tokens a second",
    ]
    print(table(head, rows))
    put("chat", table(head, rows), EMBEDDED_PAGE)


if __name__ == "__main__":
    main()
