"""Backchannels: what people say over a reply without wanting the floor, such as 'uh-huh', by language."""

from __future__ import annotations

import functools
import re

from voicelab.text.fillers import fillers
from voicelab.text.languages import language_of, written_language
from voicelab.text.latin_backchannels import LATIN_BACKCHANNELS
from voicelab.text.other_backchannels import OTHER_BACKCHANNELS
from voicelab.text.refusal_sounds import is_refusal_sound
from voicelab.text.serbian import SERBIAN, in_latin
from voicelab.text.whole_utterance import begins_like, consists_of, folded_phrases

__all__ = ["BACKCHANNELS", "backchannels", "begins_backchannel", "is_backchannel"]

BACKCHANNELS = LATIN_BACKCHANNELS | OTHER_BACKCHANNELS
"""By language, parted by bars; each may be said over and over, and beside others of the language."""
_EVERYWHERE = (
    "mm|mmm|mhm|mmhm|mhmm|mmh|mm hm|mm hmm|mmhmm|m hm|m hmm|hm|hmm|hmmm|aha|ok|okay|wow|ha|haha|hahaha|hehe"
)
"""What recognizers write for the sounds, and what all languages have."""
_BESIDE = {
    "ca": "molt|és|està",
    "da": "det er|meget|så|rigtig",
    "de": "das ist|sehr|so|ganz|wie",
    "en": "that's|thats|that is|that|very|so|pretty|quite|how|just|well",
    "es": "es|está|eso está|muy|qué|tan",
    "fi": "se on|tosi|todella|niin",
    "fr": "c'est|très|trop|tout|c'est très|si",
    "gl": "é|está|moi|que",
    "hu": "ez|nagyon|milyen",
    "it": "è|molto|che|tutto|così",
    "nb": "det er|veldig|så",
    "nl": "dat is|heel|erg|zo|wat",
    "pl": "to|bardzo|to jest",
    "pt": "é|está|isso é|muito|que|tão",
    "ro": "e|este|foarte|ce",
    "ru": "это|очень|как|так",
    "sv": "det är|mycket|väldigt|så",
    "tr": "çok|bu|ne",
    "uk": "це|дуже|як",
}
"""What may stand beside those of a language, and is none by itself: 'that's very' good."""
_ASKING_EVERYWHERE = "aha|ah|oh|wow"
_ASKING = {
    "ar": "والله|حقا|فعلا",
    "bg": "наистина|сериозно",
    "bn": "তাই নাকি|তাই বুঝি|তাই|সত্যি|সত্যিই",
    "ca": "de veritat|ah sí",
    "cs": "vážně|opravdu|fakt",
    "da": "virkelig|nå",
    "de": "echt|wirklich|tatsächlich|ach|ach so|achso|ach ja|ah ja|im ernst|ernsthaft|oha|krass",
    "el": "αλήθεια|σοβαρά|όντως",
    "en": "really|is that so|is that right|oh yeah|no kidding",
    "es": "en serio|de verdad|de veras|ah sí",
    "et": "tõesti|kas tõesti",
    "eu": "benetan|bai|ah bai|a bai",
    "fa": "واقعا|جدی",
    "fi": "todella|tosiaan|aijaa|vai niin|niinkö|oikeasti",
    "fil": "talaga|talaga ba|ganoon ba|ganun ba|totoo ba",
    "fr": "ah bon|ah oui|vraiment|c'est vrai|sérieux|sérieusement",
    "gl": "en serio|de verdade|ah si",
    "gu": "ખરેખર|અચ્છા|એમ",
    "he": "באמת|ברצינות|וואלה",
    "hi": "सच में|सचमुच|सच|अच्छा|अच्छा जी|accha|achha|acha",
    "hr": "stvarno|ozbiljno|zaista",
    "hu": "tényleg|valóban|komolyan",
    "id": "masa|oh ya|oh gitu|o gitu|begitu|oh begitu|serius|benarkah",
    "it": "davvero|ah sì|sul serio|veramente|ma dai",
    "ja": (
        "そうなんですか|そうですか|そうなの|そうなんだ|そうか|本当|本当に|本当ですか|ほんと|ほんとに|ほんとですか|まじ|まじで|マジ|マジで|"
        "へえ|へえー|へー|へぇ|へぇー"
    ),
    "kn": "ಹೌದಾ|ಹಾಗಾ|ನಿಜವಾಗಿಯೂ|ನಿಜವಾಗಲೂ",
    "ko": "진짜|진짜요|정말|정말요|그래|그래요|그런가요|그렇구나|그렇군요",
    "lt": "tikrai|rimtai",
    "lv": "tiešām|patiešām|nopietni",
    "ml": "ആണോ|സത്യമാണോ|അങ്ങനെയാണോ|അങ്ങനെയോ",
    "mr": "खरंच|असं का|अच्छा",
    "ms": "ye ke|yeke|iya ke|betul ke|biar betul|oh ya|begitu|oh begitu",
    "nb": "virkelig|å ja|åja|jaså",
    "nl": "echt|echt waar|oh ja|serieus",
    "pl": "naprawdę|serio|poważnie",
    "pt": "sério|a sério|é mesmo|ah é|verdade",
    "ro": "serios|chiar|zău|pe bune",
    "ru": "правда|серьёзно|неужели|вот как|действительно|да ладно",
    "sk": "vážne|naozaj|fakt",
    "sl": "res|resno",
    "bs": "stvarno|ozbiljno|zaista",
    "sr": "stvarno|ozbiljno|zaista",
    "sv": "verkligen|jaså|jaha",
    "sw": "kweli|kumbe|alaa",
    "ta": "அப்படியா|உண்மையா",
    "te": "అవునా|అలాగా|నిజంగా|నిజమా",
    "th": "จริงเหรอ|จริงหรือ|เหรอ",
    "tr": "öyle mi|gerçekten|gerçekten mi|hadi ya|cidden|sahi mi",
    "uk": "справді|серйозно|правда|невже",
    "ur": "واقعی|سچ|سچ میں|اچھا",
    "vi": "thế à|vậy à|vậy hả|thật à|thật hả|thật không",
    "zh": "是吗|是嗎|真的|真的吗|真的嗎|真的啊|真的假的|这样啊|這樣啊|哦|噢|喔|啊|哇|係咩",
}  # fmt: skip
"""Those that are none the less one with the mark of a question: they say that something is new."""
_NO = "no "
"""What English begins a refusal with, and so what is heeded before it has become 'no problem'."""
_QUESTION = re.compile(r"[^?？؟;]*[?？؟;]+")
"""The mark of Greek is a semicolon."""


