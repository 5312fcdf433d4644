"""Forms of recognised words: what was said, and what is normalised."""

from __future__ import annotations

import pytest

from voicelab.embedded.forms.words import itn, lexical, shown_words, word_forms

ENGLISH = [
    (
        "The meeting is at 3:30 PM on May 5th for $25.",
        "the meeting is at three thirty p m on may fifth for twenty five dollars",
        "the meeting is at 3:30 PM on May 5th for $25",
    ),
    ("That will cost $900.", "that will cost nine hundred dollars", "that will cost $900"),
    (
        "My phone number is 1-800-456-8910.",
        "my phone number is one eight hundred four five six eight nine one zero",
        "my phone number is 1-800-456-8910",
    ),
    ("The time is 6:45 PM.", "the time is six forty five p m", "the time is 6:45 PM"),
    ("The answer is 6.5.", "the answer is six point five", "the answer is 6.5"),
    ("Send it to support@help.com.", "send it to support at help dot com", "send it to support@help.com"),
    ("4 queen of clubs.", "four queen of clubs", "4 queen of clubs"),
    ("29340.", "two nine three four zero", "29340"),
    (
        "It is 1,234.56 in all.",
        "it is one thousand two hundred thirty four point five six in all",
        "it is 1,234.56 in all",
    ),
    ("COVID-19 began in 2019.", "covid nineteen began in twenty nineteen", "COVID-19 began in 2019"),
    ("We do B2B.", "we do b two b", "we do B2B"),
    ("See www.example.com.", "see www dot example dot com", "see www.example.com"),
    ("They won 3-0.", "they won three zero", "they won 3-0"),
    ("Room 101, please.", "room one oh one please", "room 101 please"),
    ("At 10 o'clock?", "at ten o'clock", "at 10 o'clock"),
    ("7/11 is open 24/7.", "seven eleven is open twenty four seven", "7/11 is open 24/7"),
    ("The 1990s and the '80s.", "the nineteen nineties and the eighties", "the 1990s and the '80s"),
    (
        "The 2010s, 1900s, 330pm, 815 PM, 100 a.m.",
        "the twenty tens nineteen hundreds three thirty p m eight fifteen p m one a m",
        "the 2010s 1900s 330pm 815 PM 100 AM",
    ),
    ("Windows 11 costs.", "windows eleven costs", "windows 11 costs"),
    (
        "It cost $1.5 million—well…",
        "it cost one point five million dollars well",
        "it cost $1.5 million well",
    ),
    ("Go 50/50.", "go fifty fifty", "go 50/50"),
    ("25% off.", "twenty five percent off", "25% off"),
    ("Pages 5-10.", "pages five to ten", "pages 5-10"),
    ("Now –5°C.", "now minus five degrees celsius", "now –5°C"),
    ("1/2 cup, 3/4 done.", "one half cup three quarters done", "1/2 cup 3/4 done"),
    ("$3.50 and $0.99.", "three dollars and fifty cents and ninety nine cents", "$3.50 and $0.99"),
    ("The 22nd of June, 1985.", "the twenty second of june nineteen eighty five", "the 22nd of June 1985"),
    ("Mr. Smith vs. the U.S.", "mister smith versus the u s", "mr smith vs the us"),
    ("Cold-hearted, isn’t it?", "cold hearted isn't it", "cold hearted isn't it"),
    ("AT&T & I.", "at and t and i", "at&t & i"),
    ("Wait...no!", "wait no", "wait no"),
    ("60 mph, 5 km.", "sixty miles per hour five kilometers", "60 mph 5 km"),
    ("60mph, 5km.", "sixty miles per hour five kilometers", "60mph 5km"),
    ("No. 5 is no. Yes.", "number five is no yes", "no 5 is no yes"),
    ("I am at 9 am.", "i am at nine a m", "i am at 9 AM"),
    ("May I march?", "may i march", "may i march"),
    ("$5-10, 10–20%.", "five to ten dollars ten to twenty percent", "$5-10 10–20%"),
    ("7pm–9pm, 10:30-11:45.", "seven p m to nine p m ten thirty to eleven forty five", "7pm–9pm 10:30-11:45"),
    ("1st-class, 1980s-style.", "first class nineteen eighties style", "1st-class 1980s-style"),
    ("(555) 123-4567", "five five five one two three four five six seven", "555 123-4567"),
    ("1,2,3 or 3,5.", "one two three or three five", "1,2,3 or 3,5"),
    ("-$1,000.50.", "minus one thousand dollars and fifty cents", "-$1,000.50"),
    (
        "5 - 3 = 2, 3 * 4 = 12.",
        "five minus three equals two three times four equals twelve",
        "5 - 3 = 2 3 * 4 = 12",
    ),
    ("On 5 May. By May 5.", "on fifth may by may fifth", "on 5 May by May 5"),
    ("$5/month, $20/hr.", "five dollars per month twenty dollars per hour", "$5/month $20/hr"),
    ("$1B, $2T, $3bn.", "one billion dollars two trillion dollars three billion dollars", "$1B $2T $3bn"),
    ("5€, -5 €, US$5.", "five euros minus five euros five u s dollars", "5€ -5 € US$5"),
    ("1 1/2 cups, 2 3/4.", "one and a half cups two and three quarters", "1 1/2 cups 2 3/4"),
    (
        "3.5-4.5 or 1.2.3.",
        "three point five to four point five or one point two point three",
        "3.5-4.5 or 1.2.3",
    ),
    ("10% - 20%.", "ten percent twenty percent", "10% - 20%"),
    ("10.30 am.", "ten thirty a m", "10.30 AM"),
    ("May '24, the '90s.", "may twenty four the nineties", "may '24 the '90s"),
    ("C#, F# and #1.", "c sharp f sharp and number one", "c# f# and #1"),
    ("₹1,00,000.", "one hundred thousand rupees", "₹1,00,000"),
    (
        "20 MHz, 5 kWh, 2 min, 3 hrs.",
        "twenty megahertz five kilowatt hours two minutes three hours",
        "20 MHz 5 kWh 2 min 3 hrs",
    ),
    ('A 401(k) (new), "old".', "a four hundred one k new old", "a 401(k) new old"),
    ("They won 3 - 0 - great.", "they won three zero great", "they won 3 - 0 great"),
    ("İstanbul, café.", "istanbul café", "istanbul café"),
    ("", "", ""),
    ("... - !", "", ""),
]

