"""What exchanges cost, by a table that can be edited."""

from __future__ import annotations

import dataclasses
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.exchanges import an_exchange
from voicelab.exchange.fields import Usage
from voicelab.exchange.price import Price
from voicelab.exchange.pricing import Prices, Spending
from voicelab.log.session_log import SessionLog

TABLE = Prices(
    lines=(
        Price("prompt-tokens", "gpt-4o-mini*", 2.0, 1_000_000),
        Price("completion-tokens", "gpt-4o-mini*", 8.0, 1_000_000),
        Price("recognised-hours", "*", 3.6),
        Price("spoken-characters", "*Jenny*", 10.0, 1_000_000),
    )
)


def test_the_costs_of_a_log_stand_in_a_column_a_stage() -> None:
    with SessionLog(None) as log:
        log.append(an_exchange())
        (row,) = TABLE.costs(log.df).to_dict("records")
    assert row["prompt_cost"] == pytest.approx(31 * 2e-6)
    assert row["completion_cost"] == pytest.approx(12 * 8e-6)
    assert row["recognition_cost"] == pytest.approx(1.9 * 0.001)
    assert row["synthesis_cost"] == pytest.approx(31 * 1e-5)
    assert row["cost"] == pytest.approx(sum(value for name, value in row.items() if name != "cost"))


def test_an_exchange_costs_what_its_row_costs() -> None:
    exchange = an_exchange()
    with SessionLog(None) as log:
        log.append(exchange)
        assert TABLE.spent(exchange).money == pytest.approx(TABLE.costs(log.df)["cost"].iloc[0])
    assert TABLE.spent(exchange).tokens == 43


def test_a_reply_that_was_thrown_away_is_paid_for_with_its_prompt() -> None:
    usage = dataclasses.replace(an_exchange().usage, discarded_completions=2, discarded_tokens=5)
    usage = dataclasses.replace(usage, discarded_characters=1_000)
    exchange = an_exchange(usage=usage)
    with SessionLog(None) as log:
        log.append(exchange)
        (row,) = TABLE.costs(log.df).to_dict("records")
    assert row["prompt_cost"] == pytest.approx(3 * 31 * 2e-6)
    assert row["completion_cost"] == pytest.approx((12 + 5) * 8e-6)
    assert row["synthesis_cost"] == pytest.approx((31 + 1_000) * 1e-5)
    assert TABLE.spent(exchange).money == pytest.approx(row["cost"])
    assert TABLE.spent(exchange).tokens == 3 * 31 + 12 + 5


def test_a_reply_thrown_away_in_a_live_talk_has_a_prompt_as_long_as_those_of_its_turns() -> None:
    usage = dataclasses.replace(an_exchange().usage, prompt_tokens=30, discarded_completions=1)
    exchange = an_exchange(usage=usage)
    with SessionLog(None) as log:
        log.append(exchange)
        (cost,) = TABLE.costs(log.df.assign(turns=3))["prompt_cost"]
    assert cost == pytest.approx((30 + 10) * 2e-6)
    assert TABLE.spent(exchange, turns=3).tokens == 30 + 10 + 12


def test_what_is_not_known_is_missing_and_never_a_guess() -> None:
    with SessionLog(None) as log:
        log.append(an_exchange(model="never-heard-of"))
        log.append(an_exchange(turn=2, usage=Usage()))
        costs = TABLE.costs(log.df)
    assert costs["completion_cost"].isna().all()
    assert costs["cost"].isna().all()


def test_a_typed_turn_costs_no_recognition() -> None:
    usage = Usage(prompt_tokens=1, completion_tokens=1, spoken_characters=1)
    with SessionLog(None) as log:
        log.append(an_exchange(input_mode="text", usage=usage))
        assert TABLE.costs(log.df)["recognition_cost"].iloc[0] == 0.0


