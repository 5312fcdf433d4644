"""Transcripts of the same words, however they are written."""

from __future__ import annotations

import pytest

from voicelab.text.readings import Readings
from voicelab.text.same_words import same_words

DOCUMENTED_BY_AZURE = [
    ("that will cost nine hundred dollars", "That will cost $900."),
    ("my phone number is one eight hundred, four five six, eight nine ten",
     "My phone number is 1-800-456-8910."),
    ("the time is six forty five p m", "The time is 6:45 PM."),
    ("I live on thirty five lexington avenue", "I live on 35 Lexington Ave."),
    ("the answer is six point five", "The answer is 6.5."),
    ("send it to support at help dot com", "Send it to support@help.com."),
    ("i got an x l t shirt", "I got an XL t-shirt."),
    ("i uh said that we can go to the uhmm movies", "I said that we can go to the movies."),
    ("its its not that big of uhm a deal", "It's not that big of a deal."),
    ("umm i think tomorrow should work", "I think tomorrow should work."),
    ("can we meet at two forty pm today", "Can we meet at 2:40 PM today?"),
    ("doctor smith", "Dr. Smith"),
]  # fmt: skip
"""Pairs of what is recognised and what is shown, from Azure's documentation."""

REPORTED = [
    ("text one two three four oh", "Text 12340."),
    ("one thousand and twenty five", "1025"),
    ("yes six three three two seven eight one nine nine is my phone", "Yes, 633-27-8199 is my phone"),
    ("i got hit by a drunk driver going sixty two miles an hour",
     "I got hit by a drunk driver going 62 miles an hour"),
]  # fmt: skip
"""Lexical and display forms in reports about the Speech SDK."""

WRITTEN_DIFFERENTLY = [
    ("ten", "10"), ("twenty-five", "25"), ("eight thousand eight hundred", "8,800"), ("３０", "thirty"),
    ("٣", "three"), ("a hundred and five", "105"), ("twelve hundred and five", "1,205"), ("minus five", "-5"),
    ("three thirty", "3:30"), ("half past three", "3:30"), ("three o five", "3:05"), ("eight forty", "08:40"),
    ("three o'clock", "3:00"), ("fifty percent", "50%"), ("fifty per cent", "50 percent"),
    ("fifty cents", "$0.50"), ("five dollars and fifty cents", "$5.50"), ("five euros", "5 €"),
    ("five point five million dollars", "$5.5 million"), ("five to ten dollars", "$5-10"),
    ("five dollars to ten dollars", "$5-$10"), ("five dollars a month", "$5/month"),
    ("zero point five", ".5"),
    ("twenty first", "21st"), ("may fifth twenty twenty four", "May 5, 2024"), ("the fifth of may", "5 May"),
    ("the nineteen nineties", "the 1990s"), ("one and a half", "1½"), ("three quarters", "3/4"),
    ("double oh seven", "007"), ("seventy two degrees fahrenheit", "72°F"), ("ten thousand", "10k"),
    ("u s a", "U.S.A."), ("e mail", "e-mail"), ("e mail", "email"), ("every day", "everyday"),
    ("i am", "I'm"), ("they had gone", "They'd gone"), ("i can not", "I can't"), ("okay", "OK"),
    ("what the fuck", "What the ****?"), ("what the fuck", "What the f***?"),
    ("what the hell", "What the ****?"), ("two and a half", "2.5"), ("two and a half dollars", "$2.50"),
    ("one and three quarters", "1.75"),
]  # fmt: skip

OTHER_WORDS = [
    ("ten", "12"), ("can", "can't"), ("i do", "I don't"), ("fifty", "15"), ("fifteen", "50"), ("five", "$5"),
    ("€5", "$5"), ("5", "-5"), ("5", "5%"), ("3.5", "35"), ("three fifty five", "3.55"),
    ("thirty five", "3.5"),
    ("twenty five", "205"), ("one hundred five", "1005"), ("three hundred thirty", "3:30"),
    ("fifteen hundred fifty", "150050"), ("one point zero five", "1.5"), ("two two", "2"),
    ("five am", "5 PM"),
    ("may fifth", "May 15"), ("uh huh", "huh"), ("um", ""), ("were here", "we're here"),
    ("john is", "John's"), ("no", "number"), ("i want to", "I want 2 more."), ("c", "C#"),
    ("what the shop", "What the s***"), ("what the shop", "What the ****"), ("two and a half", "2.05"),
    ("abc at gmail dot com", "a.bc@gmail.com"),
]  # fmt: skip

