"""How many words the local model gets wrong of voicelab's own recordings under harder conditions."""

from __future__ import annotations

import dataclasses

from benchmarks.document import DOCS, put, table
from benchmarks.recognition import heard_finals, lexical_words, word_errors
from voicelab.audio.clip import Audio
from voicelab.conditions.conditions import Conditions
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS
from voicelab.embedded.local.recognition.whisper import WhisperRecognition
from voicelab.recordings.recordings import recording, transcripts
from voicelab.text.words import words

_SEEDS = range(5)
_HEAD = ("conditions", "words", "errors", "% of words")
_CONDITIONS = (
    Conditions(),
    Conditions(speed=0.7),
    Conditions(speed=1.3),
    Conditions(speed=1.6),
    Conditions(distance_metres=1.0),
    Conditions(distance_metres=3.0),
    Conditions(distance_metres=3.0, rt60_seconds=1.0),
    Conditions(echo_db=-3.0),
    *(Conditions(noise_db=noise_db) for noise_db in (20.0, 10.0, 5.0, 0.0)),
    *(Conditions(noise_db=noise_db, noise="babble") for noise_db in (20.0, 10.0, 5.0, 0.0)),
    Conditions(noise_db=0.0, noise="white"),
    Conditions(noise_db=0.0, noise="hum"),
    Conditions(gain_db=30.0),
    Conditions(telephone=True),
    *(Conditions(packet_loss_percent=percent) for percent in (5.0, 10.0, 20.0)),
    Conditions(noise_db=10.0, noise="babble", telephone=True),
    Conditions(distance_metres=3.0, noise_db=10.0, noise="babble"),
)


def main() -> None:
    recognition = WhisperRecognition(str(MODELS[ENGLISH].path))
    recognition.warm()
    rows = [_row(recognition, conditions) for conditions in _CONDITIONS]
    recognition.close()
    put("conditions", table(_HEAD, rows), DOCS / "conditions.md")


def _row(recognition: WhisperRecognition, conditions: Conditions) -> list[str]:
    said, heard = [], []
    spoken = {name: text for name, text in transcripts.items() if text}
    for seed in _SEEDS if conditions.is_random else (0,):
        drawn = dataclasses.replace(conditions, seed=seed)
        for name, text in spoken.items():
            sound = drawn.apply(Audio.from_file(recording(name)))
            said.append(" ".join(words(text)))
            heard.append(lexical_words(heard_finals(recognition, sound.samples)))
    counted, errors = sum(len(text.split()) for text in said), word_errors(said, heard)
    row = [str(conditions), str(counted), str(errors), f"{100 * errors / counted:.0f}"]
    print(*row, *(f"{text!r}" for text in heard[: len(spoken)]), sep="; ", flush=True)
    return row
