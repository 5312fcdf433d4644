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
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.exchange.billing import BilledTurn, Charge, What
from voicelab.exchange.plain_values import make_plain
from voicelab.expanded_path import expanded_path
from voicelab.file_target import check_format, explaining, file_target, replacing, why_kept

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.exchange.exchange import Exchange

__all__ = ["Price", "Prices", "Spending"]

_COLUMNS = ("prompt_cost", "completion_cost", "recognition_cost", "synthesis_cost")


@dataclass(frozen=True, slots=True)
class Price:
    """One line of the table."""

    what: What
    name: str
    """Which model, voice or language it is for; ``*`` stands for anything, capitals do not matter."""
    amount: float
    """The price, in the table's currency; 0 or more."""
    per: float = 1.0
    """How many of `what` that buys; above 0."""

    def __post_init__(self) -> None:
        make_plain(self)
        if self.what not in typing.get_args(What):
            raise ValueError(f"what is paid for is {', '.join(typing.get_args(What))}, not {self.what!r}")
        if not self.amount >= 0 or not self.per > 0:
            raise ValueError(
                f"a price must be 0 or more for more than 0, not {self.amount!r} for {self.per!r}"
            )

    @property
    def each(self) -> float:
        """The price of one token, hour or character."""
        return self.amount / self.per


def _model(name: str, prompt: float, completion: float) -> tuple[Price, Price]:
    return (
        Price("prompt-tokens", name, prompt, 1_000_000),
        Price("completion-tokens", name, completion, 1_000_000),
    )


_LIST = (
    *_model("gpt-5-nano*", 0.05, 0.40),
    *_model("gpt-5-mini*", 0.25, 2.00),
    *_model("gpt-5*", 1.25, 10.00),
    *_model("gpt-4.1-nano*", 0.10, 0.40),
    *_model("gpt-4.1-mini*", 0.40, 1.60),
    *_model("gpt-4.1*", 2.00, 8.00),
    *_model("gpt-4o-mini*", 0.15, 0.60),
    *_model("gpt-4o*", 2.50, 10.00),
    *_model("gpt-4-turbo*", 10.00, 30.00),
    *_model("gpt-35-turbo*", 0.50, 1.50),
    *_model("gpt-3.5-turbo*", 0.50, 1.50),
    *_model("text-embedding-3-small*", 0.02, 0.0),
    *_model("text-embedding-3-large*", 0.13, 0.0),
    *_model("text-embedding-ada-002*", 0.10, 0.0),
    Price("recognised-hours", "*", 1.00),
    Price("spoken-characters", "*DragonHD*", 30.00, 1_000_000),
    Price("spoken-characters", "*", 15.00, 1_000_000),
)


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
    >>> prices = Prices().put(*(Price("prompt-tokens", "my-model", 1.0, 1_000_000),))
    >>> prices.of("prompt-tokens", "my-model")
    1e-06
    >>> prices.of("prompt-tokens", "never-heard-of") is None
    True
    """

    lines: tuple[Price, ...] = _LIST
    currency: str = "USD"
    as_of: str = "2025-11"
    """Month in which the numbers were looked up."""

    @classmethod
    def for_kind(cls, kind: str) -> Prices:
        """Return what holds by default for services of a kind: list prices, but for the embedded services."""
        return cls.free() if kind == "embedded" else cls()

    @classmethod
    def free(cls) -> Prices:
        """Return a table in which nothing costs anything: that of the embedded services."""
        kinds: tuple[What, ...] = (
            "prompt-tokens",
            "completion-tokens",
            "recognised-hours",
            "spoken-characters",
        )
        return cls(tuple(Price(what, "*", 0.0) for what in kinds))

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
        """Return the price of one token, hour or character; `None` if no line fits."""
        for line in self.lines:
            if line.what == what and fnmatch.fnmatchcase(name.lower(), line.name.lower()):
                return line.each
        return None

    def cost_of_tokens(
        self, model: str, prompt_tokens: int | None, completion_tokens: int | None
    ) -> float | None:
        """Return what tokens of a model cost; `None` where their number or their price is not known."""
        if prompt_tokens is None or completion_tokens is None:
            return None
        prices = self.of("prompt-tokens", model), self.of("completion-tokens", model)
        return _sum(zip(prices, (prompt_tokens, completion_tokens), strict=True))

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
            The most tokens of the reply, all of which are spoken.
        heard_seconds
            Audio to be recognised, in seconds.
        """
        return self._spent(
            BilledTurn.expected(
                model=model,
                voice=voice,
                language=language,
                prompt_characters=prompt_characters,
                max_tokens=max_tokens,
                heard_seconds=heard_seconds,
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
        return Spending(round(charges[0].amount + charges[1].amount), money)

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
        names = [each.name for each in fields if each.name in columns]
        needed = (each.name for each in fields if each.default is dataclasses.MISSING)
        if lacking := [name for name in needed if name not in columns]:
            raise ValueError(
                f"costs depend on the columns {', '.join(lacking)}, too, which are not in what was given: "
                "give the rows of a log's df with all their columns"
            )
        known = frame[names].astype(object).where(frame[names].notna(), None)
        rows = [
            [_cost(price(charge.what, charge.name), charge) for charge in BilledTurn(*row).charges()]
            for row in known.itertuples(index=False, name=None)
        ]
        costs: pd.DataFrame = pd.DataFrame(rows, index=frame.index, columns=list(_COLUMNS), dtype="float64")
        costs["cost"] = costs.sum(axis=1, skipna=False)
        return costs


def _cost(price: float | None, charge: Charge) -> float | None:
    if not charge.is_known:
        return None
    return _sum([(price, charge.amount)])


def _sum(parts: Iterable[tuple[float | None, float]]) -> float | None:
    """Return what amounts cost, given the price of each; `None` if a price is unknown that is needed."""
    needed = [(price, amount) for price, amount in parts if amount]
    if any(price is None for price, _ in needed):
        return None
    return sum((price or 0.0) * amount for price, amount in needed)