OTHERS = [
    (
        "Der Termin ist am 5. Mai 2026 um 15:30 Uhr.",
        "de-DE",
        "der termin ist am fünften mai zweitausendsechsundzwanzig um fünfzehn uhr dreißig",
    ),
    (
        "Das kostet 25,50 €, also 3 %.",
        "de-DE",
        "das kostet fünfundzwanzig komma fünf null euro also drei prozent",
    ),
    ("Il y a 21 personnes, 25%.", "fr-FR", "il y a vingt-et-un personnes vingt-cinq pour cent"),
    ("L’eau n’est pas là, aujourd'hui.", "fr-FR", "l'eau n'est pas là aujourd'hui"),
    ("¿Tengo 3 perros? ¡Sí!", "es-ES", "tengo tres perros sí"),
    ("Ho 1.234,5 euro.", "it-IT", "ho milleduecentotrentaquattro virgola cinque euro"),
    ("今天是2026年5月5日，有25个人。", "zh-CN", "今天是二〇二六年五月五日有二十五个人"),
    ("私は3匹の犬を飼っています。", "ja-JP", "私は三匹の犬を飼っています"),
    ("У меня 21 собака.", "ru-RU", "у меня двадцать один собака"),
    ("Mae 3 chi.", "cy-GB", "mae tri chi"),
    ("3 words.", "xx-XX", "3 words"),
    ("मुझे तीन किताबें चाहिए।", "hi-IN", "मुझे तीन किताबें चाहिए"),
    ("எனக்கு புத்தகங்கள்.", "ta-IN", "எனக்கு புத்தகங்கள்"),
    ("আমি বাংলা বলি।", "bn-IN", "আমি বাংলা বলি"),
    ("ฉันต้องการหนังสือ", "th-TH", "ฉันต้องการหนังสือ"),
    ("ကျွန်တော် စာအုပ်။", "my-MM", "ကျွန်တော်စာအုပ်"),
    ("ខ្ញុំចង់", "km-KH", "ខ្ញុំចង់"),
    ("مَرْحَبًا، كيف؟", "ar-SA", "مَرْحَبًا كيف"),
    ("שָׁלוֹם.", "he-IL", "שָׁלוֹם"),
    ("می‌خواهم.", "fa-IR", "می‌خواهم"),
    ("İstanbul ve Isparta.", "tr-TR", "istanbul ve ısparta"),
    ("Es ist 8.30 Uhr.", "de-DE", "es ist acht uhr dreißig"),
    ("Il y a 1 234,56 euros.", "fr-FR", "il y a mille deux cent trente-quatre virgule cinq six euros"),
    ("1\u202f234 et 5\u00a0000.", "fr-FR", "mille deux cent trente-quatre et cinq mille"),
    ("Son 500 000.", "es-ES", "son quinientos mil"),
    ("Det är 1 000.", "sv-SE", "det är ettusen"),
    ("Le 06 12 345 678.", "fr-FR", "le six douze trois cent quarante-cinq six cent soixante-dix-huit"),
    ("Der 3. Platz am 3. Tag.", "de-DE", "der dritte platz am dritten tag"),
    ("COVID-19, 5-10 Tage.", "de-DE", "covid neunzehn fünf bis zehn tage"),
    ("L'8 marzo.", "it-IT", "l' otto marzo"),
    ("1,5 миллиона, 25%.", "ru-RU", "1,5 миллиона двадцать пять процентов"),
    ("2024년 5월 3일, 1,234원, 25%.", "ko-KR", "이천이십사년 오월 삼일 천이백삼십사원 이십오 퍼센트"),
    ("25%, ¥500, 1234元, 3:30, 2026年.", "zh-CN", "百分之二十五五百元一千二百三十四元三点三十分二〇二六年"),
    ("1500円、¥500、3:30。", "ja-JP", "千五百円五百円三時三十分"),
    ("-5%。", "zh-CN", "负百分之五"),
    ("3개, 3시.", "ko-KR", "3개 3시"),
    ("มี 25 คน.", "th-TH", "มียี่สิบห้าคน"),
    ("1 234,56 zł.", "pl-PL", "1 234,56 zł"),
    ("-3,5 °C.", "de-DE", "minus drei komma fünf grad celsius"),
    ("%25, 25%.", "tr-TR", "yirmi beş yüzde yirmi beş"),
    ("Es sind -5 Grad.", "de-DE", "es sind minus fünf grad"),
    ("-5度です。", "ja-JP", "マイナス五度です"),
    ("今天-5度，共$5，5-10个。", "zh-CN", "今天负五度共五美元五到十个"),
]


