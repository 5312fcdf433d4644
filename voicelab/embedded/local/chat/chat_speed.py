"""How quick a chat model is here: with how many threads, until its first token, in tokens a second."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.embedded.local.chat.chat_server import ChatServer
from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed, kept_speed
from voicelab.resources import is_busy, processor_count
from voicelab.settings import Settings

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

__all__ = ["measure_chat", "quickest_threads", "talk_speed"]

_USUAL_THREADS, _MOST_THREADS = 4, 16
_GOOD_ENOUGH = 1.1
"""Threads that are fewer are taken if they need no more than this share of the least time: recognition and
voices want processors, too."""
_TRIAL = {"prompt": "One, two, three. " * 10, "max_tokens": 12, "ignore_eos": True, "cache_prompt": False}
_QUESTIONS = (
    "What is the tallest mountain in the world?",
    "And the second one?",
    "Which of them was climbed first?",
    "How do people train for a climb like that?",
    "What should I take with me?",
)


def quickest_threads(model: Path) -> int:
    """Return with how many threads a model replies soonest here; measured once a machine.

    While others use the processors it is not measured: then half of them are taken, at most 4, since threads
    that wait for each other are the slower the more often one of them has no processor.

    Raises
    ------
    ModelError
        The model cannot be loaded.
    """
    kept = kept_speed(model)
    if kept is not None and kept.threads is not None:
        return kept.threads
    if is_busy():
        return max(1, min(_USUAL_THREADS, processor_count() // 2))
    threads = _measured_threads(model)
    keep_speed(model, MeasuredSpeed(processors=processor_count(), threads=threads))
    return threads


def measure_chat(model: Path) -> MeasuredSpeed:
    """Measure a model anew: the number of threads, then a talk of five turns; return it.

    It is kept, but not if others use the processors.

    Raises
    ------
    ModelError
        The model cannot be loaded.
    """
    was_busy = is_busy()
    threads = _measured_threads(model)
    server = ChatServer(model, model.stem, threads=threads)
    try:
        server.warm()
        first, rate = talk_speed(server.url, server.key, server.name)
    finally:
        server.close()
    speed = MeasuredSpeed(
        processors=processor_count(), threads=threads, first_token_seconds=first, tokens_per_second=rate
    )
    if not was_busy:
        keep_speed(model, speed)
    return speed


def talk_speed(url: str, key: str, model: str) -> tuple[float, float]:
    """Hold a talk of five turns; return the median time to the first token, in seconds, and tokens a second.

    Parameters
    ----------
    url
        Base URL of any server that speaks OpenAI's protocol.
    """
    import openai

    messages: list[ChatCompletionMessageParam] = [{"role": "system", "content": Settings().system_prompt}]
    waits, rates = [], []
    with openai.OpenAI(base_url=url, api_key=key, max_retries=0) as client:
        for question in _QUESTIONS:
            messages.append({"role": "user", "content": question})
            began = time.perf_counter()
            came: list[float] = []
            reply = ""
            for chunk in client.chat.completions.create(
                model=model, messages=messages, max_tokens=60, stream=True, temperature=0.0
            ):
                if chunk.choices and chunk.choices[0].delta.content:
                    came.append(time.perf_counter())
                    reply += chunk.choices[0].delta.content
            messages.append({"role": "assistant", "content": reply})
            if came:
                waits.append(came[0] - began)
            if len(came) > 1:
                rates.append((len(came) - 1) / (came[-1] - came[0]))
    return statistics.median(waits or [float("nan")]), statistics.median(rates or [float("nan")])


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