IN_OTHER_LANGUAGES = [
    ("de-DE", "achttausendachthundert euro", "8.800 €"), ("de-DE", "fünfzig prozent", "50 %"),
    ("de-DE", "um drei uhr dreißig", "Um 3:30 Uhr."), ("de-DE", "der dritte mai", "Der 3. Mai."),
    ("de-DE", "fünf euro fünfzig", "5,50 €"), ("de-DE", "fünf bis zehn", "5–10"),
    ("de-DE", "äh das ist gut", "Das ist gut."), ("fr-FR", "quinze heures trente", "15 h 30"),
    ("fr-FR", "la première", "La 1re"), ("es-ES", "doscientas", "200"), ("ru-RU", "двадцати одного", "21"),
    ("zh-CN", "打开 编号 一二三 四五六 的 灯", "打开编号 123456 的灯。"), ("zh-CN", "百分之五十", "50%"),
    ("zh-CN", "我要两个", "我要2个。"), ("zh-CN", "今天负五度", "今天-5度。"),
    ("ja-JP", "一万二千円", "1万2000円"), ("ja-JP", "えーと三時", "3時"),
    ("ko-KR", "열두 시", "12시"), ("ta-IN", "35", "35."),
    ("de-DE", "zehn grad celsius", "10 °C"), ("fr-FR", "dix degrés celsius", "10°C"),
    ("pt-BR", "dez reais", "R$ 10"), ("pt-BR", "dez reais e cinquenta centavos", "R$ 10,50"),
    ("de-DE", "zwei mal zwei ist vier", "2 × 2 = 4"), ("es-ES", "dos más dos", "2 + 2"),
    ("fr-FR", "cinq kilomètres", "5 km"), ("it-IT", "cinque chili", "5kg"), ("nl-NL", "vijf meter", "5 m"),
    ("es-ES", "a las tres y media", "A las 3:30."), ("it-IT", "alle tre e trenta", "Alle 3:30."),
    ("nl-NL", "drie uur dertig", "3:30 uur"), ("nl-NL", "kwart voor vier", "3:45"),
    ("pt-BR", "às vinte horas e dois", "Às 20:02."), ("fr-FR", "trois heures et demie", "3h30"),
    ("de-DE", "um halb eins", "Um 12:30 Uhr."), ("de-DE", "doktor müller", "Dr. Müller"),
    ("es-ES", "señor pérez", "Sr. Pérez"), ("de-DE", "zum beispiel so", "z. B. so"),
    ("ru-RU", "ещё раз", "Еще раз."), ("fr-BE", "nonante sept", "97"),
    ("fr-CH", "huitante-deux", "82"),
    ("fr-FR", "ma soeur", "Ma sœur."), ("hi-IN", "हाँ ज़रूर", "हां जरूर।"),
    ("de-DE", "zweieinhalb", "2,5"), ("es-MX", "dos y media", "2.5"),
    ("nl-NL", "anderhalve liter", "1,5 liter"),
    ("ru-RU", "два с половиной", "2,5"), ("sr-RS", "kako si", "Како си?"),
    ("sr-Latn-RS", "двадесет пет динара", "25 dinara"),
]  # fmt: skip

OTHER_WORDS_IN_OTHER_LANGUAGES = [
    ("de-DE", "zwanzig fünf", "25"), ("de-DE", "hundert fünf", "1005"), ("de-DE", "35", "3,5"),
    ("de-DE", "um zehn", "10"), ("fr-FR", "soixante douze", "6012"), ("zh-CN", "十二", "102"),
    ("ko-KR", "50", "50%"), ("es-ES", "tres coma ciento cuarenta y uno", "3,0141"),
    ("de-DE", "zehn grad", "10 °C"), ("de-DE", "fünf kilometer", "5 kg"), ("de-DE", "fünf", "5 km"),
    ("pt-BR", "dez euros", "R$ 10"), ("es-ES", "dos por dos", "2 + 2"), ("pt-BR", "vinte e dois", "20:02"),
    ("it-IT", "ventidue", "20:02"), ("de-DE", "halb drei", "3:30"), ("nl-NL", "half drie", "3:30"),
    ("es-ES", "las tres menos cuarto", "3:45"), ("fr-FR", "madame martin", "M. Martin"),
    ("fr-BE", "nonante sept", "87"), ("de-DE", "zweieinhalb", "2,05"), ("sr-RS", "kako si", "Како сте?"),
]  # fmt: skip