@pytest.mark.parametrize(("shown", "said", "normalised"), ENGLISH)
def test_english_has_its_forms(shown: str, said: str, normalised: str) -> None:
    forms = word_forms(shown_words(shown, "en-US"), "en-US")

    assert (lexical(forms, "en-US"), itn(forms, "en-US")) == (said, normalised)


@pytest.mark.parametrize(("shown", "locale", "said"), OTHERS)
def test_other_languages_are_said_in_lower_case_with_numbers_in_words(
    shown: str, locale: str, said: str
) -> None:
    assert lexical(word_forms(shown_words(shown, locale), locale), locale) == said


@pytest.mark.parametrize("shown", [case[0] for case in ENGLISH])
def test_nothing_shown_is_lost_and_nothing_said_has_marks(shown: str) -> None:
    words = shown_words(shown, "en-US")
    forms = word_forms(words, "en-US")

    assert "".join(words) == "".join(shown.split())
    assert [each.display for each in forms] == words
    said = [word for each in forms for word in each.lexical]
    assert all(word.replace("'", "").isalpha() and word == word.lower() for word in said)


@pytest.mark.parametrize(
    ("shown", "locale", "normalised"),
    [
        ("मुझे 3 किताबें चाहिए।", "hi-IN", "मुझे 3 किताबें चाहिए"),
        ("今天-5度，5-10个。", "zh-CN", "今天-5度5-10个"),
        ("İstanbul'da.", "tr-TR", "istanbul'da"),
    ],
)
def test_other_languages_keep_letters_and_signs_when_normalised(
    shown: str, locale: str, normalised: str
) -> None:
    assert itn(word_forms(shown_words(shown, locale), locale), locale) == normalised


@pytest.mark.parametrize(
    ("text", "locale", "said", "normalised"),
    [
        (
            "我喜欢 Harry Potter 和 New York 的书。", "zh-CN",
            "我喜欢 harry potter 和 new york 的书", "我喜欢 harry potter 和 new york 的书",
        ),
        (
            "Google Maps is good.", "ja-JP", "google maps is good", "google maps is good",
        ),
        ("ฉันใช้ Google Maps ทุกวัน", "th-TH", "ฉันใช้ google maps ทุกวัน", "ฉันใช้ google maps ทุกวัน"),
        ("私はPython 3を使う。", "ja-JP", "私はpython 三を使う", "私はpython 3を使う"),
        ("用Wi-Fi，don't，a@b.com吧", "zh-CN", "用wi fi don't a b com吧", "用wi-fi don't a@b.com吧"),
        ("React，Vue（Node.js）吧。5G网", "zh-CN", "react vue node js吧五g网", "react vue Node.js吧5g网"),
        ("A . OK", "zh-CN", "a ok", "a ok"),
        ("Привет мир。", "zh-CN", "привет мир", "привет мир"),
        ("मुझे OK", "hi-IN", "मुझे ok", "मुझे ok"),
    ],
)  # fmt: skip
def test_languages_without_spaces_keep_those_that_are_there(
    text: str, locale: str, said: str, normalised: str
) -> None:
    forms = word_forms(shown_words(text, locale), locale, text)

    assert (lexical(forms, locale), itn(forms, locale)) == (said, normalised)


def test_a_vowel_sign_stays_with_its_letter() -> None:
    forms = word_forms(shown_words("น้ำดี คือ", "th-TH"), "th-TH")

    assert [each.lexical for each in forms] == [("น้",), ("ำ",), ("ดี",), ("คื",), ("อ",)]


def test_a_language_without_spaces_is_shown_character_by_character() -> None:
    assert shown_words("有25个人。OK吗？", "zh-CN") == ["有", "25", "个", "人。", "OK吗？"]
