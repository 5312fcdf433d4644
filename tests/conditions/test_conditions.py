"""Conditions: what they hold, how they are called, in which order they take effect."""

from __future__ import annotations

import dataclasses
import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import voicelab as vl
from voicelab.conditions.conditions import CONDITION_KINDS, Conditions
from voicelab.conditions.line import change_gain, lose_packets, send_by_telephone
from voicelab.conditions.noise import add_noise
from voicelab.conditions.room import add_echo, add_reverberation
from voicelab.conditions.speed import change_speed
from voicelab.recordings import recording
from voicelab.testing import silence, tone

EVERYTHING = Conditions(
    speed=1.2,
    distance_metres=2.0,
    rt60_seconds=0.4,
    echo_db=-9.0,
    echo_seconds=0.1,
    noise_db=10.0,
    noise="babble",
    gain_db=6.0,
    telephone=True,
    telephone_law="a-law",
    packet_loss_percent=5.0,
    seed=3,
)


def test_speaker_room_noise_microphone_and_line_take_effect_in_this_order() -> None:
    speech = vl.Audio.from_file(recording("people"))

    expected = change_speed(speech, 1.2)
    expected = add_echo(add_reverberation(expected, 2.0, 0.4, seed=3), -9.0, 0.1)
    expected = change_gain(add_noise(expected, 10.0, "babble", seed=3), 6.0)
    expected = lose_packets(send_by_telephone(expected, "a-law"), 5.0, seed=3)

    assert EVERYTHING.apply(speech) == expected


def test_without_conditions_a_recording_is_the_same() -> None:
    speech = vl.Audio.from_file(recording("people"))

    assert not Conditions(noise="hum", seed=5).is_random
    assert Conditions(noise="hum", rt60_seconds=1.0, telephone_law="a-law", seed=5).apply(speech) is speech


@pytest.mark.parametrize("rate", [1_000, 8_000, 44_100])
def test_sound_of_any_length_and_rate_keeps_both_and_silence_stays_safe(rate: int) -> None:
    conditions = dataclasses.replace(EVERYTHING, speed=1.0)
    for count in (0, 1, 2, 37, rate // 2):
        for samples in (np.zeros(count, np.int16), np.full(count, -32_768, np.int16)):
            heard = conditions.apply(vl.Audio(samples, rate))

            assert (len(heard.samples), heard.sample_rate_hz) == (count, rate)
            quicker = Conditions(speed=1.6).apply(vl.Audio(samples, rate))
            assert len(quicker.samples) == round(count / 1.6)


def test_nothing_is_cut_off_but_by_the_gain() -> None:
    full = tone(seconds=1.0, level_dbfs=-3.01)
    harder = (
        Conditions(echo_db=0.0), Conditions(noise_db=-20.0, noise="white"), Conditions(distance_metres=5.0),
        Conditions(telephone=True), Conditions(speed=0.7),
    )  # fmt: skip

    cut = {
        str(conditions): int(np.count_nonzero(np.abs(samples) >= 32_767))
        for conditions in harder
        for samples in [conditions.apply(full).samples.astype(int)]
    }

    # The tone itself reaches full scale 440 times in each direction.
    assert {name: count for name, count in cut.items() if count > 1_000} == {}


@pytest.mark.parametrize(
    ("conditions", "name"),
    [
        (Conditions(), "clean"),
        (Conditions(noise="babble", seed=4), "clean"),
        (Conditions(noise_db=10, telephone=True), "pink noise 10 dB, telephone"),
        (Conditions(noise_db=2.5, noise=tone(), seed=4), "recorded noise 2.5 dB, seed 4"),
        (Conditions(noise_db=0, noise=recording("walk")), "walk 0 dB"),
        (Conditions(distance_metres=3, packet_loss_percent=5), "3 m away, 5 % of packets lost"),
        (Conditions(speed=0.8, gain_db=20), "speed 0.8, gain +20 dB"),
        (
            EVERYTHING,
            "speed 1.2, 2 m away RT60 0.4 s, echo -9 dB after 0.1 s, babble 10 dB, gain +6 dB, "
            "telephone A-law, 5 % of packets lost, seed 3",
        ),
    ],
)
def test_the_name_says_what_is_not_usual(conditions: Conditions, name: str) -> None:
    assert str(conditions) == name


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"speed": 3}, "speed must be from 0.5 to 2.0, not 3"),
        ({"noise_db": "loud"}, "noise_db must be a number, not 'loud'; None is allowed, too"),
        ({"noise_db": math.nan}, "noise_db must be from -30.0 to 60.0, not nan"),
        ({"noise": "bable"}, "noise must be one of babble, .*, or a recording's path, not 'bable'"),
        ({"noise": 3}, "noise must be one of pink, .*, a recording's path or an Audio, not int"),
        ({"telephone": "yes"}, "telephone must be True or False, not 'yes'"),
        ({"telephone_law": "c-law"}, "telephone_law must be one of mu-law, a-law, not 'c-law'"),
        ({"packet_loss_percent": 60}, "packet_loss_percent must be from 0.0 to 50.0, not 60"),
        ({"seed": -1}, "seed must be from 0 to 4,294,967,295, not -1"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Conditions(**given)


def test_a_noise_whose_file_is_missing_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no file .*street\.wav"):
        Conditions(noise_db=10, noise=tmp_path / "street.wav")


def test_equal_conditions_are_one_key_and_travel() -> None:
    given = Conditions(noise_db=np.float64(10), noise=tone())

    assert {given: 1}[Conditions(noise_db=10.0, noise=tone())] == 1
    assert given != Conditions(noise_db=10.0, noise=silence())
    assert pickle.loads(pickle.dumps(given)) == given


def test_what_makes_no_difference_to_the_sound_makes_none_to_the_content(tmp_path: Path) -> None:
    tone(440, 0.1).save(tmp_path / "car.wav")
    assert Conditions(seed=5, noise="babble", rt60_seconds=2, telephone_law="a-law").content == ""
    assert len({Conditions(noise_db=5, seed=seed).content for seed in (0, 1)} | {""}) == 3
    by_path, as_sound = (
        Conditions(noise_db=5, noise=noise).content for noise in (tmp_path / "car.wav", tone(440, 0.1))
    )
    assert by_path == as_sound != Conditions(noise_db=5, noise="pink").content


def test_every_condition_has_its_kind_and_none_has_the_name_of_a_setting() -> None:
    names = {field.name for field in dataclasses.fields(Conditions)}

    assert names == set(CONDITION_KINDS)
    assert names & {field.name for field in dataclasses.fields(vl.Settings)} == set()
