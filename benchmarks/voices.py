"""The local voices: how well the recognizer understands each, what each costs, and how unlike they sound."""

from __future__ import annotations

import re
import time
from functools import cache
from itertools import combinations

import jiwer
import numpy as np
from numpy.typing import NDArray

from benchmarks.document import EMBEDDED_PAGE, put, table
from voicelab.audio.clip import Audio
from voicelab.embedded.engines import VoiceEntry
from voicelab.embedded.local.model_files.known_models import MULTILINGUAL
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.recognition.transcriber import Transcriber
from voicelab.embedded.local.recognition.voiceprint import LocalSpeakers
from voicelab.embedded.local.voices.synthesis import LocalSynthesis
from voicelab.embedded.options import KOKORO
from voicelab.text.languages import language_of

_RATE_HZ = 16_000
_SENTENCES = {
    "de": "Die Hauptstadt von Frankreich ist Paris, und es regnet dort.",
    "en": "The capital of France is Paris, and it rains there.",
    "es": "La capital de Francia es París, y allí llueve mucho.",
    "fr": "La capitale de la France est Paris, et il pleut souvent.",
    "hi": "भारत की राजधानी दिल्ली है और आज मौसम अच्छा है।",
    "it": "La capitale della Francia è Parigi, e piove spesso.",
    "ja": "今日は天気がいいので、公園へ行きます。",
    "pt": "A capital da França é Paris, e chove muito lá.",
    "zh": "今天天气很好，我们去公园散步吧。",
}
_PROMPTS = {"zh": "以下是普通话的句子。", "hi": "यह हिंदी का वाक्य है।"}
"""So that Whisper writes the script that the sentence is in."""
_UNSPACED = ("ja", "zh")
_APART_VOICES = 8
"""How many of the best known American voices are compared with each other."""


def _letters(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s\u0900-\u097f]", " ", text.lower()).split())


def _error_rate(wanted: str, heard: str, language: str) -> float:
    if language in _UNSPACED:
        return float(jiwer.cer(_letters(wanted).replace(" ", ""), _letters(heard).replace(" ", "") or "-"))
    return float(jiwer.wer(_letters(wanted), _letters(heard) or "-"))


@cache
def _spoken(engine: LocalSynthesis, voice: VoiceEntry) -> tuple[Audio, float]:
    """Return what a voice says, and the processor time of it, in seconds."""
    text = _SENTENCES[language_of(voice.locale)]
    began = time.process_time()
    made = list(engine.synthesize(text, voice=voice.short_name, rate=1.0, pitch=1.0))
    took = time.process_time() - began
    return Audio(np.concatenate(made), engine.sample_rate_hz), took


def _best_known(engine: LocalSynthesis) -> list[VoiceEntry]:
    """Return the first woman and the first man of each language, and of British English."""
    first: dict[tuple[str, str], VoiceEntry] = {}
    for voice in engine.voices():
        language = voice.locale if voice.locale == "en-GB" else language_of(voice.locale)
        first.setdefault((language, voice.gender), voice)
    return list(first.values())


def _print(speakers: LocalSpeakers, sound: Audio) -> NDArray[np.float32]:
    found = speakers.voiceprint(sound.resample(_RATE_HZ).samples)
    assert found is not None
    return found


def _apart(engine: LocalSynthesis) -> list[str]:
    """Return how many of the best known American voices are told apart, and how alike they are."""
    speakers = LocalSpeakers()
    american = [voice for voice in engine.voices() if voice.locale == "en-US"]
    women = [voice for voice in american if voice.gender == "Female"][: _APART_VOICES // 2]
    men = [voice for voice in american if voice.gender == "Male"][: _APART_VOICES // 2]
    prints = {
        voice.short_name: (voice.gender, _print(speakers, _spoken(engine, voice)[0]))
        for voice in (*women, *men)
    }
    alike: dict[tuple[str, str], list[float]] = {}
    for (one, first), (other, second) in combinations(prints.values(), 2):
        alike.setdefault((one, other), []).append(float(np.dot(first, second)))
    distinct: list[NDArray[np.float32]] = []
    for _, each in prints.values():
        if all(float(np.dot(each, other)) < speakers.same_above for other in distinct):
            distinct.append(each)
    shares = [alike["Female", "Female"], alike["Male", "Male"], alike["Female", "Male"]]
    return [f"{len(distinct)} of {len(prints)}", *(f"{np.mean(share):.2f}" for share in shares)]


def main() -> None:
    """Let each voice say a sentence, and write what became of it."""
    transcriber = Transcriber(ensure_models([MULTILINGUAL])[0], threads=1, at_once=1)
    engines: dict[str, LocalSynthesis] = {
        "built-in": LocalSynthesis(),
        KOKORO: LocalSynthesis(ensure_models([KOKORO])[0]),
    }
    rows: list[list[str]] = []
    known: set[str] = set()
    for engine in engines.values():
        engine.warm()  # the first sentence is slower than those after it
        for voice in _best_known(engine):
            if voice.local_voice in known:
                continue
            known.add(voice.local_voice)
            sound, took = _spoken(engine, voice)
            language = language_of(voice.locale)
            heard = transcriber.transcribe(
                sound.resample(_RATE_HZ).samples, language=language, prompt=_PROMPTS.get(language, "")
            ).text
            rate = _error_rate(_SENTENCES[language], heard, language)
            work = took / sound.duration_seconds
            rows.append([voice.local_voice, voice.short_name, voice.gender, f"{rate:.0%}", f"{work:.2f}"])
            print(*rows[-1], heard, flush=True)
    apart = [[name, *_apart(engine)] for name, engine in engines.items()]
    alike = ["women alike", "men alike", "women and men alike"]
    tables = [
        table(["speaks", "for, among others", "gender", "errors", "work for a second"], rows),
        table(["voices", "told apart", *alike], apart),
    ]
    # At once: a run that is stopped would leave a table that looks whole and lacks languages.
    put("voices", "\n\n".join(tables), EMBEDDED_PAGE)
