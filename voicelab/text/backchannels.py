"""Backchannels: what people say over a reply without wanting the floor, such as 'uh-huh', by language.

Those of English are Switchboard's, and the cues of Cooney and Reece, 'Quantifying turn-taking' (Scientific
Reports, 2025); Nigel Ward's 'Common Backchannels' names some of twenty other languages. What also
refuses, asks or thanks is none: people say it to be heard.
"""

from __future__ import annotations

import functools
import re

from voicelab.text.fillers import fillers
from voicelab.text.languages import language_of, written_language
from voicelab.text.whole_utterance import begins_like, consists_of, folded_phrases
from voicelab.text.words import words

__all__ = ["backchannels", "begins_backchannel", "is_backchannel"]

_EVERYWHERE = "mm|mmm|mhm|mmhm|mhmm|mm hm|mm hmm|mmhmm|m hm|m hmm|hm|hmm|hmmm|aha|ok|okay|wow"
"""What recognizers write for the sounds, and what all languages have."""

_BACKCHANNELS = {
    "ar": (
        "نعم|أيوه|ايوه|ايوا|أيوا|اه|آه|اها|آها|أها|طيب|تمام|حسنا|صح|صحيح|ماشي|أوكي|اوكي|أجل|فعلا|مفهوم|"
        "فهمت|همم|مم|والله"
    ),
    "bg": "да|аха|ъхъ|мхм|хм|добре|ясно|разбирам|точно|така|окей|ок|вярно|разбира се|наистина|уау|супер",
    "ca": (
        "sí|ja|ahà|d'acord|val|vale|clar|exacte|entesos|entenc|ja veig|és clar|molt bé|bé|és veritat|"
        "de veritat"
    ),
    "cs": (
        "jo|jojo|ano|jasně|dobře|dobrá|přesně|rozumím|chápu|tak jo|to jo|vážně|opravdu|super|fajn|jistě|ovšem"
    ),
    "da": "ja|jo|jaja|jep|nå|okej|godt|præcis|nemlig|klart|fint|rigtigt|det er rigtigt|virkelig|forstået",
    "de": (
        "ja|jaja|jo|jup|jap|jep|yep|genau|ganz genau|ah|oh|ach|ach so|achso|ach ja|ah ja|stimmt|"
        "das stimmt|richtig|klar|na klar|alles klar|gut|sehr gut|verstehe|ich verstehe|verstanden|echt|"
        "wirklich|tatsächlich|krass|super|toll|cool|schön|interessant|natürlich|eben|in ordnung|jawohl|"
        "sicher|freilich|okey|oha|hmhm|mmh"
    ),
    "el": (
        "ναι|αχά|ωραία|εντάξει|οκ|οκέι|μάλιστα|σωστά|ακριβώς|κατάλαβα|καταλαβαίνω|βέβαια|αλήθεια|μμ|χμ|"
        "καλά|σίγουρα"
    ),
    "en": (
        "uh huh|uhhuh|um|umm|oh|ooh|ah|aw|aww|yeah|yea|yah|yep|yup|yes|right|all right|alright|okey|mkay|"
        "kay|sure|exactly|absolutely|definitely|totally|indeed|of course|true|that's true|that's right|"
        "thats right|i see|got it|gotcha|understood|makes sense|that makes sense|fair enough|really|"
        "oh really|cool|nice|great|awesome|amazing|interesting|go on|ah ha"
    ),
    "es": (
        "sí|ajá|vale|claro|claro que sí|exacto|exactamente|entiendo|entendido|ya|ya veo|de acuerdo|bueno|"
        "bien|muy bien|por supuesto|cierto|es cierto|es verdad|verdad|en serio|ah|oh|eso|eso es|listo|"
        "okey|perfecto|mjm|órale|sale|dale"
    ),
    "fa": "بله|آره|آها|آهان|اوهوم|خب|خوب|درسته|باشه|اوکی|واقعا|جدی|هوم|البته|دقیقا|فهمیدم|متوجه شدم",
    "fi": (
        "joo|juu|jep|kyllä|niin|nii|aivan|ahaa|okei|selvä|selvä juttu|just|justiinsa|totta|no niin|hyvä|"
        "niinpä|ymmärrän|todella|tosiaan|aijaa|vai niin|totta kai"
    ),
    "fr": (
        "oui|ouais|ouaip|d'accord|ah|ah oui|ah bon|oh|je vois|je comprends|compris|entendu|bien sûr|"
        "exactement|exact|tout à fait|voilà|super|génial|très bien|bien|c'est vrai|vraiment|absolument|"
        "effectivement|en effet|c'est ça|ça marche|carrément|ben oui|eh oui|waouh|ouah|parfait"
    ),
    "he": (
        "כן|אהה|אה|אהא|אוקיי|אוקי|בסדר|בסדר גמור|נכון|הבנתי|מבין|מבינה|ממ|ממם|הממ|בטח|ברור|באמת|וואו|טוב|"
        "יופי|בדיוק"
    ),
    "hi": (
        "हाँ|हां|हा|जी|जी हाँ|जी हां|हाँ जी|हां जी|अच्छा|अच्छा जी|ठीक|ठीक है|हम्म|हूँ|हूं|सही|सही है|"
        "समझ गया|समझ गई|समझा|ओके|ओह|ओहो|बिल्कुल|बिलकुल|वाह|सच में|सही बात है|haan|haan ji|ji|accha|achha|"
        "acha|theek hai|thik hai|sahi|sahi hai"
    ),
    "hr": (
        "da|dobro|u redu|tako je|točno|naravno|jasno|razumijem|shvaćam|stvarno|ozbiljno|super|može|"
        "istina|okej"
    ),
    "hu": (
        "igen|ühüm|ühm|jó|jól van|rendben|oké|értem|persze|pontosan|tényleg|valóban|úgy van|így van|"
        "szuper|naná|ja"
    ),
    "id": (
        "ya|iya|oh|oh ya|oh gitu|o gitu|gitu ya|oke|baik|betul|benar|siap|paham|mengerti|begitu|"
        "begitu ya|he eh|tentu|masa|sip"
    ),
    "it": (
        "sì|si|eh|eh sì|già|certo|certamente|esatto|esattamente|giusto|va bene|bene|d'accordo|capito|"
        "ho capito|capisco|ah|ah sì|oh|davvero|vero|è vero|infatti|appunto|perfetto|chiaro|ovvio|mh|mhmh|"
        "ecco|assolutamente"
    ),
    "ja": (
        "はい|はいはい|ええ|うん|うんうん|うーん|んー|ん|なるほど|なるほどね|なるほどですね|そう|そうそう|そうですね|そうですか|そうなんですね|そうなんですか|そうなんだ|そうだね|"
        "そうか|そっか|そうです|へえ|へー|ふーん|ふうん|ほう|ほー|ああ|あー|あっ|おお|おー|たしかに|確かに|本当|本当に|本当ですか|ほんと|ほんとに|まじ|マジ|マジで|すごい|"
        "すごいですね|わかりました|分かりました|わかる|分かる|了解|了解です|オッケー|オーケー|ですよね|だよね|ね|さすが|いいね|いいですね"
    ),
    "ko": (
        "네|네네|예|예예|응|응응|음|어|어어|그래|그래요|그렇군요|그렇구나|그렇죠|그쵸|그치|아|아하|아네|맞아|맞아요|맞습니다|알겠어요|알겠습니다|알았어|알았어요|진짜|진짜요|"
        "정말|정말요|오|와|우와|오케이|좋아요|좋네요|그러게|그러게요|그런가요|그렇습니다|당연하죠"
    ),
    "nb": (
        "ja|jo|jada|jepp|nettopp|akkurat|okei|greit|bra|fint|riktig|klart|selvfølgelig|forstår|skjønner|"
        "jeg skjønner|sant|det er sant|virkelig|å ja|åja"
    ),
    "nl": (
        "ja|jaja|jawel|ja hoor|jep|jo|oké|oke|precies|inderdaad|klopt|dat klopt|juist|goed|prima|"
        "duidelijk|helder|begrepen|ik snap het|snap ik|ik begrijp het|natuurlijk|zeker|echt|echt waar|"
        "leuk|mooi|oh|oh ja|ah|uh huh"
    ),
    "pl": (
        "tak|no tak|jasne|dobrze|dobra|okej|oczywiście|dokładnie|właśnie|rozumiem|racja|zgadza się|"
        "pewnie|naprawdę|serio|super|fajnie|świetnie|yhm|ehe|no jasne|no właśnie|otóż to"
    ),
    "pt": (
        "sim|ahã|aham|uhum|hum|tá|tá bom|tá bem|certo|claro|exato|exatamente|entendi|entendo|percebi|"
        "percebo|pois|pois é|beleza|tudo bem|isso|isso mesmo|verdade|é verdade|é|sei|com certeza|legal|"
        "bom|muito bem|ótimo|sério|ah|oh|ah tá|ah sim|está bem|já percebi|perfeito"
    ),
    "ro": (
        "da|îhî|bine|sigur|exact|corect|așa|așa e|am înțeles|înțeleg|desigur|adevărat|serios|chiar|super|"
        "clar|bun|în regulă"
    ),
    "ru": (
        "да|ага|угу|так|ну да|понятно|понял|поняла|понимаю|ясно|хорошо|ладно|окей|ок|точно|верно|конечно|"
        "правда|правильно|именно|ну|хм|мм|м|ого|вот как|надо же|интересно|согласен|согласна|круто|класс|"
        "отлично|вот"
    ),
    "sk": (
        "áno|hej|jasné|jasne|dobre|presne|rozumiem|chápem|iste|naozaj|vážne|super|fajn|pravda|tak|"
        "tak dobre|okej"
    ),
    "sv": (
        "ja|jo|japp|jajamän|jaha|jaså|okej|just|just det|precis|exakt|visst|javisst|klart|bra|fint|"
        "jag förstår|förstår|sant|det stämmer|stämmer|verkligen|ja just det|självklart|m"
    ),
    "ta": ("ஆமா|ஆமாம்|ஆம்|சரி|சரிங்க|ம்|ம்ம்|ஓகே|அப்படியா|ஓ|ஓஹோ|புரிகிறது|புரிந்தது|புரியுது|நல்லது|உண்மை|உண்மைதான்|அப்படியே"),
    "th": (
        "ครับ|ค่ะ|คะ|จ้ะ|จ้า|ครับผม|อืม|อือ|อื้ม|อ๋อ|อ้อ|โอ้|ใช่|ใช่ครับ|ใช่ค่ะ|โอเค|จริงเหรอ|จริงด้วย|"
        "เหรอ|เข้าใจ|เข้าใจแล้ว|นั่นสิ|แน่นอน|ได้ครับ|ได้ค่ะ|ถูกต้อง|ดีครับ|ดีค่ะ|ว้าว"
    ),
    "tr": (
        "evet|hı hı|hıhı|hıhım|tamam|peki|tabii|tabi|tabii ki|doğru|aynen|anladım|anlıyorum|öyle|öyle mi|"
        "gerçekten|gerçekten mi|olur|güzel|iyi|süper|elbette|kesinlikle|he|hee|ha|haa|ya|vay|hadi ya|oldu"
    ),
    "uk": (
        "так|ага|угу|мгм|авжеж|зрозуміло|зрозумів|зрозуміла|розумію|ясно|добре|гаразд|окей|ок|точно|"
        "правильно|звичайно|справді|правда|саме так|ого|цікаво|ну так|чудово|круто|атож"
    ),
    "vi": (
        "vâng|dạ|dạ vâng|vâng ạ|dạ đúng|ừ|ừm|ờ|à|ồ|à ra vậy|ra thế|ra vậy|thế à|vậy à|vậy hả|đúng|"
        "đúng rồi|đúng vậy|được|ô kê|hiểu|hiểu rồi|tôi hiểu|em hiểu|thật à|thật hả|thật không|tốt|"
        "hay quá|chính xác"
    ),
    "zh": (
        "嗯|嗯哼|哦|噢|喔|啊|是|是的|是啊|是呀|是吗|是嗎|对|對|对的|對的|对啊|對啊|对呀|對呀|没错|沒錯|好|好的|好啊|好呀|好吧|好滴|行|行吧|可以|明白|明白了|懂了|"
        "知道了|我知道了|了解|瞭解|原来如此|原來如此|这样啊|這樣啊|原来是这样|真的|真的吗|真的嗎|真的啊|哇|确实|確實|当然|當然|有道理|係|係呀|係啊|係喇|啱|啱呀|冇錯|明白晒|"
        "收到"
    ),
}
"""By language, parted by bars; each may be said over and over, and beside others of the language."""