def test_letters_of_chinese_japanese_and_korean_count_twice() -> None:
    usage = Usage(spoken_characters=4)
    exchange = an_exchange(spoken_text="ab漢字", usage=usage)
    with SessionLog(None) as log:
        log.append(exchange)
        assert TABLE.costs(log.df)["synthesis_cost"].iloc[0] == pytest.approx(6e-5)
    without_recognition = exchange.replace(usage=Usage(spoken_characters=4))
    assert TABLE.spent(without_recognition).money == pytest.approx(6e-5)


@pytest.mark.parametrize("text", ["ab漢字", "こんにちは", "안녕하세요", "𠮷野家", "Plain letters."])
def test_the_budget_and_the_report_agree(text: str) -> None:
    usage = dataclasses.replace(an_exchange().usage, spoken_characters=len(text))
    exchange = an_exchange(spoken_text=text, usage=usage)
    with SessionLog(None) as log:
        log.append(exchange)
        assert TABLE.spent(exchange).money == pytest.approx(TABLE.costs(log.df)["cost"].iloc[0])


def test_the_voice_that_spoke_is_paid_and_not_the_one_that_was_set() -> None:
    table = TABLE.put(Price("spoken-characters", "de-DE-Katja*", 1_000.0, 1_000_000))
    exchange = an_exchange(spoken_voice="de-DE-KatjaNeural")
    with SessionLog(None) as log:
        log.append(exchange)
        (row,) = table.costs(log.df).to_dict("records")
    assert row["synthesis_cost"] == pytest.approx(31 * 1e-3)
    assert table.spent(exchange).money == pytest.approx(row["cost"])


def test_the_language_that_was_identified_is_paid() -> None:
    table = TABLE.put(Price("recognised-hours", "de-*", 36.0))
    exchange = an_exchange(detected_language="de-DE")
    with SessionLog(None) as log:
        log.append(exchange)
        (row,) = table.costs(log.df).to_dict("records")
    assert row["recognition_cost"] == pytest.approx(1.9 * 0.01)
    assert table.spent(exchange).money == pytest.approx(row["cost"])


def test_an_empty_log_costs_nothing() -> None:
    with SessionLog(None) as log:
        assert list(TABLE.costs(log.df)["cost"]) == []


def test_a_deployment_called_after_its_model_is_found_where_the_service_names_no_model() -> None:
    exchange = an_exchange(model=None)
    named = exchange.replace(settings=exchange.settings.replace(deployment="GPT-4o-mini"))
    assert TABLE.spent(named).money is not None


def test_the_first_line_that_fits_counts() -> None:
    assert TABLE.put(Price("recognised-hours", "es-*", 1.0)).of("recognised-hours", "es-ES") == 1.0
    assert TABLE.put(Price("recognised-hours", "es-*", 1.0)).of("recognised-hours", "en-US") == 3.6


def test_the_usual_table_knows_the_usual_models() -> None:
    mini, full = (
        Prices().of("prompt-tokens", name) for name in ("gpt-4o-mini-2024-07-18", "gpt-4o-2024-11-20")
    )
    assert mini is not None
    assert full is not None
    assert 0 < mini < full


def test_a_table_survives_its_file(tmp_path: Path) -> None:
    TABLE.write(tmp_path / "prices.json")
    assert Prices.read(tmp_path / "prices.json") == TABLE


def test_a_file_that_is_no_table_says_so(tmp_path: Path) -> None:
    (tmp_path / "prices.json").write_text('{"lines": [{"what": "tea"}]}')
    with pytest.raises(ValueError, match=r"prices\.json is no table of prices"):
        Prices.read(tmp_path / "prices.json")


def test_an_estimate_is_the_most_that_a_turn_will_take() -> None:
    estimate = TABLE.estimate(
        model="gpt-4o-mini",
        voice="en-US-JennyNeural",
        language="en-US",
        prompt_characters=400,
        max_tokens=100,
    )
    assert estimate.tokens == 212
    assert estimate.money == pytest.approx(112 * 2e-6 + 100 * 8e-6 + 450 * 1e-5)


