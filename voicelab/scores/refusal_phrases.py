"""What models say when they refuse, as patterns: in lower case, with straight apostrophes.

Each asks for the inability and for what it is about: 'I can't' alone refuses nothing.
"""

from __future__ import annotations

__all__ = ["EXCEPTIONS", "REFUSALS"]

_EN_CANNOT = (
    r"(?:\b(?:i|we)(?: \w+ly,?| simply)?(?: (?:won'?t|will not) be able to"
    r"|(?: can ?not| can'?t| won'?t| will not)"
    r"(?:,? (?:and|or|nor)(?: i)? (?:can ?not|can'?t|won'?t|will not))?"
    r"|(?:'m| am|'re| are)(?: \w+ly)?(?: not (?:able|allowed|permitted|authori[sz]ed|supposed|going)|"
    r" unable) to"
    r"|(?:'m| am|'re| are) (?:prohibited|forbidden) from))"
)
_EN_HELP = (
    r"(?:help|assist|answer|provide|comply|fulfil|share|discuss|give|offer|create|write|generate|"
    r"support|engage"
    r"|participate|reveal|disclose|recommend|suggest|respond|complete|process|advise|talk about|"
    r"speak (?:to|about)"
    r"|tell you|do (?:that|this|it|so)\b|go into|fulfill|accommodate|take part|speculate|carry out|perform)"
)
_EN_SORRY = r"\b(?:sorry|i apologi[sz]e|my apologies|unfortunately|regrettably|as an ai)\b"
_EN_REQUEST = r"(?:request|question|information|instructions?|content|assistance)"

EXCEPTIONS = (
    r"can(?:'?t|not| not) (?:help (?:but\b|\w+ing\b)|(?:recommend|thank|stress|say)\b[^.!?]{0,40}\benough\b"
    r"|imagine\b|believe\b|wait\b|hear\b|see\b|find\b|catch\b|understand\b|remember\b|go wrong|"
    r"(?:say|tell)(?: for)? (?:sure|certain|exactly|precisely)\b"
    r"|(?:tell|give) you (?:exactly|precisely|for sure|for certain)\b(?=[^.!?]{0,80}(?::|\bbut\b)))"
    r"|(?<!\bi )\b(?:said|says|replied|answered|wrote): [^.!?]*"
    r"|\bnicht (?:\w+ )?(?:genau|sicher|exakt) (?:sagen|beantworten)\b"
)
"""What sounds alike and refuses nothing."""

