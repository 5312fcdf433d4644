"""How many words the local models get wrong of recordings of people, those of pocketsphinx-testdata."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import jiwer
import numpy as np
from numpy.typing import NDArray

from benchmarks.document import EMBEDDED_PAGE, put, table
from voicelab.audio.clip import Audio
from voicelab.embedded.engines import Transcript
from voicelab.embedded.forms.words import lexical, shown_words, word_forms
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS, MULTILINGUAL
from voicelab.embedded.local.recognition.recognition_choice import is_cached
from voicelab.embedded.local.recognition.whisper import WhisperRecognition
from voicelab.text.words import words

_PACKAGE = "pocketsphinx-testdata"
_FOLDER = Path("usr/share/pocketsphinx/test/data")
_LISTED = ("librivox/transcription", "cards/cards.transcription")
_RAW = {
    "goforward.raw": "go forward ten meters",
    "something.raw": "go somewhere and do something",
    "tidigits/dhd.2934z.raw": "two nine three four zero",
}
_LOCALE = "en-US"


_HEAD = ("model", "words", "errors", "% of words", "errors in digits as written", "s for a second of speech")
_NOISE_DB = (None, 20.0, 10.0, 5.0, 0.0)
_CONFIDENCES = ((0.9, 1.0), (0.8, 0.9), (0.6, 0.8), (0.0, 0.6))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        spoken = _recordings(_data(Path(folder)))
    models = {"Whisper tiny.en": str(MODELS[ENGLISH].path)}
    if MODELS[MULTILINGUAL].path.is_dir():
        models["Whisper base"] = str(MODELS[MULTILINGUAL].path)
    if is_cached("small"):
        models["Whisper small"] = "small"
    text = table(_HEAD, [_row(name, model, spoken) for name, model in models.items()])
    print(text)
    put("recognition", text, EMBEDDED_PAGE)
    text = table(("confidence", "utterances", "% of words right"), _sure(spoken))
    print(text)
    put("confidence", text, EMBEDDED_PAGE)


def _data(folder: Path) -> Path:
    """Return the folder of the recordings; they are fetched where the package is not installed."""
    if (Path("/") / _FOLDER).is_dir():
        return Path("/") / _FOLDER
    subprocess.run(["apt-get", "download", _PACKAGE], cwd=folder, check=True, capture_output=True)
    (package,) = folder.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], check=True)
    return folder / _FOLDER


def _recordings(data: Path) -> list[tuple[str, NDArray[np.int16]]]:
    """Return what was said in each recording, and its sound."""
    found = []
    for listed in _LISTED:
        for text, name in re.findall(r"<s> (.*?) *</s> \((.*)\)", (data / listed).read_text()):
            sound = Audio.from_wav((data / listed).parent / f"{name}.wav")
            found.append((text, sound.resample(16_000).samples))
    found += [(text, np.fromfile(data / name, np.int16)) for name, text in _RAW.items()]
    return found


def _row(name: str, model: str, spoken: Sequence[tuple[str, NDArray[np.int16]]]) -> list[str]:
    recognition = WhisperRecognition(model)
    recognition.warm()
    said, heard, written, spent = [], [], [], 0.0
    for text, samples in spoken:
        began = time.perf_counter()
        finals = heard_finals(recognition, samples)
        spent += time.perf_counter() - began
        said.append(text)
        heard.append(lexical_words(finals))
        written.append(" ".join(words(" ".join(final.text for final in finals))))
        print(f"{name}: {text!r}: {heard[-1]!r}", flush=True)
    recognition.close()
    counted = sum(len(text.split()) for text in said)
    seconds = sum(len(samples) for _, samples in spoken) / 16_000
    errors = word_errors(said, heard)
    return [
        *(name, str(counted), str(errors), f"{100 * errors / counted:.0f}"),
        *(str(word_errors(said, written)), f"{spent / seconds:.2f}"),
    ]


def _sure(spoken: Sequence[tuple[str, NDArray[np.int16]]]) -> list[list[str]]:
    """Return what part of the words is right, by confidence: of Whisper tiny.en, with noise and without."""
    recognition, random = WhisperRecognition(str(MODELS[ENGLISH].path)), np.random.default_rng(1)
    found: list[tuple[float, int, int]] = []
    for decibels in _NOISE_DB:
        for text, samples in spoken:
            noisy = samples if decibels is None else _with_noise(samples, decibels, random)
            finals = [final for final in heard_finals(recognition, noisy) if final.text]
            if finals:
                sure = float(np.mean([final.confidence for final in finals]))
                out = jiwer.process_words(text, lexical_words(finals))
                found.append((sure, out.hits, out.hits + out.substitutions + out.insertions))
    recognition.close()
    rows = []
    for least, most in _CONFIDENCES:
        those = [(hits, all_words) for sure, hits, all_words in found if least <= sure < most]
        right = 100 * sum(hits for hits, _ in those) / max(1, sum(number for _, number in those))
        rows.append([f"{least:.1f} to {most:.1f}", str(len(those)), f"{right:.0f}"])
    return rows


def _with_noise(
    samples: NDArray[np.int16], decibels: float, random: np.random.Generator
) -> NDArray[np.int16]:
    speech = samples.astype(np.float64)
    level = np.sqrt(np.mean(speech[np.abs(speech) > 200.0] ** 2)) / 10.0 ** (decibels / 20.0)
    noisy: NDArray[np.float64] = speech + level * random.standard_normal(len(speech))
    return noisy.clip(-32_768, 32_767).astype(np.int16)


def heard_finals(recognition: WhisperRecognition, samples: NDArray[np.int16]) -> list[Transcript]:
    stream = recognition.stream(language=_LOCALE, end_silence_seconds=0.65, detailed=True)
    return [each for each in [*stream.feed(samples), *stream.finish()] if each.final]


def lexical_words(finals: Sequence[Transcript]) -> str:
    shown = [word for final in finals for word in shown_words(final.text, _LOCALE)]
    return lexical(word_forms(shown, _LOCALE), _LOCALE)


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    found = jiwer.process_words(list(said), [text or "-" for text in heard])
    return int(found.substitutions + found.deletions + found.insertions)


if __name__ == "__main__":
    main()