def backchannels(language: str) -> tuple[str, ...]:
    """Return the backchannels of a language; only those that all languages have where it is not listed.

    Parameters
    ----------
    language
        Its code, as Azure's locales begin: ``de``.
    """
    known = BACKCHANNELS.get(written_language(language), "").split("|")
    return tuple(filter(None, (*_EVERYWHERE.split("|"), *known)))


def is_backchannel(text: str, locales: tuple[str, ...] = ("en-US",)) -> bool:
    """Tell whether an utterance consists of backchannels alone, whatever its case, punctuation and accents.

    Parameters
    ----------
    locales
        What is spoken: the backchannels of these languages are known.

    Examples
    --------
    >>> [is_backchannel(text) for text in ("Uh-huh.", "Yeah, yeah, okay.", "Wait, no.", "Yes, please stop.")]
    [True, True, False, False]
    >>> is_backchannel("Ja, genau!", ("de-DE",)), is_backchannel("Really?"), is_backchannel("Right?")
    (True, True, False)
    """
    languages = tuple(map(language_of, locales))
    return not is_refusal_sound(text) and any(
        not _asks(written, languages) and consists_of(written, _phrases(languages), _beside(languages))
        for written in _spellings(text, languages)
    )


def begins_backchannel(text: str, locales: tuple[str, ...] = ("en-US",)) -> bool:
    """Tell whether the first words of an utterance, which goes on, may yet be a backchannel.

    Examples
    --------
    >>> [begins_backchannel(text) for text in ("That's", "Yeah, got", "Wait", "Yeah, but", "No")]
    [True, True, False, False, False]
    """
    languages = tuple(map(language_of, locales))
    parts = _begun(languages)
    return not is_refusal_sound(text) and any(
        not _asks(written, languages) and (consists_of(written, parts) or begins_like(written, parts))
        for written in _spellings(text, languages)
    )


def _asks(text: str, languages: tuple[str, ...]) -> bool:
    """Tell whether a part with the mark of a question wants an answer: 'Right?' does, 'Really?' does not."""
    beside = _known(languages)
    return any(not consists_of(part, _asking(languages), beside) for part in _QUESTION.findall(text))


def _spellings(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return a text in the letters that the languages are known in."""
    return (text,) if SERBIAN.isdisjoint(languages) else (text, in_latin(text))


@functools.lru_cache(maxsize=32)
def _phrases(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the backchannels and fillers of some languages, folded."""
    return folded_phrases(
        phrase for language in languages for phrase in (*backchannels(language), *fillers(language))
    )


@functools.lru_cache(maxsize=32)
def _known(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the backchannels of some languages, and what may stand beside them, folded."""
    return _phrases(languages) | _beside(languages)


@functools.lru_cache(maxsize=32)
def _begun(languages: tuple[str, ...]) -> frozenset[str]:
    """Return what the backchannels of some languages may begin with, folded."""
    return frozenset(part for part in _known(languages) if not ("en" in languages and part.startswith(_NO)))


@functools.lru_cache(maxsize=32)
def _beside(languages: tuple[str, ...]) -> frozenset[str]:
    """Return what may stand beside the backchannels of some languages, folded."""
    return _folded_of(_BESIDE, languages)


@functools.lru_cache(maxsize=32)
def _asking(languages: tuple[str, ...]) -> frozenset[str]:
    """Return those of some languages that are one with the mark of a question, too, folded."""
    return _folded_of(_ASKING, languages) | folded_phrases(_ASKING_EVERYWHERE.split("|"))


def _folded_of(table: dict[str, str], languages: tuple[str, ...]) -> frozenset[str]:
    listed = (table.get(written_language(language), "") for language in languages)
    return folded_phrases(phrase for phrases in listed for phrase in phrases.split("|"))