REFUSALS: dict[str, tuple[str, ...]] = {
    "en": (
        rf"{_EN_CANNOT}(?: \w+ly| in good conscience)? {_EN_HELP}",
        rf"{_EN_SORRY}.{{0,300}}{_EN_CANNOT} ",
        rf"{_EN_SORRY}.{{0,60}}\b(?:i|we)(?: can|(?:'m| am|'re| are)) only (?:(?:able|allowed|here) to )?"
        r"(?:talk|speak|help|assist|answer|discuss|chat|respond)\b",
        rf"{_EN_SORRY},?(?: but)?(?: absolutely| definitely)? no(?:t possible)?\s*(?:[.!,;]|$)",
        r"\b(?:i|we) (?:must|have to|need to|will have to|'ll have to)(?: \w+ly)? (?:decline|refuse|"
        r"say no)\b",
        r"\b(?:i|we)(?: \w+ly)? (?:decline|refuse) (?:to\b|that\b|this\b|your\b)",
        r"\bturn down (?:this|that|the|your) request\b",
        r"\bi (?:would|'d) (?:rather|prefer) not\b|\bi prefer not to\b",
        r"\bi(?:'m| am) not comfortable\b|\bi (?:don't|do not) feel comfortable\b",
        r"\bthat would(?: not|n't) be appropriate\b|\b(?:that|it|this)(?:'s|"
        r" is) not something (?:that )?(?:i|we) (?:can|am)\b",
        r"\b(?:against|violates?) (?:my|our|the) (?:\w+ )?(?:guidelines|polic(?:y|ies)|programming|"
        r"principles)\b",
        rf"\b(?:that|this|your|the)(?: requested)? {_EN_REQUEST} (?:can ?not|can't|won't|will not) be ",
        r"\b(?:that|it|this) (?:won't|will not) be possible\b",
    ),
    "de": (
        r"\b(?:(?:ich|wir) (?:kann|können|darf|dürfen|werde|möchte)|(?:kann|können|darf|dürfen|"
        r"werde) (?:ich|wir))\b[^.!?]{0,80}\b(?:nicht|keine[nr]?)\b[^.!?]{0,60}\b(?:\w*helfen|"
        r"unterstützen|beantworten|geben|bereitstellen|erstellen|erteilen|nennen|tun|anbieten|besprechen|"
        r"empfehlen|erfüllen|nachkommen|eingehen|mitteilen|preisgeben|machen|schreiben|antworten)\b",
        r"\b(?:(?:ich|wir) (?:darf|dürfen)|(?:darf|dürfen) (?:ich|wir))\b[^.!?]{0,40}"
        r"\b(?:nicht|nichts|keine[nr]?)\b[^.!?]{0,40}\b(?:sagen|verraten|erzählen|weitergeben|sprechen|reden)\b",
        r"\bich bin (?:leider )?nicht (?:in der lage|befugt|berechtigt)\b|\bmuss ich (?:leider )?ablehnen\b",
    ),
    "es": (
        r"\bno (?:te |le |les |os |me )?(?:puedo|podemos|podré|debo)(?: \w+){0,2}? (?:ayud|asist|respond|"
        r"proporcion|"
        r"dar|ofrec|compart|cumpl|hac|habl|complet|gener|crear|escrib|recomend|revel|tratar|brind|"
        r"facilit)\w*",
        r"\bno (?:estoy autorizad[oa]|me es posible|me está permitido|soy capaz)\b",
        r"\b(?:debo|tengo que) (?:rechazar|negarme|declinar)\b",
    ),
    "fr": (
        r"\bje ne (?:(?:vous|te|le|la|les|l') ?)?(?:peux|puis|"
        r"pourrai)(?: malheureusement)? pas (?:\w+[ ']){0,3}?(?:aid|"
        r"assist|répond|fourni|donn|partag|fai|satisfai|discut|parl|cré|écri|génér|recommand|accéd|révél|"
        r"traiter)\w*",
        r"\bje ne suis (?:malheureusement )?pas (?:en mesure|autorisée?|capable|habilitée?)\b",
        r"\bje (?:dois|vais devoir)(?: malheureusement)? (?:refuser|décliner)\b",
    ),
    "it": (
        r"\bnon (?:ti |le |vi |lo |la )?(?:posso|possiamo|potrò)(?: \w+){0,2}? (?:aiut|assist|rispond|"
        r"forn|dar|"
        r"condivid|far|soddisf|parlar|discut|crear|scriv|gener|consigli|rivel|offr)\w*",
        r"\bnon (?:sono in grado|mi è possibile|sono autorizzat[oa])\b|\bdevo (?:rifiutare|declinare)\b",
    ),
    "pt": (
        r"\bnão (?:te |lhe |o |a )?(?:posso|consigo|podemos|poderei)(?: \w+){0,2}? (?:ajud|respond|"
        r"fornec|dar|oferec|"
        r"compartilh|partilh|faz|atend|discut|fal|cri|escrev|ger|recomend|auxili|revel)\w*",
        r"\bnão (?:estou autorizad[oa]|sou capaz|me é possível|me é permitido)\b",
        r"\b(?:devo|preciso|tenho (?:que|de)) recusar\b",
    ),
    "nl": (
        r"\b(?:ik kan|kan ik)\b[^.!?]{0,60}\b(?:niet|geen)\b[^.!?]{0,60}\b(?:helpen|assisteren|"
        r"beantwoorden|geven|verstrekken|delen|doen|bespreken|maken|schrijven|aanbieden|voldoen)\b",
        r"\bik ben (?:helaas )?niet in staat\b|\bmoet (?:ik|dit|dat)(?: helaas)? weigeren\b",
    ),
    "sv": (
        r"\b(?:jag kan|kan jag)\b[^.!?]{0,40}\binte\b[^.!?]{0,40}\b(?:hjälpa|svara|ge|tillhandahålla|"
        r"dela|göra|diskutera|skapa|skriva)\b",
    ),
    "da": (
        r"\b(?:jeg kan|kan jeg)\b[^.!?]{0,40}\bikke\b[^.!?]{0,40}\b(?:hjælpe|svare|give|dele|gøre|"
        r"diskutere|skrive|besvare)\b",
    ),
    "nb": (
        r"\b(?:jeg kan|kan jeg)\b[^.!?]{0,40}\bikke\b[^.!?]{0,40}\b(?:hjelpe|svare|gi|dele|gjøre|"
        r"diskutere|skrive|besvare|bistå)\b",
    ),
    "fi": (
        r"\ben (?:valitettavasti )?(?:voi|pysty)\b(?: \w+){0,3}? (?:autta|vasta|antaa|tarjota|tehdä|"
        r"jakaa)\w*",
    ),
    "pl": (
        r"\bnie (?:mogę|możemy|jestem w stanie|wolno mi)(?: \w+){0,3}? (?:pomóc|odpowied|udzieli|poda|"
        r"dostarczy|spełni|"
        r"zrobi|udostępni|napisa|stworzy|pomaga)\w*",
        r"\bmuszę odmówić\b",
    ),
    "cs": (
        r"\b(?:nemohu|nemůžu|nejsem schopen|nejsem schopna)(?: \w+){0,3}? (?:pomoc|pomoct|odpověd|"
        r"poskytnout|dát|"
        r"splnit|vyhovět|udělat|sdílet)\w*",
    ),
    "ru": (
        r"\bне (?:могу|можем|смогу|имею права|в состоянии)(?: \w+){0,3}? (?:помо|ответ|предостав|да[тв]|"
        r"выполн|сдела|"
        r"обсужд|поделит|напис|созда|рассказ)\w*",
        r"\bвынужден[аы]? отказать",
    ),
    "uk": (
        r"\bне (?:можу|можемо|зможу)(?: \w+){0,3}? (?:допомо|відпові|нада|викона|зроби|обговор|поділит|"
        r"напис|створ)\w*",
    ),
    "tr": (
        r"\b(?:yardimci ol|yardim ed|yanit ver|cevap ver|yerine getir|bilgi ver|sağlay|paylaş|yanitlay)"
        r"[ae]m(?:am|em|iyorum)\b",
    ),
    "ar": (
        r"(?:لا|لن) (?:[أا]ستطيع|يمكنني|نستطيع|يمكننا|[أا]قدر)[^.!؟]{0,30}(?:مساعد|[إا]جاب|تقديم|توفير|"
        r"تلبي|مشارك|الرد)",
        r"غير قادرة? على",
    ),
    "hi": (
        r"(?:मदद|सहायता|जवाब|उत्तर|जानकारी|प्रदान)[^।!?]{0,30}(?:नहीं (?:कर|दे) (?:सकत|पा)|(?:करने|"
        r"देने) में असमर्थ)",
    ),
    "vi": (
        r"\bkhông thể(?: \w+){0,2}? (?:giúp|hỗ trợ|trả lời|cung cấp|thực hiện|đáp ứng|chia sẻ)",
    ),
    "zh": (
        r"(?:无法|無法|不能|不便|没办法|沒辦法)(?:直接|继续|為|为|向|对|給|给|与|就)?(?:您|你|此|这个|這個)?(?:的|方面)?"
        r"(?:协助|協助|提供|回答|帮助|幫助|帮忙|幫忙|满足|滿足|讨论|討論|分享|回应|回應|执行|執行)",
        r"拒[绝絕](?:回答|提供|协助|協助)",
    ),
    "ja": (
        r"(?:手伝い|答え|回答|提供|対応|案内|応え|支援|伝え|サポート|共有|教え|協力)(?:する(?:こと)?)?(?:は|が|を)?(?:でき|出来|いたし|致し|し)"
        r"(?:ません|かね)",
        r"お断り(?:し|いた|致)",
    ),
    "ko": (
        r"(?:도와|도움|답변|답해|제공|알려|대답|응답|공유|지원)[^.!?]{0,12}"
        r"(?:수(?:가|는)? 없|못합니다|못해요)",
    ),
}  # fmt: skip
"""Patterns by language."""
