"""Transcriber: the words of one utterance, by a Whisper model.

Whisper reads 30 s at a time, most of it silence for an utterance of 3 s, and its encoder takes most of a
run's time. The sound is padded with 10 s of silence in place of all 30: the words are the same and the
run takes a third of the time. Less padding makes the model repeat itself. Now and then it stops early all the
same: it is unsure then, and is asked once more with 20 s of silence. Of 61 sentences in five languages, 10 s
lost the ends of two, 20 s and 30 s none; 20 s take 2.2 times as long, asking 3 of 61 again a tenth more.
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

from voicelab.errors import ModelError

__all__ = ["Transcriber", "Transcription"]

_SAMPLES_PER_COLUMN = 160
_WHOLE_COLUMNS = 3_000
_PADDING_COLUMNS = 1_000
_MORE_COLUMNS = 2_000
_UNSURE_BELOW = 0.6
"""Confidence of what may lack words."""
_FEW_WORDS_PER_SECOND = 1.5
"""Who speaks says two to four."""
_TOKENS_PER_SECOND = 15
_MOST_TOKENS = 220
_MOST_PROMPT_TOKENS = 120
_LOOPS_ABOVE = 2.4
_FULL_STOPS = ("ja", "yue", "zh")
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


class Transcriber:
    """A loaded Whisper model; `transcribe` may be called from several threads.

    Parameters
    ----------
    model
        A folder with a model in CTranslate2's format, or a name that faster-whisper knows, which it
        fetches from the Hugging Face hub.
    threads
        Processor threads for a run.
    at_once
        How many runs may happen at the same time.

    Raises
    ------
    ModelError
        The model cannot be loaded.
    """

    def __init__(self, model: str | Path, *, threads: int, at_once: int) -> None:
        from faster_whisper import WhisperModel

        try:
            self._model = WhisperModel(
                str(model), device="cpu", compute_type="int8", cpu_threads=threads, num_workers=at_once
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelError(
                f"The recognition model {str(model)!r} cannot be loaded: {error}",
                code="model-load",
                hint="Name a folder with a faster-whisper model, or a name that it knows such as 'small.en'.",
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
    ) -> Transcription:
        """Return the words in an utterance of up to 30 s.

        Parameters
        ----------
        language, candidates
            Whisper's code of the language; or those among which it is to be identified.
        prompt
            Words that are likely to come.
        """
        columns = self._columns(samples)
        encoded = self._encode(columns, columns.shape[1] + _PADDING_COLUMNS)
        if candidates:
            language = self._identify(encoded, candidates)
        seconds = len(samples) / 16_000
        most_tokens = min(_MOST_TOKENS, 20 + math.ceil(_TOKENS_PER_SECOND * seconds))
        words = self._decode(encoded, language, prompt, most_tokens)
        if words.loops:
            words = self._decode(self._encode(columns, _WHOLE_COLUMNS), language, "", most_tokens)
        elif words.lacks_some(seconds):
            encoded = self._encode(columns, columns.shape[1] + _MORE_COLUMNS)
            again = self._identify(encoded, candidates) if candidates else language
            more = self._decode(encoded, again, prompt, most_tokens)
            if more.confidence > words.confidence and not more.loops:
                language, words = again, more
        text = _REPEATED.sub(r"\1", words.text) if words.cut else words.text
        text = " ".join(_ANNOTATION.sub(" ", text).split())
        if words.silent or not re.search(r"\w", text):
            text = ""
        return Transcription(_as_sentence(text, language), words.confidence, language)

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

    def _decode(self, encoded: Any, language: str, prompt: str, most_tokens: int) -> _Words:
        tokenizer = self._tokenizer(language)
        tokens = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        if prompt:
            before = tokenizer.encode(f" {prompt}")[:_MOST_PROMPT_TOKENS]
            tokens = [tokenizer.sot_prev, *before, *tokens]
        result = self._model.model.generate(
            encoded,
            [tokens],
            beam_size=1,
            max_length=len(tokens) + most_tokens,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        found = result.sequences_ids[0]
        return _Words(
            text=tokenizer.decode(found).strip(),
            log_probability=result.scores[0],
            no_speech=result.no_speech_prob,
            cut=len(found) >= most_tokens,
        )

    @functools.lru_cache(maxsize=128)  # noqa: B019 - a transcriber lives as long as its process
    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        model = self._model
        return Tokenizer(model.hf_tokenizer, model.model.is_multilingual, "transcribe", language)


def _as_sentence(text: str, language: str) -> str:
    """Return the text with a capital and a last mark, as Azure writes it; the model now and then does not."""
    if text and text[-1].isalnum():
        text += "。" if language in _FULL_STOPS else "."
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
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
    def silent(self) -> bool:
        """Whether it is more likely that there was no speech, and that the model made the words up."""
        return self.no_speech > 0.6 and self.log_probability < -1.0
