"""Estimates: what a comparison's cells use and cost, before they run and after."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from voicelab.comparison.dialogue_length import CHARACTERS_PER_SECOND, said_characters, talk_seconds
from voicelab.comparison.simulation_spending import simulation_spending, voice_spending
from voicelab.exchange.billing import HEARD_TOKENS_PER_SECOND, PROMPT_CHARACTERS_PER_TOKEN
from voicelab.exchange.call_cost import call_cost
from voicelab.exchange.pricing import Prices, Spending
from voicelab.settings.engines import (
    TOKENS_A_WRITTEN_TOKEN,
    engine_deployment,
    spoken_voice,
    transcription_model,
)
from voicelab.text.wide_letters import weighted_length

if TYPE_CHECKING:
    from voicelab.callers.dialogue import Dialogue
    from voicelab.callers.simulated_caller import SimulatedCaller
    from voicelab.comparison.cell_run import CellRun
    from voicelab.comparison.live_talk import LiveTalk
    from voicelab.comparison.plan import Cell
    from voicelab.exchange.exchange import Exchange
    from voicelab.log.session_log import SessionLog
    from voicelab.settings import Settings

__all__ = ["Estimator", "likely_seconds"]

_LIKELY_ROUNDS = 2
"""How often a model that has tools seldom calls more in a turn; it is asked again each time."""
_CALL_CHARACTERS = 1_000
"""What a call and its result seldom have more of."""


class Estimator:
    """Says what cells are likely to use and cost.

    Parameters
    ----------
    prices
        What things cost.
    deployment
        The model of the cells whose settings name none.
    speech_to_speech
        The same of each engine that is speech to speech.
    tool_characters
        What models are told of the tools that they may call, in characters; 0 where there are none.
    """

    def __init__(
        self,
        prices: Prices,
        deployment: str | None,
        speech_to_speech: Mapping[str, str | None] = MappingProxyType({}),
        tool_characters: int = 0,
    ) -> None:
        self._prices = prices
        self._deployment = deployment
        self._deployments = {"cascade": deployment, **speech_to_speech}
        self._tool_characters = tool_characters

    def cells(self, cells: Sequence[Cell]) -> list[Spending]:
        """Return the most that each cell is likely to use and cost.

        A text that callers have in common is spoken, and paid for, in the first cell that has it.
        """
        spoken: set[tuple[str, str]] = set()
        voices = [voice_spending(cell.question.caller, self._prices, spoken) for cell in cells]
        return [self._cell(cell) + voice for cell, voice in zip(cells, voices, strict=True)]

    def _cell(self, cell: Cell) -> Spending:
        """Return what a cell is likely to use, but for the texts of a dialogue that a voice speaks."""
        question, settings = cell.question, cell.settings
        if settings.is_speech_to_speech and not self._model(settings):
            return Spending()  # it fails, as nothing says whom to ask
        history = "".join(map(_visible_text, question.before))
        recent = _recent(history, settings)
        if question.caller is not None:
            speed = question.conditions.speed
            spent = self._dialogue(settings, question.caller, weighted_length(history), speed)
            return spent + simulation_spending(question.caller, settings, self._prices, self._deployment)
        if question.talk is not None:
            return self._talk(settings, recent, question.talk)
        return self._turn(settings, question.text + recent, question.heard_seconds)

    def attempt(self, run: CellRun) -> Spending:
        """Return what an attempt used and cost; the most that it may have where that was not reported."""
        exchange = run.exchange
        spent = self._prices.spent(exchange, turns=run.turns)
        reported = exchange.usage.completion_tokens is not None or not exchange.reply
        if not reported or spent.money is None:
            most = self._attempted(run)
            spent = Spending(spent.tokens if reported else most.tokens, most.money)
        return spent + self._caller(run)

    def describe(self, most: Spending) -> str:
        """Return an estimate in words."""
        tokens = f"at most about {most.tokens:,} tokens"
        if most.money is None:
            return f"{tokens}, at a price that is not known"
        return f"{tokens} and {most.money:,.4f} {self._prices.currency}" if most.money else tokens

    def _attempted(self, run: CellRun) -> Spending:
        """Return the most that the turns of an attempt may have used, by what was heard and said in them."""
        exchange, settings = run.exchange, run.exchange.settings
        exchanges, before = run.dialogue or (exchange,), ""
        spent = self._recognition(settings, sum(each.usage.recognised_seconds or 0.0 for each in exchanges))
        if run.turns and not run.dialogue:  # of a live talk the whole is known, which no turn sees more than
            whole = weighted_length(exchange.transcript + exchange.reply)
            turn = self._turn(settings, "", 0.0, said=whole, is_spoken=True)
            return sum((turn for _ in range(run.turns)), spent)
        for each in exchanges:
            seen = _recent(before, settings) + each.transcript
            spent += self._turn(
                settings, "", 0.0, said=weighted_length(seen), is_spoken=each.input_mode == "speech"
            )
            before += each.transcript + each.reply
        return spent

    def _caller(self, run: CellRun) -> Spending:
        """Return what a caller's model and voice used and cost, as far as that is known."""
        call = run.call
        if call is None:
            voice = run.caller_voice
            cost = self._prices.cost_of_speech(voice, run.caller_characters) if voice else 0.0
            return Spending(0, cost or 0.0)
        known = dataclasses.replace(
            call,
            model=call.model or self._deployment,
            prompt_tokens=call.prompt_tokens or 0,
            completion_tokens=call.completion_tokens or 0,
        )
        cost = call_cost(known, self._prices, run.caller_characters)
        return Spending(known.tokens or 0, cost or 0.0)

    def _talk(self, settings: Settings, messages: str, talk: LiveTalk) -> Spending:
        """Return the most that a live talk is likely to use: each reply sees all that was said before it."""
        said = round(CHARACTERS_PER_SECOND * talk.recording_seconds)
        before = settings.max_tokens if settings.history else 0
        others = (
            self._turn(settings, messages, 0.0, said=said, reply_tokens=before * number, is_spoken=True)
            for number in range(1, talk.most_replies(settings))
        )
        return sum(others, self._turn(settings, messages, talk.seconds(settings)))

    def _dialogue(
        self, settings: Settings, caller: Dialogue | SimulatedCaller, before: int, speed: float
    ) -> Spending:
        """Return the most that a dialogue is likely to use: each turn sees those before it."""
        spent = Spending()
        reply = settings.max_tokens * PROMPT_CHARACTERS_PER_TOKEN
        turns = said_characters(caller)
        for number, said in enumerate(turns):
            seen = _share_seen(before + number * reply, settings)
            spent += self._turn(
                settings,
                "",
                0.0,
                said=said + round(seen * before),
                reply_tokens=round(seen * number * settings.max_tokens),
                is_spoken=caller.is_spoken,
            )
            before += said
        listened = talk_seconds(caller, settings, speed)
        if caller.is_spoken:  # through all replies but the last
            listened += (len(turns) - 1) * reply / CHARACTERS_PER_SECOND
        return spent + self._recognition(settings, listened)

    def _recognition(self, settings: Settings, heard_seconds: float) -> Spending:
        if not heard_seconds or settings.engine == "voice-live":
            return Spending()
        model = transcription_model(settings)
        if model is None:
            price = self._prices.of("recognised-hours", str(settings.language))
        else:
            price = self._prices.of("transcribed-hours", model)
        return Spending(0, None if price is None else price * heard_seconds / 3600.0)

    def _turn(
        self,
        settings: Settings,
        messages: str,
        heard_seconds: float,
        *,
        said: int = 0,
        reply_tokens: int = 0,
        is_spoken: bool = False,
    ) -> Spending:
        """Return the most that a turn is likely to use.

        Parameters
        ----------
        messages
            What the model sees as text.
        heard_seconds
            How long is listened, in seconds.
        said, reply_tokens
            What the model sees, or hears again, of what was said, in letters of an alphabet, and of replies.
        is_spoken
            Whether what was said sounds.
        """
        characters, heard_tokens = weighted_length(settings.system_prompt + messages), 0
        if settings.is_speech_to_speech:
            heard_tokens = reply_tokens * (TOKENS_A_WRITTEN_TOKEN - 1)
            if is_spoken:
                heard_tokens += math.ceil(said / CHARACTERS_PER_SECOND * HEARD_TOKENS_PER_SECOND)
            else:
                characters += said
        else:
            characters += said + reply_tokens * PROMPT_CHARACTERS_PER_TOKEN
            characters += round(CHARACTERS_PER_SECOND * heard_seconds)
        characters += self._tool_characters
        asked = functools.partial(
            self._prices.estimate,
            model=self._model(settings),
            voice=spoken_voice(settings),
            language=str(settings.language),
            engine=settings.engine,
            transcription_model=transcription_model(settings),
            custom_speech_endpoint=settings.custom_speech_endpoint,
            custom_voice_endpoint=settings.custom_voice_endpoint,
        )
        spent = asked(
            prompt_characters=characters,
            max_tokens=settings.max_tokens,
            heard_seconds=heard_seconds,
            prompt_audio_tokens=heard_tokens,
        )
        if not self._tool_characters:
            return spent
        if settings.is_speech_to_speech:
            heard_tokens += math.ceil(heard_seconds * HEARD_TOKENS_PER_SECOND)
        again = (
            asked(
                prompt_characters=characters + number * _CALL_CHARACTERS,
                max_tokens=0,
                prompt_audio_tokens=heard_tokens,
            )
            for number in range(1, _LIKELY_ROUNDS + 1)
        )
        return sum(again, spent)

    def _model(self, settings: Settings) -> str:
        """Return the model that settings ask, by its deployment's name; empty where none is named."""
        return engine_deployment(settings) or self._deployments.get(settings.engine) or ""


