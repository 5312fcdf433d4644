"""How quick a chat model is here: with how many threads, until its first token, in tokens a second."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from voicelab.embedded.local.chat.chat_server import ChatServer
from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed, kept_speed
from voicelab.reply_speed import ReplySpeed, ReplyTimer
from voicelab.resources import is_busy, processor_count
from voicelab.settings import Settings

if TYPE_CHECKING:
    import openai
    from openai.types.chat import ChatCompletionMessageParam

__all__ = ["TALK_TOKENS", "kept_threads", "measure_chat", "measure_threads", "quickest_threads", "talk_speed"]

TALK_TOKENS = 60
"""The most of each reply."""

_USUAL_THREADS, _MOST_THREADS = 4, 16
_GOOD_ENOUGH = 1.1
"""Threads that are fewer are taken if they need no more than this share of the least time: recognition and
voices want processors, too."""
_TRIAL = {"prompt": "One, two, three. " * 6, "max_tokens": 8, "ignore_eos": True, "cache_prompt": False}
_QUESTIONS = (
    "What is the tallest mountain in the world?",
    "And the second one?",
    "Which of them was climbed first?",
    "How do people train for a climb like that?",
    "What should I take with me?",
)


def quickest_threads(model: Path) -> int:
    """Return with how many threads a model replies soonest here, or is going to until that is measured."""
    return kept_threads(model) or min(_USUAL_THREADS, processor_count())


def kept_threads(model: Path) -> int | None:
    """Return with how many threads a model was measured to reply soonest here; `None` if it was not."""
    kept = kept_speed(model)
    return kept.threads if kept is not None else None


def measure_threads(model: Path) -> None:
    """Measure with how many threads a model replies soonest here, and keep it.

    It is not kept if others use the processors.

    Raises
    ------
    ModelError
        The model cannot be loaded.
    """
    threads = _measured_threads(model)
    if not is_busy():
        keep_speed(model, MeasuredSpeed(processors=processor_count(), threads=threads))


def measure_chat(model: Path) -> MeasuredSpeed:
    """Measure a model anew: the number of threads, then a talk of five turns; return it.

    It is kept, but not if others use the processors.

    Raises
    ------
    ModelError
        The model cannot be loaded.
    """
    import openai

    was_busy = is_busy()
    threads = _measured_threads(model)
    server = ChatServer(model, model.stem, threads=threads)
    try:
        server.warm()
        with openai.OpenAI(base_url=server.url, api_key=server.key, max_retries=0) as client:
            first, rate = talk_speed(partial(_reply, client, server.name))
    finally:
        server.close()
    speed = MeasuredSpeed(
        processors=processor_count(), threads=threads, first_token_seconds=first, tokens_per_second=rate
    )
    if not was_busy:
        keep_speed(model, speed)
    return speed


def talk_speed(ask: Callable[[Sequence[Mapping[str, str]]], ReplySpeed]) -> tuple[float | None, float | None]:
    """Hold a talk of five turns; return the median time to the first token, in seconds, and tokens a second.

    Either is `None` where no reply shows it.

    Parameters
    ----------
    ask
        Gives the reply to messages, of at most `TALK_TOKENS`.
    """
    messages = [{"role": "system", "content": Settings().system_prompt}]
    speeds = []
    for question in _QUESTIONS:
        messages.append({"role": "user", "content": question})
        speed = ask(messages)
        messages.append({"role": "assistant", "content": speed.text})
        speeds.append(speed)
    return (
        _median([speed.first_token_seconds for speed in speeds]),
        _median([speed.tokens_per_second for speed in speeds]),
    )


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _reply(client: openai.OpenAI, model: str, messages: Sequence[Mapping[str, str]]) -> ReplySpeed:
    """Return the reply of a model of our own."""
    timer = ReplyTimer()
    for chunk in client.chat.completions.create(
        model=model,
        messages=cast("Sequence[ChatCompletionMessageParam]", messages),
        max_tokens=TALK_TOKENS,
        stream=True,
        temperature=0.0,
    ):
        if chunk.choices:
            timer.add(chunk.choices[0].delta.content or "")
    return timer.speed()


def _measured_threads(model: Path) -> int:
    times = {threads: _trial_seconds(model, threads) for threads in _candidates(processor_count())}
    least = min(times.values())
    return min(threads for threads, seconds in times.items() if seconds <= least * _GOOD_ENOUGH)


def _candidates(processors: int) -> list[int]:
    """Return the numbers of threads to try: as many as processors, a half (the cores), a quarter."""
    most = min(processors, _MOST_THREADS)
    return sorted({max(1, most // part) for part in (1, 2, 4)})


def _trial_seconds(model: Path, threads: int) -> float:
    """Return how long a short prompt and reply take, the better of two times."""
    server = ChatServer(model, model.stem, threads=threads, conversations=1)
    try:
        return min(server.completion_seconds(_TRIAL) for _ in range(2))
    finally:
        server.close()