_REFUSING = frozenset({"uh", "mm", "nuh"})
"""Sounds that are a no where they are said twice: 'uh-uh'."""
_JAPANESE_NO = re.compile(r"[んン][ーｰ~〜～]+[んン]")


def backchannels(language: str) -> tuple[str, ...]:
    """Return the backchannels of a language; only those that all languages have where it is not listed.

    Parameters
    ----------
    language
        Its code, as Azure's locales begin: ``de``.
    """
    known = _BACKCHANNELS.get(written_language(language), "").split("|")
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
    >>> is_backchannel("Ja, genau!", ("de-DE",))
    True
    """
    return not _refuses(text) and consists_of(text, _phrases(tuple(map(language_of, locales))))


def begins_backchannel(text: str, locales: tuple[str, ...] = ("en-US",)) -> bool:
    """Tell whether the first words of an utterance, which goes on, may yet be a backchannel.

    Examples
    --------
    >>> [begins_backchannel(text) for text in ("That's", "Yeah, got", "Wait", "Yeah, but")]
    [True, True, False, False]
    """
    return not _refuses(text) and begins_like(text, _phrases(tuple(map(language_of, locales))))


def _refuses(text: str) -> bool:
    said = words(text)
    if _JAPANESE_NO.search(text):
        return True
    return len(said) > 1 and _REFUSING.issuperset(said)


@functools.lru_cache(maxsize=32)
def _phrases(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the backchannels and fillers of some languages, folded."""
    return folded_phrases(
        phrase
        for language in languages
        for phrase in (*backchannels(language), *fillers(written_language(language)))
    )
