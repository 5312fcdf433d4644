"""Prices: what exchanges cost, by a table that you can edit.

The table's numbers are public list prices of the day that `Prices.as_of` says, in US dollars. Yours differ by
region, tier and contract: edit the table, or keep one of your own in a JSON file.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.exchange.exchange import Exchange

__all__ = ["Price", "Prices", "Spending"]

What = Literal["prompt-tokens", "completion-tokens", "recognised-hours", "spoken-characters"]
"""What is paid for: a model by its tokens, recognition by its hours, a voice by its characters."""

_WIDE = r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
"""Letters of Chinese, Japanese and Korean, each of which is billed as two characters."""


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
            values = json.loads(Path(path).read_text("utf-8"))
            return cls(tuple(Price(**line) for line in values["lines"]), values["currency"], values["as_of"])
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError(f"{path} is no table of prices: {error}") from error

    def write(self, path: str | Path) -> None:
        """Write the table to a JSON file that you can edit."""
        Path(path).write_text(json.dumps(dataclasses.asdict(self), indent=2) + "\n", "utf-8")

    def put(self, *lines: Price) -> Prices:
        """Return the table with some lines ahead of all others."""
        return dataclasses.replace(self, lines=(*lines, *self.lines))

    def of(self, what: What, name: str) -> float | None:
        """Return the price of one token, hour or character; `None` if no line fits."""
        for line in self.lines:
            if line.what == what and fnmatch.fnmatchcase(name.lower(), line.name.lower()):
                return line.each
        return None

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
            Of all messages that the model will see; about four make a token.
        max_tokens
            The most tokens of the reply, all of which are spoken.
        heard_seconds
            Audio to be recognised, in seconds.
        """
        prompt = prompt_characters // 4 + 12
        parts = (
            (self.of("prompt-tokens", model), prompt),
            (self.of("completion-tokens", model), max_tokens),
            (self.of("recognised-hours", language), heard_seconds / 3600.0),
            (self.of("spoken-characters", voice), max_tokens * 4.5),
        )
        return Spending(prompt + max_tokens, _sum(parts))

    def spent(self, exchange: Exchange) -> Spending:
        """Return what an exchange used, and cost; nothing for what its services did not tell."""
        usage, settings = exchange.usage, exchange.settings
        model = exchange.model or settings.deployment or ""
        heard = usage.recognised_seconds or 0.0
        # A reply that was begun ahead and thrown away had much the same prompt as the one that was kept.
        prompt = (usage.prompt_tokens or 0) * (1 + (usage.discarded_completions or 0))
        completion = (usage.completion_tokens or 0) + (usage.discarded_tokens or 0)
        parts = (
            (self.of("prompt-tokens", model), prompt),
            (self.of("completion-tokens", model), completion),
            (self.of("recognised-hours", str(settings.language)), heard / 3600.0),
            (self.of("spoken-characters", settings.voice), usage.spoken_characters or 0),
        )
        return Spending(prompt + completion, _sum(parts))

    def costs(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return what each exchange of a log's frame cost, by stage and in all, in the table's currency.

        A deployment whose model the service did not tell is looked up by its own name. What the table or the
        log does not know is missing (``NaN``), and so is the sum with it. Replies that were begun ahead and
        thrown away are paid for, too: the tokens that had come, and a prompt as long as the turn's own.

        Parameters
        ----------
        frame
            `SessionLog.df`, or `Comparison.df`.
        """
        import pandas as pd

        costs: pd.DataFrame = pd.DataFrame(dict(self._stages(frame)), index=frame.index)
        costs["cost"] = costs.sum(axis=1, skipna=False)
        return costs

    def _stages(self, frame: pd.DataFrame) -> Iterator[tuple[str, pd.Series[float]]]:
        model = frame["model"].fillna(frame["deployment"]).fillna("")
        prompts = frame["prompt_tokens"] * (1 + frame["discarded_completions"].fillna(0))
        completions = frame["completion_tokens"] + frame["discarded_tokens"].fillna(0)
        yield "prompt_cost", self._times("prompt-tokens", model, prompts)
        yield "completion_cost", self._times("completion-tokens", model, completions)
        hours = frame["recognised_seconds"].where(frame["input_mode"] == "speech", 0.0) / 3600.0
        yield "recognition_cost", self._times("recognised-hours", frame["language"].astype("str"), hours)
        spoken = frame["spoken_text"].fillna("")
        characters = frame["spoken_characters"] + spoken.str.count(_WIDE)
        yield "synthesis_cost", self._times("spoken-characters", frame["voice"], characters)

    def _times(self, what: What, names: pd.Series[str], amounts: pd.Series[float]) -> pd.Series[float]:
        each = names.map({name: self.of(what, name) for name in names.unique()}).astype("float64")
        return each * amounts.astype("float64")


def _sum(parts: Iterable[tuple[float | None, float]]) -> float | None:
    """Return what amounts cost, given the price of each; `None` if a price is unknown that is needed."""
    needed = [(price, amount) for price, amount in parts if amount]
    if any(price is None for price, _ in needed):
        return None
    return sum((price or 0.0) * amount for price, amount in needed)
