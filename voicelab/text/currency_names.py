"""Names of currencies, and amounts of money written so that every voice says them: ``12 €`` is '12 euros'."""

from __future__ import annotations

import functools
import re

from voicelab.text.languages import IDEOGRAPHIC

__all__ = ["AMOUNT", "CURRENCY_CODES", "CURRENCY_NAMES", "CURRENCY_SIGNS", "with_currencies_named"]

CURRENCY_NAMES: dict[str, dict[str, tuple[str, str]]] = {
    "de": {
        "$": ("Dollar", "Dollar"), "€": ("Euro", "Euro"), "£": ("Pfund", "Pfund"), "¥": ("Yen", "Yen"),
        "₹": ("Rupie", "Rupien"), "₩": ("Won", "Won"), "₽": ("Rubel", "Rubel"),
    },
    "en": {
        "$": ("dollar", "dollars"), "€": ("euro", "euros"), "£": ("pound", "pounds"), "¥": ("yen", "yen"),
        "₹": ("rupee", "rupees"), "₩": ("won", "won"), "₽": ("ruble", "rubles"), "₺": ("lira", "lira"),
        "₪": ("shekel", "shekels"), "฿": ("baht", "baht"), "₫": ("dong", "dong"),
        "₴": ("hryvnia", "hryvnias"), "₦": ("naira", "naira"), "₱": ("peso", "pesos"),
        "R$": ("real", "reals"),
    },
    "es": {
        "$": ("dólar", "dólares"), "€": ("euro", "euros"), "£": ("libra", "libras"), "¥": ("yen", "yenes"),
        "₹": ("rupia", "rupias"), "₩": ("won", "wones"), "₽": ("rublo", "rublos"), "R$": ("real", "reales"),
    },
    "fr": {
        "$": ("dollar", "dollars"), "€": ("euro", "euros"), "£": ("livre", "livres"), "¥": ("yen", "yens"),
        "₹": ("roupie", "roupies"), "₩": ("won", "wons"), "₽": ("rouble", "roubles"),
    },
    "hi": {
        "$": ("डॉलर", "डॉलर"), "€": ("यूरो", "यूरो"), "£": ("पाउंड", "पाउंड"), "¥": ("येन", "येन"),
        "₹": ("रुपया", "रुपये"),
    },
    "it": {
        "$": ("dollaro", "dollari"), "€": ("euro", "euro"), "£": ("sterlina", "sterline"),
        "¥": ("yen", "yen"), "₹": ("rupia", "rupie"), "₩": ("won", "won"), "₽": ("rublo", "rubli"),
    },
    "ja": {
        "$": ("ドル", "ドル"), "€": ("ユーロ", "ユーロ"), "£": ("ポンド", "ポンド"), "¥": ("円", "円"),
        "₹": ("ルピー", "ルピー"), "₩": ("ウォン", "ウォン"), "₽": ("ルーブル", "ルーブル"),
    },
    "nl": {"$": ("dollar", "dollar"), "€": ("euro", "euro"), "£": ("pond", "pond"), "¥": ("yen", "yen")},
    "pt": {
        "$": ("dólar", "dólares"), "€": ("euro", "euros"), "£": ("libra", "libras"), "¥": ("iene", "ienes"),
        "₹": ("rupia", "rupias"), "₩": ("won", "wons"), "₽": ("rublo", "rublos"), "R$": ("real", "reais"),
    },
    "zh": {
        "$": ("美元", "美元"), "€": ("欧元", "欧元"), "£": ("英镑", "英镑"), "¥": ("元", "元"),
        "₹": ("卢比", "卢比"), "₩": ("韩元", "韩元"), "₽": ("卢布", "卢布"),
    },
}  # fmt: skip
"""What one and what several are called, by language and sign."""
CURRENCY_CODES = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}
CURRENCY_SIGNS = "$€£¥₹₩₽₺₪฿₫₴₦₱"
_SIGN = rf"(?P<sign>R\$|[{CURRENCY_SIGNS}]|(?:{'|'.join(CURRENCY_CODES)})(?!\w))"
_MAGNITUDE = (
    r"(?P<magnitude>\s?(?:hundred|thousand|tausend|mille?|mila|\w*(?:illi|ilh|iard)\w*|Mi[oa]\.|Mrd\.)(?!\w)"
    r"|[千万億亿]+)?"
)
AMOUNT = r"\d+(?:[.,]\d+)*"
"""Pattern of a number; a comma or full stop behind it is not of it."""
_NUMBER = rf"(?P<number>{AMOUNT}){_MAGNITUDE}"
_MINUS = r"(?P<minus>(?<![\w)])[−–-])?"
_BEHIND = re.compile(rf"{_MINUS}(?<![\d.,{CURRENCY_SIGNS}]){_NUMBER}[ \u00a0\u202f]?{_SIGN}(?!\d)")
_AHEAD = re.compile(rf"{_MINUS}(?<![A-Za-z]){_SIGN}[ \u00a0\u202f]?{_NUMBER}")
_READ_AHEAD = ("$", "€", "£", "¥", "₹", "₩", "EUR", "USD", "GBP")
"""What the English voices read themselves where it stands ahead of a number."""


def with_currencies_named(text: str, language: str) -> str:
    """Return a text with the names of currencies in place of their signs, behind the numbers.

    Voices leave signs out behind numbers, and of some languages everywhere. In English, signs that stand
    ahead of numbers stay: its voices know them, and cents.

    Examples
    --------
    >>> with_currencies_named("It is 12 € or $5.", "en"), with_currencies_named("¥500", "ja")
    ('It is 12 euros or $5.', '500円')
    """
    if language not in CURRENCY_NAMES:
        return text
    text = _BEHIND.sub(functools.partial(_named, language=language), text)
    return _AHEAD.sub(functools.partial(_ahead, language=language), text)


def _ahead(found: re.Match[str], *, language: str) -> str:
    is_odd = not found["magnitude"] and re.search(r"\.(?:\d|\d{3,})$", found["number"])
    if language == "en" and found["sign"] in _READ_AHEAD and not is_odd:
        return f"minus {found[0][1:]}" if found["minus"] else found[0]
    return _named(found, language=language)


def _named(found: re.Match[str], *, language: str) -> str:
    sign = CURRENCY_CODES.get(found["sign"], found["sign"])
    names = CURRENCY_NAMES[language].get(sign)
    if names is None:
        return found[0]
    minus, number, magnitude = found["minus"] or "", found["number"], found["magnitude"] or ""
    before = found.string[: found.start()].rstrip()[-1:]
    if language == "en":
        number = re.sub(r"^(\d+),(\d\d)$", r"\1.\2", number)
        if re.search(r"\.\d\d$", number) and sign in "$€£" and not magnitude and before not in ("-", "–"):
            return f"{'minus ' if minus else ''}{sign}{number}"
    is_one = number == "1" and not magnitude and not before.isdigit()
    gap = "" if language in IDEOGRAPHIC else " "
    return f"{minus}{number}{magnitude}{gap}{names[0 if is_one else 1]}"
