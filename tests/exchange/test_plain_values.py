"""Numbers as NumPy, pandas and `decimal` have them, in what an exchange holds."""

from __future__ import annotations

import dataclasses
import math
import sys
import types
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.exchanges import an_exchange
from voicelab.exchange.fields import Latency, Usage, Word
from voicelab.exchange.plain_values import is_missing
from voicelab.exchange.price import Price


@pytest.mark.parametrize(
    ("changes", "plain"),
    [
        ({"turn": np.int64(2)}, 2),
        ({"turn": np.uint8(2)}, 2),
        ({"turn": np.array(2)}, 2),
        ({"turn": 2.0}, 2),
        ({"turn": Decimal(2)}, 2),
        ({"confidence": np.float32(0.5)}, 0.5),
        ({"confidence": Decimal("0.5")}, 0.5),
        ({"confidence": Fraction(1, 2)}, 0.5),
        ({"confidence": 1}, 1.0),
        ({"confidence": pd.NA}, None),
        ({"confidence": np.float32("nan")}, None),
        ({"confidence": Decimal("Infinity")}, None),
        ({"heard_text": pd.NA}, None),
        ({"heard_text": np.str_("so")}, "so"),
        ({"cold": np.bool_(True)}, True),
    ],
)
def test_an_exchange_holds_plain_values(changes: dict[str, Any], plain: Any) -> None:
    (name,) = changes
    value = getattr(an_exchange().replace(**changes), name)
    assert value == plain
    assert type(value) is type(plain)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"turn": "2"}, "turn must be a whole number, not '2'"),
        ({"turn": 2.5}, "turn must be a whole number, not 2.5"),
        ({"turn": True}, "turn must be a whole number, not True"),
        ({"turn": pd.NA}, "turn must be a whole number, not <NA>"),
        ({"turn": math.nan}, "turn must be a whole number, not nan"),
        ({"turn": 2**63}, "turn must be a whole number, not 9223372036854775808"),
        ({"confidence": True}, "confidence must be a number, not True"),
        ({"confidence": "0.5"}, "confidence must be a number, not '0.5'"),
        ({"confidence": 1j}, "confidence must be a number, not 1j"),
        ({"cold": 1}, "cold must be True or False, not 1"),
        ({"transcript": pd.NA}, "transcript must be text, not <NA>"),
        ({"outcome": 5}, "outcome must be text, not 5"),
        ({"session": None}, "session must be text, not None"),
    ],
)
def test_what_is_no_such_value_is_refused_by_the_fields_name(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        an_exchange().replace(**changes)


@pytest.mark.parametrize(
    "record",
    [
        Usage(prompt_tokens=np.int64(3), recognised_seconds=np.float32(0.5)),
        Latency(done_seconds=np.float64(0.5)),
        Word(text="so", start_seconds=np.float32(0.5), duration_seconds=Decimal(1)),  # type: ignore[arg-type]
        Price("prompt-tokens", "*", Decimal("0.15"), np.int64(1_000_000)),  # type: ignore[arg-type]
    ],
    ids=lambda record: type(record).__name__,
)
def test_all_that_an_exchange_or_its_price_is_made_of_is_plain(record: Any) -> None:
    assert {type(value) for value in dataclasses.astuple(record)} <= {int, float, str, type(None)}


def test_values_are_read_while_another_thread_imports_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", types.ModuleType("pandas"))
    assert not is_missing("a word")
