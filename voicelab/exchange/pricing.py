"""Prices: what exchanges cost, by a table that you can edit.

The table's numbers are public list prices of the day that `Prices.as_of` says, in US dollars. Yours differ by
region, tier and contract: edit the table, or keep one of your own in a JSON file.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import functools
import json
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.exchange.billing import STAGES, TOKENS, UNCACHED, BilledTurn, Stage, What
from voicelab.exchange.list_prices import LIST_PRICES, LOOKED_UP
from voicelab.exchange.price import Price
from voicelab.expanded_path import expanded_path
from voicelab.file_target import check_format, explaining, file_target, replacing, why_kept

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.exchange.exchange import Exchange

__all__ = ["Prices", "Spending"]


@dataclass(frozen=True, slots=True)
class Spending:
    """What something used, and what it cost."""

    tokens: int = 0
    """Tokens of prompts and replies."""
    money: float | None = 0.0
    """In the table's currency; `None` where a price or a measure is unknown."""

    def __add__(self, other: Spending) -> Spending:
        unknown = self.money is None or other.money is None
        money = None if unknown else (self.money or 0.0) + (other.money or 0.0)
        return Spending(self.tokens + other.tokens, money)


@dataclass(frozen=True, slots=True)
class Prices:
    """A table of prices; the first line whose name fits is the one that counts.

    Examples
    --------
    >>> prices = Prices().put(Price("prompt-tokens", "my-model", 1.0, 1_000_000))
    >>> prices.of("prompt-tokens", "my-model")
    1e-06
    >>> prices.of("prompt-tokens", "never-heard-of") is None
    True
    """

    lines: tuple[Price, ...] = LIST_PRICES
    currency: str = "USD"
    as_of: str = LOOKED_UP
    """Month in which the numbers were looked up."""

    @classmethod
    def for_kind(cls, kind: str) -> Prices:
        """Return what holds by default for services of a kind: list prices, but for the embedded services."""
        return cls.free() if kind == "embedded" else cls()

    @classmethod
    def free(cls) -> Prices:
        """Return a table in which nothing costs anything: that of the embedded services."""
        return cls(tuple(Price(what, "*", 0.0) for what in typing.get_args(What)))

    @classmethod
    def read(cls, path: str | Path) -> Prices:
        """Read a table that `write` wrote, or that you did.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        ValueError
            It is no table of prices.
        """
        try:
            values = json.loads(expanded_path(path).read_text("utf-8"))
            return cls(tuple(Price(**line) for line in values["lines"]), values["currency"], values["as_of"])
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError(f"{path} is no table of prices: {error}") from error

    def write(self, path: str | Path) -> None:
        """Write the table to a JSON file that you can edit; over another table, and over no other file."""
        target = file_target(path)
        if why := why_kept(target, "table of prices", lambda file: b'"lines"' in file.read()):
            raise ValueError(f"{path} {why}; name another file to write")
        check_format(target, "a table of prices", (".json",))
        with explaining(target), replacing(target) as part:
            part.write_text(json.dumps(dataclasses.asdict(self), indent=2) + "\n", "utf-8")

    def put(self, *lines: Price) -> Prices:
        """Return the table with some lines ahead of all others."""
        return dataclasses.replace(self, lines=(*lines, *self.lines))

    def of(self, what: What, name: str) -> float | None:
        """Return the price of one token, hour or character; `None` if no line fits.

        Cached tokens without a line cost what others of the prompt do.
        """
        for line in self.lines:
            if line.what == what and fnmatch.fnmatchcase(name.lower(), line.name.lower()):
                return line.each
        return self.of(UNCACHED[what], name) if what in UNCACHED else None

    def cost_of_tokens(
        self, model: str, prompt_tokens: int | None, completion_tokens: int | None, cached_tokens: int = 0
    ) -> float | None:
        """Return what tokens of a model cost; `None` where their number or their price is not known."""
        if prompt_tokens is None or completion_tokens is None:
            return None
        cached = min(cached_tokens, prompt_tokens)
        amounts: dict[What, int] = {
            "prompt-tokens": prompt_tokens - cached,
            "cached-tokens": cached,
            "completion-tokens": completion_tokens,
        }
        return _sum((self.of(what, model), amount) for what, amount in amounts.items())

    def cost_of_speech(self, voice: str, characters: int) -> float | None:
        """Return what a voice costs for so many characters, as billed; `None` where its price is unknown."""
        return _sum([(self.of("spoken-characters", voice), characters)])

    def estimate(
        self,
        *,
        model: str,
        voice: str,
        language: str,
        prompt_characters: int,
        max_tokens: int,
        heard_seconds: float = 0.0,
        engine: str = "cascade",
        prompt_audio_tokens: int = 0,
        transcription_model: str | None = None,
        custom_speech_endpoint: str | None = None,
        custom_voice_endpoint: str | None = None,
    ) -> Spending:
        """Return the most that a turn is likely to use and cost, before it is taken.

        Parameters
        ----------
        model
            Its name; a deployment's, if it is called after its model.
        prompt_characters
            Of all messages that the model will see; about four make a token, a letter of Chinese, Japanese or
            Korean one, and so counts as four.
        max_tokens
            The most tokens of the reply's words, all of which are spoken.
        heard_seconds
            Audio to be recognised, or heard by a speech-to-speech model, in seconds.
        engine, transcription_model, custom_speech_endpoint, custom_voice_endpoint
            As in `Settings`.
        prompt_audio_tokens
            Of earlier turns, which a speech-to-speech model hears again.
        """
        return self._spent(
            BilledTurn.expected(
                model=model,
                voice=voice,
                language=language,
                prompt_characters=prompt_characters,
                max_tokens=max_tokens,
                heard_seconds=heard_seconds,
                engine=engine,
                prompt_audio_tokens=prompt_audio_tokens,
                transcription_model=transcription_model,
                custom_speech_endpoint=custom_speech_endpoint,
                custom_voice_endpoint=custom_voice_endpoint,
            )
        )

    def spent(self, exchange: Exchange, *, turns: int | None = None) -> Spending:
        """Return what an exchange used, and cost; nothing for what its services did not report.

        Parameters
        ----------
        turns
            Of a live talk, into how many turns it was split.
        """
        return self._spent(BilledTurn.from_exchange(exchange, turns=turns))

    def _spent(self, turn: BilledTurn) -> Spending:
        charges = turn.charges()
        money = _sum((self.of(charge.what, charge.name), charge.amount) for charge in charges)
        return Spending(round(sum(charge.amount for charge in charges if charge.stage in TOKENS)), money)

    def costs(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return what each exchange of a log's frame cost, by stage and in all, in the table's currency.

        What the table or the log does not know is missing (``NaN``), and so is the sum with it. What a turn
        is billed for is said in `BilledTurn.charges`.

        Parameters
        ----------
        frame
            `SessionLog.df`, or `Comparison.df`: all that a turn is billed for, and what else there is.

        Raises
        ------
        ValueError
            It lacks columns that the costs depend on; the message names them.
        """
        import pandas as pd

        price = functools.cache(self.of)
        columns = getattr(frame, "columns", ())
        fields = dataclasses.fields(BilledTurn)
        needed = (each.name for each in fields if each.default is dataclasses.MISSING)
        if lacking := [name for name in needed if name not in columns]:
            raise ValueError(
                f"costs depend on the columns {', '.join(lacking)}, too, which are not in what was given: "
                "give the rows of a log's df with all their columns"
            )
        known = frame.reindex(columns=[each.name for each in fields]).astype(object)
        known = known.where(known.notna(), None)
        rows = [_costs(BilledTurn(*row), price) for row in known.itertuples(index=False, name=None)]
        names = [f"{stage}_cost" for stage in STAGES]
        costs: pd.DataFrame = pd.DataFrame(rows, index=frame.index, columns=names, dtype="float64")
        costs["cost"] = costs.sum(axis=1, skipna=False)
        return costs


def _costs(turn: BilledTurn, price: Callable[[What, str], float | None]) -> list[float | None]:
    """Return what each stage of a turn cost; `None` where that is not known."""
    costs: dict[Stage, float | None] = dict.fromkeys(STAGES, 0.0)
    for charge in turn.charges():
        before = costs[charge.stage]
        if before is None or (charge.is_known and not charge.amount):
            continue
        each = price(charge.what, charge.name) if charge.is_known else None
        costs[charge.stage] = None if each is None else before + each * charge.amount
    return list(costs.values())


def _sum(parts: Iterable[tuple[float | None, float]]) -> float | None:
    """Return what amounts cost, given the price of each; `None` if a price is unknown that is needed."""
    needed = [(price, amount) for price, amount in parts if amount]
    if any(price is None for price, _ in needed):
        return None
    return sum((price or 0.0) * amount for price, amount in needed)
