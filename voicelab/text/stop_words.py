"""Words for 'stop' in the languages that are spoken, and the courtesies that people put around them."""

from __future__ import annotations

from voicelab.text.languages import written_language

__all__ = ["courtesies", "stop_words"]

_STOP_WORDS = {
    "ar": ("توقف", "توقفي", "قف", "كفى", "ستوب"),
    "bg": ("стоп", "спри", "спрете", "стига"),
    "ca": ("para", "pareu", "atura't", "prou"),
    "cs": ("stop", "stůj", "přestaň", "přestaňte", "dost", "konec"),
    "da": ("stop", "hold op"),
    "de": (
        "stopp",
        "stoppe",
        "halt",
        "aufhören",
        "hör auf",
        "hör bitte auf",
        "hören sie auf",
        "hören sie bitte auf",
    ),
    "el": ("σταμάτα", "σταματήστε", "στοπ", "φτάνει"),
    "en": ("stop",),
    "es": ("para", "pare", "basta", "detente", "deténgase", "ya basta", "basta ya", "para ya"),
    "fa": ("ایست", "بس کن", "توقف", "استاپ", "کافیه"),
    "fi": ("seis", "lopeta", "pysähdy", "stoppi"),
    "fr": ("arrête", "arrêtez", "arrête-toi", "arrêtez-vous", "ça suffit"),
    "he": ("עצור", "עצרי", "עצרו", "די", "מספיק", "סטופ"),
    "hi": ("रुको", "रुकिए", "रुक जाओ", "रुक जाइए", "बस करो", "बस कीजिए", "बंद करो", "स्टॉप"),
    "hr": ("stani", "stanite", "prestani", "dosta"),
    "hu": ("állj", "álljon meg", "állj meg", "elég", "hagyd abba", "sztop"),
    "id": ("berhenti", "setop", "cukup"),
    "it": ("basta", "fermati", "si fermi", "smettila", "alt"),
    "ja": ("停止", "止まって", "とまって", "止めて", "やめて", "ストップ", "終了", "終わり"),
    "ko": ("그만", "그만해", "그만하세요", "멈춰", "멈추세요", "정지", "스톱", "스탑", "중지"),
    "nb": ("stopp", "stans", "slutt"),
    "nl": ("stop", "stoppen", "hou op", "houd op"),
    "pl": ("stop", "przestań", "zatrzymaj się", "dość", "wystarczy"),
    "pt": ("para", "pare", "chega", "basta"),
    "ro": ("oprește-te", "opriți-vă", "ajunge", "gata"),
    "ru": ("стоп", "остановись", "остановитесь", "хватит", "прекрати", "прекратите"),
    "sk": ("stop", "stoj", "prestaň", "prestaňte", "dosť"),
    "sv": ("stopp", "stanna", "sluta"),
    "ta": ("நிறுத்து", "நிறுத்துங்கள்", "போதும்", "ஸ்டாப்"),
    "th": ("หยุด", "หยุดพูด", "พอแล้ว", "สต็อป", "สต๊อป"),
    "tr": ("dur", "durun", "yeter", "stop"),
    "uk": ("стоп", "зупинись", "зупиніться", "досить", "припини"),
    "vi": ("dừng", "dừng lại", "ngừng", "ngừng lại", "thôi"),
    "zh": ("停止", "停", "停下", "停下来", "停下來", "停一下", "别说了", "別說了", "结束", "結束"),
}
"""By language, whole utterances that end a conversation; 'stop' is known in all of them."""

_COURTESIES = {
    "ar": ("من فضلك", "لو سمحت", "شكرا", "شكرًا"),
    "bg": ("моля", "благодаря", "добре"),
    "ca": ("si us plau", "sisplau", "gràcies"),
    "cs": ("prosím", "děkuji", "díky"),
    "da": ("tak", "venligst"),
    "de": ("bitte", "danke", "danke schön", "vielen dank"),
    "el": ("παρακαλώ", "σε παρακαλώ", "σας παρακαλώ", "ευχαριστώ"),
    "en": ("please", "thanks", "thank you", "okay", "ok", "well"),
    "es": ("por favor", "gracias", "muchas gracias", "vale"),
    "fa": ("لطفا", "لطفاً", "ممنون", "مرسی"),
    "fi": ("kiitos", "ole hyvä"),
    "fr": ("s'il te plaît", "s'il vous plaît", "merci"),
    "he": ("בבקשה", "תודה", "אוקיי"),
    "hi": ("कृपया", "प्लीज", "प्लीज़", "धन्यवाद", "शुक्रिया"),
    "hr": ("molim", "molim te", "molim vas", "hvala"),
    "hu": ("kérem", "kérlek", "köszönöm", "köszi"),
    "id": ("tolong", "terima kasih"),
    "it": ("per favore", "per piacere", "grazie"),
    "ja": (
        "ください",
        "下さい",
        "してください",
        "して下さい",
        "お願いします",
        "お願い",
        "ありがとう",
        "ありがとうございます",
        "はい",
    ),
    "ko": (
        "제발",
        "주세요",
        "해주세요",
        "해 주세요",
        "줘",
        "해줘",
        "좀",
        "부탁해",
        "부탁합니다",
        "감사합니다",
        "고마워",
    ),
    "nb": ("takk", "vær så snill", "vennligst"),
    "nl": ("alsjeblieft", "alstublieft", "dank je", "dank u", "dankjewel", "bedankt"),
    "pl": ("proszę", "dziękuję", "dzięki"),
    "pt": ("por favor", "obrigado", "obrigada"),
    "ro": ("te rog", "vă rog", "mulțumesc"),
    "ru": ("пожалуйста", "спасибо", "ладно"),
    "sk": ("prosím", "ďakujem", "vďaka"),
    "sv": ("tack", "snälla"),
    "ta": ("தயவுசெய்து", "நன்றி"),
    "th": ("ครับ", "ค่ะ", "คะ", "นะ", "กรุณา", "ขอบคุณ"),
    "tr": ("lütfen", "teşekkürler", "teşekkür ederim"),
    "uk": ("будь ласка", "дякую", "добре"),
    "vi": ("làm ơn", "cảm ơn", "đi"),
    "zh": ("请", "請", "谢谢", "謝謝", "吧", "了", "好"),
}


def stop_words(language: str) -> tuple[str, ...]:
    """Return what means 'stop' in a language, 'stop' first; only that for a language that is not listed.

    Parameters
    ----------
    language
        Its code, as Azure's locales begin: ``de``.
    """
    return ("stop", *(word for word in _STOP_WORDS.get(written_language(language), ()) if word != "stop"))


def courtesies(language: str) -> tuple[str, ...]:
    """Return what people say around it in a language: 'please', 'thank you'; English ones everywhere."""
    return tuple(dict.fromkeys((*_COURTESIES["en"], *_COURTESIES.get(written_language(language), ()))))