def _visible_text(exchange: Exchange) -> str:
    """Return what a model sees of an earlier turn, the calls of tools and their results with it."""
    calls = "".join(use.arguments_json + use.output for use in exchange.tool_calls)
    return exchange.transcript + calls + exchange.reply


def _recent(history: str, settings: Settings) -> str:
    """Return what the model sees of what was said before."""
    return history[max(0, len(history) - settings.history_characters) :] if settings.history else ""


def _share_seen(characters: int, settings: Settings) -> float:
    """Return what share of so much that was said before the model sees."""
    if not settings.history or not characters:
        return 0.0
    return min(1.0, settings.history_characters / characters)


def likely_seconds(cells: Sequence[Cell], log: SessionLog, services: str, concurrency: int) -> float | None:
    """Return how long cells are likely to take, in seconds, by the turns of the same services in the log.

    Those of the same engine count, where there are any. Live talks take as long as they last. `None` where
    there is no turn to go by.

    Parameters
    ----------
    services
        As `Services.describe` returns them.
    concurrency
        How many cells run at once.
    """
    talks = sum(cell.talk_seconds for cell in cells)
    others = Counter(cell.settings.engine for cell in cells if not cell.talk_seconds)
    sessions, exchanges = log.sessions, log.df
    own = exchanges[exchanges["session"].isin(sessions["session"][sessions["services"] == services])]
    engines, usual = own["engine"].fillna("cascade"), own["done_ms"].median()
    seconds = talks
    for engine, count in others.items():
        turn_ms = own["done_ms"][engines.eq(engine)].median()
        seconds += count * (usual if math.isnan(turn_ms) else turn_ms) / 1000.0
    return None if math.isnan(seconds) else seconds / concurrency
