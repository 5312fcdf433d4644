"""compare: a grid of settings over texts, recordings or earlier exchanges, on any executor."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np

from voicelab.comparison.axes import check_size, distinct_settings, varied_settings
from voicelab.comparison.comparison import Comparison
from voicelab.comparison.condition_axes import CONDITION_AXES, condition_choices, under_conditions
from voicelab.comparison.effective_axes import different_combinations, effect_announcements
from voicelab.comparison.limits import Limits
from voicelab.comparison.live_talk import wants_live_talks
from voicelab.comparison.plan import plan
from voicelab.comparison.questions import as_inputs
from voicelab.comparison.runner import ComparisonRunner
from voicelab.comparison.scoring import as_scores, check_scored_tools
from voicelab.comparison.worker import ServicesSource
from voicelab.conversation.arguments import check_tools
from voicelab.conversation.resolved_settings import resolved_settings
from voicelab.exchange.pricing import Prices
from voicelab.log.session_log import SessionLog, open_log
from voicelab.scores.score import Score
from voicelab.services.timeouts import Timeouts
from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.other_names import no_such_setting
from voicelab.tools.tool import Tool
from voicelab.tools.toolbox import Toolbox

__all__ = ["compare"]


def compare(
    inputs: Any,
    *,
    repeats: int = 1,
    scores: Score | Sequence[Score] = (),
    settings: Settings | None = None,
    services: ServicesSource | None = None,
    log: SessionLog | str | Path | bool | None = None,
    limits: Limits | None = None,
    prices: Prices | None = None,
    timeouts: Timeouts | None = None,
    tools: Iterable[Tool | Callable[..., object]] = (),
    executor: Executor | None = None,
    run: bool = True,
    quiet: bool = False,
    **choices: Any,
) -> Comparison:
    """Ask everything with every combination of settings, and return the results side by side.

    What the log has from an earlier call is not asked again; cells that failed are. An interrupt keeps what
    is done: `Comparison.run` goes on, and so does the same call again.

    Parameters
    ----------
    inputs
        What is asked, one or several: text; a WAV file's path; an `Audio`; an array of samples at 16 kHz; an
        earlier exchange; a `Dialogue`; `Cases`. Or a log, whose exchanges are asked again, each after those
        before it. A case's language, where it has one, is that of its cells.
    repeats
        How often each is asked; 1 or more.
    scores
        Functions of an exchange and its case, such as those of `voicelab.scores`, which say how good each
        reply is; more can follow by `Comparison.score`.
    settings
        What does not vary; the defaults are the quickstart's.
    services
        By default what the environment says. With workers in other processes: a function that makes the
        services there.
    log
        A `SessionLog`, a path for one, or `False` to keep the results in memory only. By default
        ``voicelab-log/exchanges.sqlite`` in the working folder.
    limits
        How many at once, the budget, and how often and how long a cell is tried.
    prices
        What things cost; by default list prices.
    timeouts
        How long to wait for the services; by default `Timeouts.for_kind` of them, as for a session.
        Their retry policy holds for whole cells: one that failed in passing is run again, and no part of it.
    tools
        Functions that the model may call, as for a session. Others, or others' descriptions, make other
        cells. Workers in other processes must be able to import them.
    executor
        Any `concurrent.futures.Executor`, such as Dask's ``client.get_executor()``; by default threads.
    run
        Whether to run it now; otherwise look at `Comparison.estimate` first.
    quiet
        Whether to show no progress.
    **choices
        Fields of `Settings` or of `Conditions`: a list of values to compare, or one value. Of settings that
        take several texts, such as ``phrases``, a list of lists compares. Where one varies that only a live
        conversation knows, such as ``end_of_turn``, each recording is given to one, at the pace of speech.
        Conditions, such as ``noise_db``, are for what is spoken: recordings, and dialogues that have a voice
        or sound; their ``seed`` is ``condition_seed``.

    Raises
    ------
    ConfigurationError
        Something that every cell would fail at, such as a refused key; what was done is kept. What only the
        cells of one engine or deployment fail at is in their rows.
    ValueError, TypeError
        A setting or an input that cannot be; the message says which.

    Examples
    --------
    >>> grid = compare("What is the tallest mountain?", max_tokens=[16, 64])  # doctest: +SKIP
    >>> grid.show()  # doctest: +SKIP
    """
    if not isinstance(repeats, int | np.integer) or isinstance(repeats, bool) or repeats < 1:
        raise ValueError(f"repeats must be 1 or more, a whole number, not {repeats!r}")
    if settings is not None and not isinstance(settings, Settings):
        raise TypeError(f"settings must be Settings, not {settings!r}; settings that vary are given by name")
    run_after = as_scores(scores)
    conditions = {name: given for name, given in choices.items() if name in CONDITION_AXES}
    further = {name: given for name, given in choices.items() if name not in conditions}
    if unknown := [name for name in further if name not in DECLARATIONS]:
        names = [*DECLARATIONS, *CONDITION_AXES]
        raise TypeError(no_such_setting(unknown[0], names, "setting or condition"))
    heard, varied_conditions = condition_choices(conditions)
    combinations, varied = varied_settings(settings or Settings(), further, repeats * len(heard))
    toolbox = Toolbox(tools)
    for combination in combinations:
        check_tools(toolbox, combination)
    check_scored_tools(run_after, toolbox)
    questions, given_again = as_inputs(inputs)
    check_size(len(combinations) * repeats, len(questions) * len(heard))
    if "language" in varied and any(question.known_case.language for question in questions):
        raise ValueError("language varies, and cases have languages of their own: leave out one or the other")
    questions = under_conditions(questions, heard)
    runner = ComparisonRunner(
        open_log(log),
        services=services,
        executor=executor,
        limits=limits or Limits(),
        prices=prices,
        timeouts=timeouts,
        toolbox=toolbox,
        quiet=quiet,
    )
    if given_again:
        runner.announce(f"{given_again:,} of the inputs were given before; each is asked once a repeat")
    in_order = [name for name in choices if name in varied or name in varied_conditions]
    is_live = wants_live_talks(varied)
    resolved = [resolved_settings(each, runner.services) for each in combinations]
    distinct_settings(combinations, resolved, varied)
    different = different_combinations(resolved, varied)
    for sentence in effect_announcements(combinations, len(different)):
        runner.announce(sentence)
    is_only_engine = len({each.engine for each in different}) == 1
    identity = functools.partial(runner.identity, is_only_engine=is_only_engine)
    cells = plan(questions, different, repeats, identity, is_live=is_live)
    comparison = Comparison(runner, cells, in_order, run_after)
    return comparison.run() if run else comparison
