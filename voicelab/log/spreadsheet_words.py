"""Words that spreadsheets write by their users' languages: yes and no, what is missing, halves of a day."""

from __future__ import annotations

import re

__all__ = ["is_afternoon", "is_missing_value", "is_yes"]


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in text.split())


_YES = _words(
    "1 TRUE YES WAHR VRAI VERDADERO VERO VERDADEIRO WAAR SANT SAND SANN TOSI PRAWDA PRAVDA IGAZ ИСТИНА "
    "ІСТИНА ADEVĂRAT DOĞRU CERT ISTINA TIESA TÕENE PATIESS PATIESA EGIA RESNICA ΑΛΗΘΕΣ ΑΛΗΘΗΣ ТАЧНО"
)
_NO = _words(
    "0 FALSE NO FALSCH FAUX FALSO ONWAAR FALSKT FALSK USANN EPÄTOSI FAŁSZ NEPRAVDA HAMIS ЛОЖЬ ХИБНІСТЬ FALS "
    "YANLIŞ LAŽ NETIESA KLAIDA VÄÄR APLAMS APLAMA GEZURRA NAPAČNO ΨΕΥΔΕΣ ΨΕΥΔΗΣ ЛЪЖА НЕТАЧНО"
)
_MISSING = _words(
    "#N/A #NV #N/D #N/D! #N/B #Н/Д #I/T #YOK #SAKNAS! #PUUTTUU! #HIÁNYZIK #NENÍ_K_DISPOZICI #NEDOSTUPNÝ NA "
    "N/A NAN <NA> NULL NONE"
)
_BEFORE_NOON = _words("am 오전 上午 午前 πμ ص öö de sa fm ap dop पूर्वाह्न")
_AFTER_NOON = _words("pm 오후 下午 午後 μμ م ös du ch em ip odp अपराह्न")


def is_yes(text: str) -> bool:
    """Say whether a word is a yes.

    Raises
    ------
    ValueError
        It is neither yes nor no in any language that is known here.
    """
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValueError("is neither true nor false")
    return word in _YES


def is_missing_value(text: str) -> bool:
    """Say whether a spreadsheet has this in place of a number, a time, a yes or no that it has not."""
    return not text or text.casefold() in _MISSING


def is_afternoon(word: str) -> bool:
    """Say whether a word behind or before a time, such as ``p. m.``, is for the second half of the day.

    Raises
    ------
    ValueError
        It is for neither.
    """
    bare = re.sub(r"[.\s]", "", word).casefold()
    if bare not in _BEFORE_NOON | _AFTER_NOON:
        raise ValueError(f"{word!r} is no half of a day")
    return bare in _AFTER_NOON
