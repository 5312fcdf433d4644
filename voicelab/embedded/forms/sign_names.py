"""Names of signs, as they are read out one by one, in the languages that the local voices speak."""

from __future__ import annotations

import unicodedata

from voicelab.text.languages import language_of

__all__ = ["sign_name", "telephone_sign"]

_SAME = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"',
    "»": '"', "·": "•", "。": ".", "、": ",",
}  # fmt: skip
_NAMES = {
    "de": {
        ".": "Punkt", ",": "Komma", ":": "Doppelpunkt", ";": "Semikolon", "!": "Ausrufezeichen",
        "?": "Fragezeichen", "-": "Bindestrich", "_": "Unterstrich", "/": "Schrägstrich",
        "\\": "Rückstrich", "|": "senkrechter Strich", "@": "at", "#": "Raute", "*": "Stern", "+": "plus",
        "=": "gleich", "%": "Prozent", "&": "und", "$": "Dollar", "€": "Euro", "£": "Pfund", "¥": "Yen",
        "¢": "Cent", "<": "kleiner als", ">": "größer als", "(": "Klammer auf", ")": "Klammer zu",
        "[": "eckige Klammer auf", "]": "eckige Klammer zu", "{": "geschweifte Klammer auf",
        "}": "geschweifte Klammer zu", '"': "Anführungszeichen", "'": "Apostroph", "`": "Gravis",
        "^": "Zirkumflex", "~": "Tilde", "°": "Grad", "§": "Paragraf", "×": "mal", "÷": "geteilt durch",
        "©": "Copyright", "®": "registriert", "™": "Warenzeichen", "…": "Auslassungspunkte",
        "•": "Aufzählungspunkt", "¿": "umgekehrtes Fragezeichen", "¡": "umgekehrtes Ausrufezeichen",
    },
    "en": {
        ".": "dot", ",": "comma", ":": "colon", ";": "semicolon", "!": "exclamation mark",
        "?": "question mark", "-": "dash", "_": "underscore", "/": "slash", "\\": "backslash",
        "|": "vertical bar", "@": "at", "#": "hash", "*": "asterisk", "+": "plus", "=": "equals",
        "%": "percent", "&": "ampersand", "$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "¢": "cent",
        "₹": "rupee", "₩": "won", "<": "less than", ">": "greater than", "(": "left parenthesis",
        ")": "right parenthesis", "[": "left bracket", "]": "right bracket", "{": "left brace",
        "}": "right brace", '"': "quote", "'": "apostrophe", "`": "backtick", "^": "caret", "~": "tilde",
        "°": "degree", "§": "section", "×": "times", "÷": "divided by", "©": "copyright", "®": "registered",
        "™": "trademark", "…": "ellipsis", "•": "bullet", "¿": "inverted question mark",
        "¡": "inverted exclamation mark",
    },
    "es": {
        ".": "punto", ",": "coma", ":": "dos puntos", ";": "punto y coma", "!": "cierra exclamación",
        "?": "cierra interrogación", "¡": "abre exclamación", "¿": "abre interrogación", "-": "guion",
        "_": "guion bajo", "/": "barra", "\\": "barra invertida", "|": "barra vertical", "@": "arroba",
        "#": "almohadilla", "*": "asterisco", "+": "más", "=": "igual", "%": "por ciento", "&": "et",
        "$": "dólar", "€": "euro", "£": "libra", "¥": "yen", "¢": "centavo", "<": "menor que",
        ">": "mayor que", "(": "abre paréntesis", ")": "cierra paréntesis", "[": "abre corchete",
        "]": "cierra corchete", "{": "abre llave", "}": "cierra llave", '"': "comillas", "'": "apóstrofo",
        "`": "acento grave", "^": "acento circunflejo", "~": "tilde", "°": "grado", "§": "sección",
        "×": "por", "÷": "entre", "©": "copyright", "®": "marca registrada", "™": "marca",
        "…": "puntos suspensivos", "•": "viñeta",
    },
    "fr": {
        ".": "point", ",": "virgule", ":": "deux-points", ";": "point-virgule", "!": "point d'exclamation",
        "?": "point d'interrogation", "-": "tiret", "_": "tiret bas", "/": "barre oblique",
        "\\": "barre oblique inverse", "|": "barre verticale", "@": "arobase", "#": "dièse",
        "*": "astérisque", "+": "plus", "=": "égal", "%": "pour cent", "&": "esperluette", "$": "dollar",
        "€": "euro", "£": "livre", "¥": "yen", "¢": "centime", "<": "inférieur à", ">": "supérieur à",
        "(": "parenthèse ouvrante", ")": "parenthèse fermante", "[": "crochet ouvrant",
        "]": "crochet fermant", "{": "accolade ouvrante", "}": "accolade fermante", '"': "guillemet",
        "'": "apostrophe", "`": "accent grave", "^": "accent circonflexe", "~": "tilde", "°": "degré",
        "§": "paragraphe", "×": "fois", "÷": "divisé par", "©": "copyright", "®": "marque déposée",
        "™": "marque", "…": "points de suspension", "•": "puce", "¿": "point d'interrogation inversé",
        "¡": "point d'exclamation inversé",
    },
    "hi": {
        ".": "डॉट", ",": "अल्पविराम", ":": "कोलन", ";": "सेमीकोलन", "!": "विस्मयादिबोधक चिह्न",
        "?": "प्रश्नचिह्न", "-": "हाइफ़न", "_": "अंडरस्कोर", "/": "स्लैश", "\\": "बैकस्लैश", "@": "एट", "#": "हैश",
        "*": "स्टार", "+": "प्लस", "=": "बराबर", "%": "प्रतिशत", "&": "एंड", "$": "डॉलर", "€": "यूरो",
        "£": "पाउंड", "₹": "रुपया", "(": "कोष्ठक खुला", ")": "कोष्ठक बंद",
    },
    "it": {
        ".": "punto", ",": "virgola", ":": "due punti", ";": "punto e virgola", "!": "punto esclamativo",
        "?": "punto interrogativo", "-": "trattino", "_": "trattino basso", "/": "barra",
        "\\": "barra rovesciata", "|": "barra verticale", "@": "chiocciola", "#": "cancelletto",
        "*": "asterisco", "+": "più", "=": "uguale", "%": "per cento", "&": "e commerciale", "$": "dollaro",
        "€": "euro", "£": "sterlina", "¥": "yen", "¢": "centesimo", "<": "minore di", ">": "maggiore di",
        "(": "aperta parentesi", ")": "chiusa parentesi", "[": "aperta quadra", "]": "chiusa quadra",
        "{": "aperta graffa", "}": "chiusa graffa", '"': "virgolette", "'": "apostrofo",
        "`": "accento grave", "^": "accento circonflesso", "~": "tilde", "°": "grado", "§": "paragrafo",
        "×": "per", "÷": "diviso", "©": "copyright", "®": "marchio registrato", "™": "marchio",
        "…": "puntini di sospensione", "•": "punto elenco", "¿": "punto interrogativo capovolto",
        "¡": "punto esclamativo capovolto",
    },
    "ja": {
        ".": "ドット", ",": "コンマ", ":": "コロン", ";": "セミコロン", "!": "感嘆符", "?": "疑問符",
        "-": "ハイフン", "_": "アンダーバー", "/": "スラッシュ", "\\": "バックスラッシュ", "|": "縦線",
        "@": "アットマーク", "#": "シャープ", "*": "アスタリスク", "+": "プラス", "=": "イコール",
        "%": "パーセント", "&": "アンド", "$": "ドル", "€": "ユーロ", "£": "ポンド", "¥": "円",
        "<": "小なり", ">": "大なり", "(": "括弧", ")": "括弧閉じ", '"': "引用符", "'": "アポストロフィ",
        "^": "キャレット", "~": "チルダ", "°": "度", "×": "かける", "÷": "割る",
    },
    "pt": {
        ".": "ponto", ",": "vírgula", ":": "dois pontos", ";": "ponto e vírgula", "!": "ponto de exclamação",
        "?": "ponto de interrogação", "-": "hífen", "_": "sublinhado", "/": "barra", "\\": "barra invertida",
        "|": "barra vertical", "@": "arroba", "#": "cerquilha", "*": "asterisco", "+": "mais",
        "=": "igual", "%": "por cento", "&": "e comercial", "$": "cifrão", "€": "euro", "£": "libra",
        "¥": "iene", "¢": "centavo", "<": "menor que", ">": "maior que", "(": "abre parêntese",
        ")": "fecha parêntese", "[": "abre colchete", "]": "fecha colchete", "{": "abre chave",
        "}": "fecha chave", '"': "aspas", "'": "apóstrofo", "`": "acento grave",
        "^": "acento circunflexo", "~": "til", "°": "grau", "§": "parágrafo", "×": "vezes",
        "÷": "dividido por", "©": "copyright", "®": "marca registrada", "™": "marca", "…": "reticências",
        "•": "marcador",
    },
    "zh": {
        ".": "点", ",": "逗号", ":": "冒号", ";": "分号", "!": "感叹号", "?": "问号", "-": "横杠",
        "_": "下划线", "/": "斜杠", "\\": "反斜杠", "|": "竖线", "@": "艾特", "#": "井号", "*": "星号",
        "+": "加号", "=": "等号", "%": "百分号", "&": "和号", "$": "美元", "€": "欧元", "£": "英镑",
        "¥": "元", "<": "小于号", ">": "大于号", "(": "左括号", ")": "右括号", '"': "引号", "'": "撇号",
        "^": "脱字符", "~": "波浪号", "°": "度", "×": "乘号", "÷": "除号",
    },
}  # fmt: skip
_ON_TELEPHONES = {
    "en-CA": {"*": "star", "#": "pound"}, "en-US": {"*": "star", "#": "pound"}, "en": {"*": "star"},
    "fr": {"*": "étoile"},
}  # fmt: skip


def sign_name(sign: str, language: str) -> str | None:
    """Return the name of a sign; `None` if it is not known in the language.

    Examples
    --------
    >>> sign_name("@", "fr"), sign_name("→", "en"), sign_name("→", "fr")
    ('arobase', 'rightwards arrow', None)
    """
    names = _NAMES.get(language, {})
    name = names.get(sign) or names.get(_SAME.get(sign, sign))
    return name or (unicodedata.name(sign, "").lower() or None if language == "en" else None)


def telephone_sign(sign: str, locale: str) -> str | None:
    """Return what a sign is called on a telephone, where ``*`` and ``#`` are keys."""
    language = language_of(locale)
    names = _ON_TELEPHONES.get(locale) or _ON_TELEPHONES.get(language, {})
    return names.get(sign) or sign_name(sign, language)
