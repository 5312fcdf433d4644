"""Labels in a log: kept at once, seen in its frames and files, and made cases."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog, read_csv


@pytest.fixture
def exchange(log: SessionLog) -> vl.Exchange:
    return log.append(an_exchange())


def test_a_label_is_in_the_log_and_in_its_frame(log: SessionLog, exchange: vl.Exchange) -> None:
    log.append(an_exchange(turn=2))
    log.add_label(exchange, thumbs_up=False, expected=["8,849 m", "8849"], tags="facts", rater="Ann")

    labelled, bare = log.df.to_dict("records")
    assert labelled["label_thumbs_up"] is False
    assert labelled["label_expected"] == '"8,849 m", 8849'
    assert (labelled["label_tags"], labelled["label_rater"]) == ("facts", "Ann")
    assert abs(labelled["labelled_utc"] - pd.Timestamp.now("UTC")) < pd.Timedelta(minutes=1)
    assert all(pd.isna(bare[name]) for name in bare if str(name).startswith("label"))
    assert pd.isna(labelled["label_transcript"])


def test_what_is_not_given_stays_as_the_same_rater_said_it(log: SessionLog, exchange: vl.Exchange) -> None:
    log.add_label(exchange, thumbs_up=True, notes="Good.")
    label = log.add_label(exchange, notes="Very good.", transcript="")

    assert (label.thumbs_up, label.notes, label.transcript) == (True, "Very good.", "")
    (row,) = log.labels.to_dict("records")
    assert (row["thumbs_up"], row["notes"], row["transcript"]) == (True, "Very good.", "")


def test_labels_are_known_to_have_changed_where_an_earlier_one_was_put_back(
    log: SessionLog, exchange: vl.Exchange
) -> None:
    label = log.add_label(exchange, thumbs_up=True)
    earlier = dataclasses.replace(label, labelled_utc=label.labelled_utc - timedelta(hours=1))
    log.add_label(log.append(an_exchange(turn=2)), thumbs_up=True)
    before = log._label_store.state
    log._label_store.put((exchange.session, exchange.turn), earlier)
    assert log._label_store.state != before


def test_each_rater_has_a_label_of_their_own(log: SessionLog, exchange: vl.Exchange) -> None:
    log.add_label(exchange, thumbs_up=True, rater="Ann")
    log.add_label(exchange, thumbs_up=False, rater="Bob")

    assert dict(zip(log.labels["rater"], log.labels["thumbs_up"], strict=True)) == {"Ann": True, "Bob": False}
    log.remove_label(exchange, rater="Bob")
    assert list(log.labels["rater"]) == ["Ann"]


def test_frames_have_their_types_without_labels_too(log: SessionLog, exchange: vl.Exchange) -> None:
    empty, frame = log.labels.dtypes, log.df.dtypes
    log.add_label(exchange, thumbs_up=True, rater="Ann")

    pd.testing.assert_series_equal(log.labels.dtypes, empty)
    pd.testing.assert_series_equal(log.df.dtypes, frame)


def test_a_view_of_a_session_has_its_labels_alone(log: SessionLog, exchange: vl.Exchange) -> None:
    other = log.append(an_exchange("another"))
    for each in (exchange, other):
        log.add_label(each, thumbs_up=True)

    view = log.session("another")
    assert list(view.labels["session"]) == ["another"]
    assert [case.fields["session"] for case in view.cases()] == ["another"]


def test_a_label_that_says_nothing_or_of_no_exchange_is_refused(
    log: SessionLog, exchange: vl.Exchange
) -> None:
    with pytest.raises(ValueError, match="says something"):
        log.add_label(exchange, rater="Ann", notes=" ")
    with pytest.raises(ValueError, match="no turn 9"):
        log.add_label(an_exchange(turn=9), thumbs_up=True)


def test_labels_outlive_the_log_and_no_cell_of_its_file_is_a_formula(tmp_path: Path) -> None:
    with SessionLog(tmp_path / "log.sqlite") as log:
        log.add_label(log.append(an_exchange()), notes="=1+1", rater="@Ann", tags=["-1", "a, b"])
    with SessionLog(tmp_path / "log.sqlite") as log:
        log.to_csv(tmp_path / "log.csv")
        log.to_parquet(tmp_path / "log.parquet")
        pd.testing.assert_frame_equal(read_csv(tmp_path / "log.csv"), log.df)
        assert list(pd.read_parquet(tmp_path / "log.parquet")["label_notes"]) == ["=1+1"]
    text = (tmp_path / "log.csv").read_text("utf-8-sig")
    assert all(f'"\'{cell}"' in text for cell in ("=1+1", "@Ann", '-1, ""a, b""'))


def test_only_what_is_wanted_is_a_case(log: SessionLog, exchange: vl.Exchange) -> None:
    second = log.append(an_exchange(turn=2, transcript="And then?"))
    log.add_label(second, thumbs_up=True)

    assert len(log.cases()) == 2
    assert [case.fields["turn"] for case in log.cases(labelled=True)] == [2]
    assert [case.fields["turn"] for case in log.cases(lambda each: each.turn == 1)] == [1]


def test_cells_of_comparisons_are_cases_where_they_are_wanted_or_labelled(log: SessionLog) -> None:
    kept = [log.append(an_exchange(turn=turn)) for turn in (1, 2, 3)]
    with log._store.transaction() as connection:
        for turn in (1, 2):
            connection.execute(
                "INSERT INTO cells (session, turn, key) VALUES (?, ?, 'k')", [kept[0].session, turn]
            )
    log.add_label(kept[1], thumbs_up=True)

    assert [case.fields["turn"] for case in log.cases()] == [2, 3]
    assert len(log.cases(cells=True)) == 3
    assert not any("messages" in case.fields for case in log.cases(cells=True)[:2])  # none saw another
    assert log.label().labelled == 0  # of those that are no cells
    assert log.label(cells=True).labelled == 1


def test_rows_of_the_frame_are_labelled_and_what_is_no_exchange_is_refused(
    log: SessionLog, exchange: vl.Exchange
) -> None:
    for row in log.df.itertuples():
        log.add_label(row, notes="Seen.")  # type: ignore[arg-type]  # pandas does not say what a row has
    assert list(log.labels["notes"]) == ["Seen."]
    with pytest.raises(TypeError, match="give an exchange of the log, or a row of its df, not tuple"):
        log.add_label((exchange.session, 1), notes="Seen.")  # type: ignore[arg-type]  # as others do
