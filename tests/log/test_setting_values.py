"""Settings as they stand in columns: nothing where a setting had no effect with its engine."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.exchanges import an_exchange
from voicelab.log.frame import settings_frame
from voicelab.log.session_log import SessionLog
from voicelab.log.setting_values import setting_values
from voicelab.settings import Settings

MIXED = (
    Settings(style="cheerful", eagerness="low"),
    Settings(engine="realtime", style="cheerful", turn_detection="semantic_vad", eagerness="low"),
    Settings(engine="voice-live", style="cheerful", voice="en-US-GuyNeural"),
)
NAMES = ["engine", "voice", "style", "temperature", "turn_detection", "eagerness", "end_silence_seconds"]


def plain(frame: pd.DataFrame) -> list[list[object]]:
    return [
        [None if pd.isna(value) else value for value in row] for row in frame[NAMES].to_numpy(dtype=object)
    ]


EXPECTED = [
    ["cascade", Settings().voice, "cheerful", 0.7, None, None, 0.5],
    ["realtime", None, None, None, "semantic_vad", "low", None],
    ["voice-live", "en-US-GuyNeural", "cheerful", 0.7, "auto", None, 0.5],
]


def test_what_had_no_effect_is_missing_and_the_settings_stay_whole(tmp_path: Path) -> None:
    with SessionLog(tmp_path / "log.sqlite") as log:
        for turn, settings in enumerate(MIXED, start=1):
            log.append(an_exchange(turn=turn, settings=settings))
        assert plain(log.df) == EXPECTED
        assert tuple(exchange.settings for exchange in log.exchanges()) == MIXED
        log.to_csv(tmp_path / "log.csv")
    assert plain(pd.read_csv(tmp_path / "log.csv")) == EXPECTED


def test_planned_settings_are_as_those_of_exchanges() -> None:
    assert plain(settings_frame(MIXED)) == EXPECTED


@pytest.mark.parametrize("changes", [{"engine": "of-next-year"}, {"voice": ""}])
def test_settings_that_another_release_allowed_are_shown_as_they_are(changes: dict[str, str]) -> None:
    stored = Settings(style="sad").to_dict() | changes
    assert setting_values(stored) | {"phrases": []} == stored | {"phrases": []}
