"""Transcriber: the words of one utterance, by a Whisper model.

Whisper reads 30 s at a time, most of it silence for an utterance of 3 s, and its encoder takes most of a
run's time. The sound is padded with 10 s of silence in place of all 30: the words are the same and the
run takes a third of the time. Less padding makes the model repeat itself. Now and then it stops early or
drops a word all the same, on some processors and not on others: it is unsure then, and is asked once more
with 30 s. Of 61 sentences in five languages, 10 s lost the ends of two, 30 s none; 'this is a test' lost its
'is' with AVX2 (confidence 0.41), not with AVX (0.75), nor with 30 s (0.92).
"""

from __future__ import annotations

import functools
import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.engines import Reading, TimedWord
from voicelab.embedded.forms.english_writing import Written, written_english
from voicelab.embedded.forms.words import is_unspaced, shown_words, word_forms
from voicelab.embedded.local.recognition.whisper_folder import check_whisper_folder
from voicelab.embedded.local.recognition.word_times import joined_word, timed_words, utterance_confidence
from voicelab.errors import ModelError
from voicelab.text.languages import IDEOGRAPHIC
from voicelab.text.sentences import as_sentence

__all__ = ["Transcriber", "Transcription"]

_SAMPLES_PER_COLUMN = 160
_WHOLE_COLUMNS = 3_000
_PADDING_COLUMNS = 1_000
_SILENCE_SAMPLES = 4_800
"""Silence behind what is over: without any the model takes the last words for cut, and guesses. Of 35 turns
11 % more words come out wrong."""
_UNSURE_BELOW = 0.6
"""Confidence of what may lack words, where there are few."""
_DOUBTFUL_BELOW = 0.5
"""Confidence of what may lack words, however many there are."""
_FEW_WORDS_PER_SECOND = 1.5
"""Who speaks says two to four."""
_BEAM = 5
"""Readings that are followed at once for a final transcript; hypotheses are to be quick."""
_TOKENS_PER_SECOND = 15
_MOST_TOKENS = 220
_MOST_PROMPT_TOKENS = 120
_LOOPS_ABOVE = 2.4
_ANNOTATION = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♪♫]+")
_REPEATED = re.compile(r"(\b.{2,}?)(?:[\s,.!?]*\1){2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Transcription:
    """The words of an utterance."""

    text: str
    """Its words, with punctuation and capitals; empty if there were none."""
    confidence: float
    """Mean probability of the tokens; 0 to 1."""
    language: str
    """Whisper's code of the language."""
    words: tuple[TimedWord, ...] = ()
    """The words with their times from the beginning of the sound, where they were asked for."""
    alternatives: tuple[Reading, ...] = ()
    """What may have been said instead, the likeliest first, where it was asked for."""


class Transcriber:
    """A loaded Whisper model; `transcribe` may be called from several threads.

    Parameters
    ----------
    model
        A folder with a model in CTranslate2's format.
    threads
        Processor threads for a run.
    at_once
        How many runs may happen at the same time.

    Raises
    ------
    ModelError
        The model cannot be loaded.
    """

    def __init__(self, model: Path, *, threads: int, at_once: int) -> None:
        from faster_whisper import WhisperModel

        check_whisper_folder(model)
        try:
            self._model = WhisperModel(
                str(model), device="cpu", compute_type="int8", cpu_threads=threads, num_workers=at_once
            )
        except Exception as error:  # such as the tokenizer's, which are of no class of their own
            raise ModelError(
                as_sentence(f"The recognition model {str(model)!r} cannot be loaded: {error}"),
                code="model-load",
                hint="Fetch it again, or name another that faster-whisper can load.",
            ) from error
        self.languages: tuple[str, ...] = tuple(self._model.supported_languages)
        """Whisper's codes of the languages that the model knows."""

    def transcribe(
        self,
        samples: NDArray[np.int16],
        *,
        language: str,
        candidates: Sequence[str] = (),
        prompt: str = "",
        final: bool = False,
        detailed: bool = False,
    ) -> Transcription:
        """Return the words in an utterance of up to 30 s.

        Parameters
        ----------
        language, candidates
            Whisper's code of the language; or those among which it is to be identified.
        prompt
            Words that are likely to come.
        final
            Whether the likeliest of several readings is searched for, which takes a little longer.
        detailed
            Whether alternatives and the times of words are wanted.
        """
        search = _BEAM if final else 1
        columns = self._columns(np.pad(samples, (0, _SILENCE_SAMPLES if final else 0)))
        encoded = self._encode(columns, columns.shape[1] + _PADDING_COLUMNS)
        if candidates:
            language = self._identify(encoded, candidates)
        seconds = len(samples) / 16_000
        most_tokens = min(_MOST_TOKENS, 20 + math.ceil(_TOKENS_PER_SECOND * seconds))
        read = self._decode(encoded, language, prompt, most_tokens, search)
        if read[0].loops:
            encoded = self._encode(columns, _WHOLE_COLUMNS)
            read = self._decode(encoded, language, "", most_tokens, search)
        elif read[0].lacks_some(seconds) or (final and read[0].is_doubtful):
            wider = self._encode(columns, _WHOLE_COLUMNS)
            again = self._identify(wider, candidates) if candidates else language
            more = self._decode(wider, again, prompt, most_tokens, search)
            if more[0].confidence > read[0].confidence and not more[0].loops:
                encoded, language, read = wider, again, more
        best = read[0]
        if not final:
            return Transcription(best.sentence(language), best.confidence, language)
        sentence = best.sentence(language)
        shown = shown_words(sentence, language)
        written = _written(shown, language)
        text = _joined(written, sentence, language)
        if not detailed or not text:
            return Transcription(text, best.confidence, language)
        words = self._timed(encoded, best, language, shown, columns.shape[1])
        sure = utterance_confidence(words) if words else best.confidence
        if words:
            words = tuple(joined_word(each.text, words[each.first : each.end]) for each in written)
        return Transcription(text, sure, language, words, _alternatives(read, text, sure, language))

    def _timed(
        self, encoded: Any, best: _Words, language: str, shown: Sequence[str], columns: int
    ) -> tuple[TimedWord, ...]:
        tokenizer = self._tokenizer(language)
        tokens = [token for token in best.tokens if token < tokenizer.eot]
        (pieces,) = self._model.find_alignment(tokenizer, [tokens], encoded, columns) or [[]]
        return timed_words(pieces, shown)

    def _columns(self, samples: NDArray[np.int16]) -> NDArray[np.float32]:
        sound = samples.astype(np.float32) / 32_768.0
        columns: NDArray[np.float32] = self._model.feature_extractor(sound)
        return columns[:, : math.ceil(len(samples) / _SAMPLES_PER_COLUMN)]

    def _encode(self, columns: NDArray[np.float32], width: int) -> Any:
        width = min(width + width % 2, _WHOLE_COLUMNS)
        columns = columns[:, :width]
        return self._model.encode(np.pad(columns, ((0, 0), (0, width - columns.shape[1]))))

    def _identify(self, encoded: Any, candidates: Sequence[str]) -> str:
        probabilities = {
            token[2:-2]: probability for token, probability in self._model.model.detect_language(encoded)[0]
        }
        return max(candidates, key=lambda code: probabilities.get(code, 0.0))

    def _decode(
        self, encoded: Any, language: str, prompt: str, most_tokens: int, search: int
    ) -> list[_Words]:
        """Return readings, the likeliest first: as many as are searched for at once."""
        tokenizer = self._tokenizer(language)
        tokens = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if prompt:
            before = tokenizer.encode(f" {prompt}")[:_MOST_PROMPT_TOKENS]
            tokens = [tokenizer.sot_prev, *before, *tokens]
        result = self._model.model.generate(
            encoded,
            [tokens],
            beam_size=search,
            num_hypotheses=search,
            max_length=len(tokens) + most_tokens,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        return [
            _Words(
                text=tokenizer.decode(found).strip(),
                tokens=tuple(found),
                log_probability=score,
                no_speech=result.no_speech_prob,
                cut=len(found) >= most_tokens,
            )
            for found, score in zip(result.sequences_ids, result.scores, strict=True)
        ]

    @functools.lru_cache(maxsize=128)  # noqa: B019 - a transcriber lives as long as its process
    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        model = self._model
        return Tokenizer(model.hf_tokenizer, model.model.is_multilingual, "transcribe", language)


def _as_sentence(text: str, language: str) -> str:
    """Return the text with a capital and a last mark, as Azure writes it; the model now and then does not."""
    if text and text[-1].isalnum():
        text += "。" if language in IDEOGRAPHIC else "."
    return text[:1].upper() + text[1:]


def _alternatives(read: Sequence[_Words], text: str, sure: float, language: str) -> tuple[Reading, ...]:
    """Return the readings in which other words were said, as much less sure as they are less likely."""
    best, heard = read[0], {_bare_words(text, language)}
    found = []
    for words in read[1:]:
        sentence = words.sentence(language)
        other = _joined(_written(shown_words(sentence, language), language), sentence, language)
        if other and (bare := _bare_words(other, language)) not in heard:
            heard.add(bare)
            less = min(0.0, words.log_probability - best.log_probability)
            found.append(Reading(other, round(sure * math.exp(less), 4)))
    return tuple(found)


def _written(shown: Sequence[str], language: str) -> list[Written]:
    if language == "en":
        return written_english(shown)
    return [Written(word, place, place + 1) for place, word in enumerate(shown)]


def _joined(written: Sequence[Written], sentence: str, language: str) -> str:
    return sentence if is_unspaced(language) else " ".join(each.text for each in written)


def _bare_words(text: str, language: str) -> tuple[str, ...]:
    forms = word_forms(shown_words(text, language), language)
    return tuple(word for each in forms for word in each.lexical)


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    tokens: tuple[int, ...]
    log_probability: float
    """Mean of the tokens' natural logarithms."""
    no_speech: float
    cut: bool
    """Whether the model was still writing when it was stopped."""

    @property
    def confidence(self) -> float:
        return math.exp(min(0.0, self.log_probability))

    @property
    def loops(self) -> bool:
        data = self.text.encode()
        return self.cut or len(data) > _LOOPS_ABOVE * len(zlib.compress(data))

    def lacks_some(self, seconds: float) -> bool:
        """Return whether it seems that the model stopped early: unsure, with few words for the time."""
        few = len(re.findall(r"\w+", self.text)) < _FEW_WORDS_PER_SECOND * seconds
        return few and self.confidence < _UNSURE_BELOW and not self.silent

    @property
    def is_doubtful(self) -> bool:
        """Whether it is more likely wrong than right; a hypothesis is, where it ends within a word."""
        return self.confidence < _DOUBTFUL_BELOW and not self.silent

    def sentence(self, language: str) -> str:
        """Return what was said, as it is shown; nothing where no words were."""
        text = _REPEATED.sub(r"\1", self.text) if self.cut else self.text
        text = " ".join(_ANNOTATION.sub(" ", text).split())
        return "" if self.silent or not re.search(r"\w", text) else _as_sentence(text, language)

    @property
    def silent(self) -> bool:
        """Whether it is more likely that there was no speech, and that the model made the words up."""
        return self.no_speech > 0.6 and self.log_probability < -1.0
