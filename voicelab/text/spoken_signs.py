"""What signs beside numbers are called in other languages than English, and what is said between numbers."""

from __future__ import annotations

from voicelab.text.currency_names import CURRENCY_NAMES

__all__ = ["HOURS", "SIGNS", "SIGNS_AHEAD", "TO"]

TO = {"de": "bis", "es": "a", "fr": "à", "it": "a", "ja": "から", "nl": "tot", "pt": "a", "zh": "到"}
"""What is said between the ends of a range."""
HOURS = {"de": "uhr", "fr": "heures", "ja": "時", "yue": "點", "zh": "点"}
"""What is said behind the hour of a time."""
SIGNS_AHEAD = {"%": {"zh": "百分之", "yue": "百分之", "tr": "yüzde"}}
"""Names that are said ahead of the number, by sign and language."""
SIGNS = {
    "%": {"de": "prozent", "es": "por ciento", "fr": "pour cent", "it": "per cento", "nl": "procent",
          "pt": "por cento", "ja": "パーセント", "ko": "퍼센트", "ru": "процентов", "uk": "відсотків",
          "pl": "procent", "cs": "procent", "sv": "procent", "da": "procent", "nb": "prosent",
          "fi": "prosenttia", "hu": "százalék", "el": "τοις εκατό", "ro": "la sută", "ar": "بالمئة",
          "hi": "प्रतिशत", "vi": "phần trăm", "he": "אחוז", "id": "persen", "th": "เปอร์เซ็นต์"},
    "°c": {"de": "grad celsius", "es": "grados celsius", "fr": "degrés celsius", "it": "gradi celsius",
           "nl": "graden celsius", "pt": "graus celsius"},
    "°": {"de": "grad", "es": "grados", "fr": "degrés", "it": "gradi", "nl": "graden", "pt": "graus"},
    "&": {"de": "und", "es": "y", "fr": "et", "it": "e", "nl": "en", "pt": "e"},
    **{
        sign.lower(): {
            language: names[sign][1].lower() for language, names in CURRENCY_NAMES.items() if sign in names
        }
        for sign in ("$", "€", "£", "¥", "R$")
    },
}  # fmt: skip
"""Names that are said where the sign stands, by sign and language."""
