"""Players of a notebook as sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
import pytest
from IPython.display import HTML
from IPython.display import Audio as Player

from voicelab.audio.clip import Audio
from voicelab.audio.sources import RecordedSource
from voicelab.comparison.questions import as_inputs
from voicelab.conversation.inputs import each_input, read_input
from voicelab.recordings import recording

PATH = recording("capital")
SPEECH = Audio.from_file(PATH)
FLOATS = SPEECH.samples / 32_768

PLAYERS: dict[str, Callable[[], Any]] = {
    "array": lambda: Player(FLOATS, rate=16_000, normalize=False),
    "array at another rate": lambda: Player(SPEECH.resample(44_100).samples / 32_768, rate=44_100),
    "list": lambda: Player(FLOATS.tolist(), rate=16_000),
    "stereo": lambda: Player(np.stack([FLOATS, FLOATS]), rate=16_000),
    "name": lambda: Player(str(PATH)),
    "filename": lambda: Player(filename=str(PATH)),
    "bytes": lambda: Player(PATH.read_bytes()),
    "bytes with a rate": lambda: Player(PATH.read_bytes(), rate=8_000),
    "widget": lambda: ipywidgets.Audio.from_file(PATH),
    "our own": SPEECH.player,
    "our own, shown": lambda: HTML(SPEECH.player("What was <heard>")),
    "HTML of another": lambda: Player(str(PATH))._repr_html_(),
}


@pytest.mark.parametrize("player", PLAYERS.values(), ids=PLAYERS)
def test_a_player_is_the_sound_that_it_holds(player: Callable[[], Any]) -> None:
    read = Audio.from_file(player())
    assert read.duration_seconds == pytest.approx(SPEECH.duration_seconds, abs=0.001)
    assert np.corrcoef(read.resample(16_000).samples[:35_000], SPEECH.samples[:35_000])[0, 1] > 0.999


def test_a_player_can_be_asked_wherever_sound_can() -> None:
    player = Player(str(PATH))
    assert read_input(player) == SPEECH
    assert each_input(player) == [player]
    assert [each.audio for each in as_inputs([player])[0]] == [SPEECH]
    assert RecordedSource(player)._audio == SPEECH


def test_our_own_player_is_never_asked_as_text() -> None:
    player = SPEECH.player()
    assert read_input(player) == SPEECH
    assert [each.audio for each in as_inputs([player])[0]] == [SPEECH]
    assert read_input(f"What does {player} do?") == f"What does {player} do?"


LONG = "wUy" * 20_000


@pytest.mark.parametrize(
    "given",
    [
        *(
            LONG,
            f"{LONG}.wav",
            f"blob:{LONG}",
            f"https://{LONG}.wav",
            f"<audio src='{LONG}'></audio>",
            Path(LONG),
        ),
        *(f"data:audio/wav;base64,{LONG}", f"data:{LONG}", Player(url=f"https://a.b/{LONG}", embed=False)),
        Audio.silence(1_000).player(),
    ],
    ids=lambda given: str(given)[:12],
)
def test_no_sentence_quotes_a_long_text_whole(given: Any) -> None:
    with pytest.raises((ValueError, FileNotFoundError)) as refusal:
        Audio.from_file(given)
    assert 20 < len(str(refusal.value)) < 600


def test_a_player_of_an_address_is_refused() -> None:
    for player in (
        Player(url="https://example.org/a.wav", embed=False),
        ipywidgets.Audio.from_url("https://example.org/a.wav"),
    ):
        with pytest.raises(ValueError, match=r"address only: download https://example\.org/a\.wav"):
            read_input(player)


def test_a_player_without_sound_is_refused() -> None:
    with pytest.raises(ValueError, match="this player holds no sound"):
        Audio.from_file(ipywidgets.Audio())


def test_other_things_that_a_notebook_shows_are_no_sound(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="give text, a sound file's path or bytes"):
        read_input(HTML("<p>Hello</p>"))
