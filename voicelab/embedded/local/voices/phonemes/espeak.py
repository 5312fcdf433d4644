"""EspeakPhonemes: Spanish, French, Italian, Portuguese and Hindi as espeak-ng pronounces them.

espeak-ng is GPL-3 and comes with the extra ``kokoro`` alone; nothing else here needs it.
"""

from __future__ import annotations

import ctypes
import re
import threading
from typing import Any

from voicelab.extras import require

__all__ = ["EspeakPhonemes"]

_RETRIEVAL, _STAY_ALIVE = 1, 0x8000
_UTF8 = 1
_IPA, _TIE = 0x02, 0x80
_LONGEST = 300
_TIED = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q", "s^s": "S",
    "t^s": "ʦ", "t^ʃ": "ʧ", "ɔ^ɪ": "Y",
}  # fmt: skip
"""What the model has one sign for."""
_MARKS = re.compile(r"([;:,.!?¡¿—…\"«»“”()\n]+)")
_OTHER_LANGUAGE = re.compile(r"\([a-z-]+\)")
_SAME_MARK = str.maketrans({"«": "“", "»": "”", "¡": "", "¿": "", "\n": " "})

_lock = threading.Lock()
_library: Any = None


class EspeakPhonemes:
    """One language's pronunciation.

    Parameters
    ----------
    language
        Such as ``es`` or ``pt-br``.
    """

    def __init__(self, language: str) -> None:
        self._language = language.encode()
        with _lock:
            _load()

    def __call__(self, text: str) -> str:
        """Return how a text is pronounced, in the model's signs; punctuation stays."""
        pieces = []
        with _lock:
            if _library.espeak_SetVoiceByName(self._language) != 0:
                raise RuntimeError(f"espeak-ng has no voice {self._language.decode()}")
            for piece in _MARKS.split(text):
                if _MARKS.fullmatch(piece):
                    pieces.append(piece.translate(_SAME_MARK))
                elif piece.strip():
                    edges = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
                    pieces += (edges[0][:1], _pronounced(piece), edges[1][:1])
        return " ".join("".join(pieces).split())


def _load() -> None:
    global _library
    if _library is None:
        require("kokoro", "espeakng_loader", what="Kokoro's voices of this language")
        import espeakng_loader

        library = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        data = espeakng_loader.get_data_path().encode()
        if library.espeak_Initialize(_RETRIEVAL, 0, data, _STAY_ALIVE) < 0:
            raise RuntimeError(f"espeak-ng could not be started with its data in {data.decode()}")
        _library = library


def _pronounced(text: str) -> str:
    place = ctypes.c_char_p(text.encode().replace(b"\0", b" "))
    found = []
    while place.value:
        clause = _library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA | _TIE | ord("^") << 8)
        found.append((clause or b"").decode())
    signs = _OTHER_LANGUAGE.sub("", " ".join(found))
    for tied, sign in _TIED.items():
        signs = signs.replace(tied, sign)
    return signs.replace("^", "").replace("-", "")
