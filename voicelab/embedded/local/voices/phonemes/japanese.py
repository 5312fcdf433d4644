"""JapanesePhonemes: Japanese, by the kana in which a dictionary writes its words."""

from __future__ import annotations

import re
import threading
from typing import Any

from voicelab.embedded.forms.sign_names import sign_name
from voicelab.extras import require
from voicelab.text.number_words import cardinal, ungrouped

__all__ = ["JapanesePhonemes", "kana_phonemes"]

_VOWELS = dict(zip("アイウエオ", "aiɯeo", strict=True))
_ROWS = {
    "カキクケコ": "k", "ガギグゲゴ": "ɡ", "サシスセソ": "s", "ザジズゼゾ": "z", "タチツテト": "t",
    "ダヂヅデド": "d", "ナニヌネノ": "n", "ハヒフヘホ": "h", "バビブベボ": "b", "パピプペポ": "p",
    "マミムメモ": "m", "ラリルレロ": "ɾ",
}  # fmt: skip
_OTHERS = {
    "シ": "ɕi", "ジ": "ʥi", "ヂ": "ʥi", "ズ": "zɨ", "ヅ": "zɨ", "チ": "ʨi", "ツ": "ʦɨ", "ス": "sɨ",
    "ヒ": "çi", "フ": "ɸɯ", "ニ": "ɲi", "ヤ": "ja", "ユ": "jɯ", "ヨ": "jo", "ワ": "βa", "ヲ": "o", "ヴ": "vɯ",
    "ン": "ɴ", "ッ": "ʔ", "ー": "ː", "ティ": "tʲi", "ディ": "dʲi", "トゥ": "tɯ", "ドゥ": "dɯ", "デュ": "dʲɯ",
}  # fmt: skip
_BEFORE_Y = {
    "キ": "kʲ", "ギ": "ɡʲ", "シ": "ɕ", "ジ": "ʥ", "ヂ": "ʥ", "チ": "ʨ", "ニ": "ɲ", "ヒ": "ç", "ビ": "bʲ",
    "ピ": "pʲ", "ミ": "mʲ", "リ": "ɾʲ",
}  # fmt: skip
_BEFORE_SMALL = {"ツ": "ʦ", "フ": "ɸ", "ヴ": "v", "ウ": "w", "ク": "kw"}
_KANA = {
    **_VOWELS,
    **{kana: sound + vowel for row, sound in _ROWS.items() for kana, vowel in zip(row, "aiɯeo", strict=True)},
    **{kana: sound + "i" for kana, sound in _BEFORE_Y.items()},
    **_OTHERS,
    **{
        kana + small: sound + vowel
        for kana, sound in _BEFORE_Y.items()
        for small, vowel in zip("ャュョェ", "aɯoe", strict=True)
    },
    **{
        kana + small: sound + vowel
        for kana, sound in _BEFORE_SMALL.items()
        for small, vowel in zip("ァィェォ", "aieo", strict=True)
    },
}
_PAIR_OR_SINGLE = re.compile("|".join(sorted(_KANA, key=len, reverse=True)) + "|.", re.DOTALL)
_HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_MARKS = str.maketrans("、。！？「」『』（）・", ",.!?“”“”() ")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SIGN = re.compile(r"[%&+=@#°×÷]")
_LEANING = ("助詞", "助動詞", "記号")
_SUFFIXES = ("接尾", "非自立", "接続助詞")


class JapanesePhonemes:
    """Japanese pronunciation; loads a dictionary."""

    def __init__(self) -> None:
        require("kokoro", "janome", what="Kokoro's Japanese voices")
        from janome.tokenizer import Tokenizer

        self._tokenizer: Any = Tokenizer()
        self._lock = threading.Lock()

    def __call__(self, text: str) -> str:
        """Return how a text is pronounced; punctuation stays."""
        pieces: list[str] = []
        text = _NUMBER.sub(lambda number: cardinal(number[0], "ja") or number[0], ungrouped(text, "ja"))
        text = _SIGN.sub(lambda sign: sign_name(sign[0], "ja") or sign[0], text)
        with self._lock:
            for word in self._tokenizer.tokenize(text):
                leans = word.part_of_speech.startswith(_LEANING) or any(
                    kind in word.part_of_speech for kind in _SUFFIXES
                )
                pieces.append("" if leans else " ")
                pieces.append(kana_phonemes(word.surface if word.phonetic == "*" else word.phonetic))
        return " ".join("".join(pieces).split())


def kana_phonemes(kana: str) -> str:
    """Return the signs of what is written in kana; other characters stay as they are."""
    katakana = kana.translate(_HIRAGANA)
    return _PAIR_OR_SINGLE.sub(lambda found: _KANA.get(found[0], found[0].translate(_MARKS)), katakana)
