"""How written English is said, word by word: numbers, abbreviations, symbols, addresses of the web."""

from __future__ import annotations

import re

from voicelab.embedded.forms.english_numbers import AMOUNT, MAGNITUDES, TIME, spoken_number, spoken_unit
from voicelab.embedded.forms.sign_names import sign_name
from voicelab.text.currency_names import CURRENCY_NAMES
from voicelab.text.letters import LETTER, lowered

__all__ = ["spoken_english"]

_ABBREVIATIONS = {
    "mr": "mister", "mrs": "missus", "dr": "doctor", "prof": "professor", "jr": "junior", "sr": "senior",
    "vs": "versus", "etc": "et cetera", "ave": "avenue", "blvd": "boulevard", "dept": "department",
    "approx": "approximately", "lt": "lieutenant", "sgt": "sergeant", "capt": "captain",
}  # fmt: skip
_SYMBOLS = {
    "&": "and", "+": "plus", "=": "equals", "%": "percent", "@": "at", "#": "hashtag", "°": "degrees",
    "×": "times", "÷": "divided by", "/": "slash", "<": "less than", ">": "greater than", "~": "about",
}  # fmt: skip
_WEB = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.I
)
_WEB_SIGNS = {sign: sign_name(sign, "en") or "" for sign in ".@/-_:+"}
_DOTTED = re.compile(r"(?:[^\W\d_]\.){1,}[^\W\d_]\.?")
_SIGN_BEHIND = re.compile(r"([−–-]?)(\d[\d.,]*)([€£$¥₹₩])")
_DOLLARS_OF = re.compile(r"(US|AU|CA|NZ|HK|A|C)(\$.+)")
_PER = re.compile(r"([−–-]?[$€£¥₹₩]?\d[\d.,]*)/([a-z]+)", re.IGNORECASE)
_HALF_DAYS = {"am": "a m", "pm": "p m"}
_JOINED = re.compile(r"([^–-]+)[–-]([^–-]+)")
_PIECES = re.compile(rf"\d+(?:[.,]\d+)*|{LETTER}+(?:['’]{LETTER}+)*['’]?|[&+=%@#°×÷]")


def spoken_english(core: str, before: str, after: str) -> list[str]:
    """Return the words that are said for one that is written, in lower case.

    Parameters
    ----------
    core
        The word, without the punctuation around it but with the full stop of an abbreviation.
    before, after
        Its neighbours, as `core` is, in lower case; empty at the ends.

    Examples
    --------
    >>> spoken_english("$25.", "for", "")
    ['twenty', 'five', 'dollars']
    >>> spoken_english("COVID-19", "", ""), spoken_english("Mr.", "", "john")
    (['covid', 'nineteen'], ['mister'])
    """
    low = lowered(core, "en")
    bare = low.rstrip(".")
    if bare.replace(".", "") in _HALF_DAYS and (before[:1].isdigit() or TIME.fullmatch(before)):
        return _HALF_DAYS[bare.replace(".", "")].split()
    spoken = spoken_unit(bare, before) or spoken_number(
        core.rstrip("."), before.rstrip("."), after.rstrip(".")
    )
    if spoken is not None:
        return spoken.split()
    if swapped := _SIGN_BEHIND.fullmatch(core):
        return spoken_english(f"{swapped[1]}{swapped[3]}{swapped[2]}", before, after)
    if (of := _DOLLARS_OF.fullmatch(core)) and (
        spoken_rest := spoken_english(of[2], before, after)
    ) is not None:
        place = next((place for place, word in enumerate(spoken_rest) if word.startswith("dollar")), 0)
        return [*spoken_rest[:place], *of[1].lower(), *spoken_rest[place:]]
    if per := _PER.fullmatch(core):
        unit = spoken_unit(per[2], "1") or per[2].lower()
        return [*spoken_english(per[1], "", ""), "per", *unit.split()]
    if core in ("C#", "F#"):
        return [low[0], "sharp"]
    if bare in _ABBREVIATIONS:
        return _ABBREVIATIONS[bare].split()
    if bare in ("no", "nos") and low.endswith(".") and after[:1].isdigit():
        return ["number"]
    if bare in MAGNITUDES and (amount := AMOUNT.fullmatch(before)):
        return [MAGNITUDES[bare], CURRENCY_NAMES["en"][amount[2]][1]]
    if low in _SYMBOLS:
        return _SYMBOLS[low].split()
    if re.fullmatch(r"#\d+", core):
        return ["number", *spoken_english(core[1:], "", after)]
    if _DOTTED.fullmatch(core):
        return [letter for letter in low if letter.isalpha()]
    if _WEB.fullmatch(core) and not core.endswith("."):
        return _spoken_address(low)
    if (joined := _JOINED.fullmatch(core)) and any(map(str.isdigit, core)):
        return _spoken_range(*joined.groups())
    return [word for piece in _PIECES.findall(low) for word in _spoken_piece(piece, core)]


def _spoken_range(first: str, second: str) -> list[str]:
    """Return how two parts are said that a dash joins: a range, if both begin with a number."""
    sign = re.match("[$€£¥₹₩]", first)
    if sign is not None and second[0].isdigit():
        first, second = first[1:], sign[0] + second
    to = ["to"] if first.lstrip("$€£")[:1].isdigit() and second.lstrip("$€£")[:1].isdigit() else []
    return [*spoken_english(first, "", ""), *to, *spoken_english(second, "", "")]


def _spoken_piece(piece: str, core: str) -> list[str]:
    if piece[0].isdigit():
        numbers = [piece] if spoken_number(piece, "", "") else re.findall(r"\d+", piece)
        return [word for number in numbers for word in (spoken_number(number, "", "") or number).split()]
    if piece in _SYMBOLS:
        return [] if piece == "#" and len(core) == 1 else _SYMBOLS[piece].split()
    return [piece.replace("’", "'")]


def _spoken_address(address: str) -> list[str]:
    words: list[str] = []
    for part in re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", re.sub(r"^(https?)://", r"\1 ", address)):
        if part.isdecimal():
            words += (spoken_number(part, "", "") or part).split()
        elif part in _WEB_SIGNS or part.isalpha():
            words.append(_WEB_SIGNS.get(part, part))
    return words