def an_estimate(**given: Any) -> Spending:
    usual = {"model": "gpt-4o-mini", "voice": "en-US-JennyNeural", "language": "en-US"}
    table = TABLE.put(Price("spoken-characters", "*", 10.0, 1_000_000))
    return table.estimate(**{**usual, "prompt_characters": 400, "max_tokens": 100, **given})


@pytest.mark.parametrize("voice", ["zh-CN-XiaoxiaoNeural", "ja-JP-NanamiNeural", "ko-KR-SunHiNeural"])
def test_an_estimate_counts_letters_of_chinese_japanese_and_korean_twice(voice: str) -> None:
    extra = 100 * (2 * 2.5 - 4.5) * 1e-5
    assert an_estimate(voice=voice).money == pytest.approx((an_estimate().money or 0.0) + extra)


def test_an_estimate_counts_what_is_heard_in_hours() -> None:
    extra = TABLE.of("recognised-hours", "en-US")
    assert extra is not None
    assert an_estimate(heard_seconds=3600.0).money == pytest.approx((an_estimate().money or 0.0) + extra)


def test_an_unknown_price_makes_a_sum_unknown() -> None:
    assert Spending(1, 1.0) + Spending(2, None) == Spending(3, None)


def test_the_embedded_services_are_free() -> None:
    assert Prices.free().spent(an_exchange(model="anything")).money == 0.0


def test_a_price_is_not_negative() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Price("recognised-hours", "*", -1.0)


def test_prices_are_not_written_over_a_database(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "prices.db").execute("CREATE TABLE t (a)").connection.close()
    with pytest.raises(ValueError, match="is a log or another database"):
        Prices().write(tmp_path / "prices.db")


def test_prices_are_written_over_prices_and_over_nothing_else(tmp_path: Path) -> None:
    for _ in range(2):
        Prices().write(tmp_path / "prices.json")
    (tmp_path / "notes.txt").write_text("Buy milk.")
    with pytest.raises(ValueError, match=r"notes\.txt is there and is no table of prices; name another file"):
        Prices().write(tmp_path / "notes.txt")
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        Prices().write(tmp_path / "missing" / "prices.json")


def test_costs_of_a_frame_without_their_columns_name_those() -> None:
    with SessionLog(None) as log:
        log.append(an_exchange())
        with pytest.raises(
            ValueError, match=r"depend on the columns deployment, .*voice, .* with all their columns"
        ):
            TABLE.costs(log.df[["model", "prompt_tokens"]])
        with pytest.raises(ValueError, match="depend on the columns voice, too"):
            TABLE.costs(log.df.drop(columns="voice"))
        unknown = TABLE.costs(log.df.assign(voice=None))
    assert unknown["synthesis_cost"].isna().all()


def test_prices_are_plain_numbers_whatever_they_came_as(tmp_path: Path) -> None:
    line = Price("prompt-tokens", "*", Decimal("0.15"), np.int64(1_000_000))  # type: ignore[arg-type]
    prices = Prices((line,))
    prices.write(tmp_path / "prices.json")
    assert Prices.read(tmp_path / "prices.json") == prices
    assert prices.spent(an_exchange(usage=Usage(prompt_tokens=2_000_000), input_mode="text")).money == 0.3
    for amount in ("0.15", True, None, float("inf")):
        with pytest.raises(ValueError, match="amount must be a number, not"):
            Price("prompt-tokens", "*", amount)  # type: ignore[arg-type]


def test_a_price_of_what_nobody_is_billed_for_is_refused() -> None:
    with pytest.raises(ValueError, match=r"what is paid for is prompt-tokens, .*, not 'prompt_tokens'"):
        Price("prompt_tokens", "*", 1.0)  # type: ignore[arg-type]