def test_what_azure_documents_and_shows_is_the_same() -> None:
    assert [pair for pair in DOCUMENTED_BY_AZURE + REPORTED if not same_words(*pair)] == []


def test_numbers_amounts_times_and_words_may_be_written_differently() -> None:
    assert [pair for pair in WRITTEN_DIFFERENTLY if not same_words(*pair)] == []


def test_it_makes_no_difference_which_is_first() -> None:
    pairs = [(second, first) for first, second in WRITTEN_DIFFERENTLY]

    assert [pair for pair in pairs if not same_words(*pair)] == []


def test_other_words_are_not_the_same() -> None:
    pairs = OTHER_WORDS + [(second, first) for first, second in OTHER_WORDS]

    assert [pair for pair in pairs if same_words(*pair)] == []


def test_no_number_is_another() -> None:
    numbers = (2, 5, 15, 20, 25, 50, 100, 102, 105, 120, 125, 200, 205, 220, 225, 250, 500, 502, 520, 525)

    taken = {
        number: [other for other in numbers if same_words(in_words(number), str(other))] for number in numbers
    }

    assert taken == {number: [number] for number in numbers}


@pytest.mark.parametrize(("locale", "one", "other"), IN_OTHER_LANGUAGES)
def test_numbers_of_other_languages_are_known(locale: str, one: str, other: str) -> None:
    assert same_words(one, other, (locale,))


@pytest.mark.parametrize(("locale", "one", "other"), OTHER_WORDS_IN_OTHER_LANGUAGES)
def test_other_words_of_other_languages_are_not_the_same(locale: str, one: str, other: str) -> None:
    assert not same_words(one, other, (locale,))


def test_each_of_several_languages_is_known() -> None:
    spoken = ("en-US", "de-DE")

    assert same_words("twenty five", "25", spoken)
    assert same_words("fünfundzwanzig", "25", spoken)


def test_a_long_text_is_read_past_what_is_written_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    places = looked_at(monkeypatch)
    text = "so tell me of the train that goes on friday to the sea and the hills, please " * 12

    assert same_words(f"ten {text} at three thirty", f"10 {text.replace('.', ',')} at 3:30")
    assert not same_words(f"ten {text} a cat", f"10 {text} a dog")
    assert len(places) < 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("no " * 150 + "a", "no " * 150 + "b"),
        ("no uh " * 200 + "a", "no no um " * 200 + "b"),
        ("the " * 300 + "a", "the " * 200 + "b"),
        ("10 " + "8005550199 " * 100 + "a", "ten " + "8005550199 " * 100 + "b"),
    ],
)
def test_a_search_ends_in_time(monkeypatch: pytest.MonkeyPatch, one: str, other: str) -> None:
    places = looked_at(monkeypatch)

    assert not same_words(one, other)
    assert len(places) < 2000


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets every place of a text at which is looked for what may be said."""
    places: list[int] = []
    steps = Readings.steps

    def noting(readings: Readings, at: int) -> list[tuple[str, int]]:
        places.append(at)
        return steps(readings, at)

    monkeypatch.setattr(Readings, "steps", noting)
    return places


def in_words(number: int) -> str:
    """Return a number below a thousand in words, by no rule of the package."""
    small = {2: "two", 5: "five", 15: "fifteen"}
    tens = {10: "ten", 20: "twenty", 50: "fifty"}
    words = [f"{small.get(number // 100, 'one')} hundred"] if number >= 100 else []
    rest = number % 100
    if rest in small:
        words.append(small[rest])
    elif rest:
        words.append(" ".join(filter(None, (tens[rest - rest % 10], small.get(rest % 10)))))
    return " and ".join(words)
