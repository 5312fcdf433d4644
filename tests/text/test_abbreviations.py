"""Abbreviations end no sentence, in each language that can be guessed."""

from __future__ import annotations

import pytest

from voicelab.text.abbreviations import RULES
from voicelab.text.languages import ENGLISH_NAMES
from voicelab.text.sentences import sentences_of

ABBREVIATED = {
    "bg": ["Той живее на ул. Витоша в София.", "Това е напр. Рила."],
    "cs": ["Narodil se 3. října v Praze.", "Je to např. Praha.", "Pracuje tam od r. 1990 atd."],
    "da": ["Den 3. oktober er en fredag.", "Det gælder f.eks. København.", "Mødet er kl. 9."],
    "de": [
        "Am 3. Oktober ist Feiertag.",
        "Das gilt z. B. in Berlin.",
        "Das gilt z.B. in Berlin, d. h. überall.",
        "Er wohnt in der Hauptstr. 5 in Bonn.",
        "Die Hauptstr. ist lang.",
        "Prof. Dr. med. Müller und Dipl.-Ing. Weber sind da.",
        "Mo.–Fr. 8–16 Uhr, Sa. 9–12 Uhr und So. 10 Uhr.",
        "Es dauert ca. 5 Min. Fahrzeit.",
        "Mo-Fr. 8 Uhr, 1 Pck. Vanille.",
        "Am 3.–5. Oktober ist zu.",
        "Am 3. 10. 2020 kam er.",
        "Der 2. Weltkrieg endete 1945.",
        "Fr. Dr. Weber wohnt in St. Gallen.",
        "Siehe Nr. 5 und Abs. 2 auf S. 30.",
        "Es kostet ca. 5 Mio. Euro bzw. Dollar.",
    ],
    "el": ["Ο κ. Παπαδόπουλος μένει εδώ, π.χ. στην Αθήνα."],
    "en": [
        "So n! is large, 3! = 6 and (n + 1)! > n! here.",
        "Add 2 tsp. salt and 1 tbsp. oil.",
        "Open on Sat. & Sun. 9 to 5.",
        "In 1990 J. K. Rowling and in 1996 C. Rowling had an idea.",
        "Mt. Everest is the tallest mountain.",
        "It opens at 9 a.m. on Monday.",
        "Take No. 5 from St. Paul's.",
        "They met on Jan. 5 in Washington.",
        "Apple Inc. in Cupertino makes phones.",
        "The U.S. President met Gen. Smith.",
        "Dr. J. R. Smith, e.g., was there.",
        "He said so on p. 12 of vol. 3.",
        "A. A. Milne and J. R. R. Tolkien wrote.",
        "Smith vs. Jones was about approx. 500 dollars.",
    ],
    "es": [
        "El Sr. García y la Dra. López viven en la Av. Libertad.",
        "Compra fruta, p. ej. manzanas.",
        "Los EE. UU. son grandes.",
    ],
    "fi": ["Hän syntyi 3. lokakuuta.", "Se on esim. Helsinki."],
    "fr": [
        "J.-C. Dupont est là.",
        "M. Dupont et Mme. Durand sont là.",
        "C'est la p. 12 env. de l'ouvrage.",
        "Il vit av. Foch.",
    ],
    "hi": ["डॉ. शर्मा यहाँ हैं।"],
    "hr": ["Rođen je 3. listopada.", "To je npr. Zagreb."],
    "hu": ["Ez pl. Budapest.", "A 3. Magyar Köztársaság."],
    "it": [
        "È l'art. 5.",
        "Compra l'es. 3.",
        "Lun.–ven. 8–10, sab. 9–12.",
        "Chiama dell'ing. Rossi.",
        "Il sig. Rossi e il dott. Bianchi sono qui.",
        "La S.p.A. Fiat è di Torino.",
    ],
    "nb": ["Den 3. oktober er en fredag.", "Det er f.eks. Oslo."],
    "nl": ["Dhr. de Vries woont bijv. Amsterdam.", "Dat is m.a.w. Nederland."],
    "pl": ["Mieszka na ul. Marszałkowskiej.", "To jest np. Kraków.", "Prof. Nowak i dr Kowalski."],
    "pt": ["O Sr. Silva mora na Av. Paulista.", "Compre frutas, p. ex. uvas."],
    "ro": ["Dl. Popescu este aici, de ex. București."],
    "ru": [
        "Он родился в 1990 г. в Москве.",
        "Это, т. е. Москва.",
        "Он живёт на ул. Ленина.",
        "А. С. Пушкин писал.",
    ],
    "sk": ["Narodil sa 3. októbra.", "Je to napr. Bratislava."],
    "sv": ["Det är t.ex. Stockholm.", "Mötet är kl. 9."],
    "tr": ["Dr. Yılmaz burada, örn. Ankara.", "Bu 2. Dünya Savaşı."],
    "uk": ["Він живе на вул. Хрещатик.", "Це, напр. Київ."],
}


@pytest.mark.parametrize(
    ("language", "text"), [(key, text) for key, all_ in ABBREVIATED.items() for text in all_]
)
def test_an_abbreviation_does_not_end_a_sentence(language: str, text: str) -> None:
    assert list(sentences_of(text, language)) == [text]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Er wohnt in der Hauptstr.|Dann zog er um."),
        ("es", "Viven en EE. UU.|Es verdad."),
        ("en", "It is 20 °C.|Tomorrow it rains."),
        ("en", "Use 2 L.|Stir."),
        ("en", "You are 5!|Happy birthday."),
        ("en", "Use 1.5 L.|Stir for 5 min.|Add 2 oz.|Serve."),
        ("en", "It weighs 12 lbs.|Adam lifts it."),
        ("de", "Es sind 20 °C.|Morgen regnet es."),
        ("de", "Es ist so.|Fünf kamen."),
        ("en", "It was 12.|5 people came."),
        ("en", "Take vitamin C.|It helps."),
        ("ru", "Это А. С. Пушкин.|Он поэт."),
    ],
)
def test_an_abbreviation_may_end_a_sentence_all_the_same(language: str, text: str) -> None:
    assert list(sentences_of(text.replace("|", " "), language)) == text.split("|")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Adm. Nelson, Maj. Tom, Insp. Morse and Cpl. Jones."),
        ("en", "So say Smith et al. (2020) of it."),
        ("en", "Live at Apt. 5, see Ex. 2, Tab. 4, Vol. II and App. B of it."),
        ("hi", "ए. पी. जे. अब्दुल कलाम।"),
        ("hi", "के. श्रीनिवास आए।"),
        ("hi", "कीमत रु. 500 है।"),
        ("bn", "ড. ইউনূস ও মো. রহিম।"),
        ("el", "Ο Άγ. Νικόλαος."),
    ],
)
def test_titles_initials_and_references_go_on_in_any_voice(language: str, text: str) -> None:
    assert list(sentences_of(text, language)) == list(sentences_of(text)) == [text]


def test_an_indian_word_of_one_syllable_ends_its_sentence() -> None:
    assert list(sentences_of("यह अच्छा है. वे गए.", "hi")) == ["यह अच्छा है.", "वे गए."]


def test_no_before_a_pronoun_is_a_sentence() -> None:
    assert list(sentences_of("No. I do not.", "en")) == ["No.", "I do not."]


@pytest.mark.parametrize(
    "text",
    [
        "Der 2. Weltkrieg endete im 20. Jahrhundert.",
        "Im 18. und 19. Jahrhundert.",
        "Das ist der 1. FC Köln.",
        "Im 5. Jh. v. Chr. lebte Sokrates.",
        "Am 3. 10. 2020 kam er.",
        "А. С. Пушкин писал.",
        "Er wohnt in der Hauptstr. 5 in Bonn.",
        "Am 3. Oktober ist Feiertag.",
        "Mt. Everest is high.",
        "Das gilt z. B. in Berlin.",
        "Dr. Yılmaz burada.",
    ],
)
def test_abbreviations_are_known_where_the_language_is_not(text: str) -> None:
    assert list(sentences_of(text)) == [text]


def test_a_number_may_end_a_sentence_where_the_language_is_not_known() -> None:
    assert list(sentences_of("Ich bin 20. Du bist 30.")) == ["Ich bin 20.", "Du bist 30."]
    assert list(sentences_of("I am 5. You are 6.")) == ["I am 5.", "You are 6."]


def test_every_language_that_can_be_guessed_has_rules() -> None:
    assert set(RULES) == set(ENGLISH_NAMES)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der II. Weltkrieg endete 1945."),
        ("de", "Das war im XX. Jahrhundert."),
        ("de", "Friedrich II. König von Preußen."),
        ("de", "Ludwig XVIII. regierte."),
        (None, "Der II. Weltkrieg und das XVIII. Jahrhundert."),
        ("hu", "IV. Béla király."),
        ("tr", "II. Dünya Savaşı."),
        ("cs", "To byl Karel IV. Lucemburský."),
        ("it", "Nel sec. XIX nacque."),
        ("pt", "No séc. XIX o Brasil."),
        ("ro", "În sec. XIX s-a."),
    ],
)
def test_a_roman_ordinal_ends_no_sentence_where_ordinals_have_a_point(
    language: str | None, text: str
) -> None:
    assert list(sentences_of(text, language)) == [text]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It was World War II.|Then came peace."),
        ("fr", "C'était Louis XIV.|Il est mort."),
        ("de", "Es war Ludwig XIV.|Er starb."),
    ],
)
def test_a_roman_number_may_end_a_sentence(language: str, text: str) -> None:
    assert list(sentences_of(text.replace("|", " "), language)) == text.split("|")


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Es sind rd. 80 Mio. Menschen."),
        ("de", "Offen tägl. 9–18 Uhr, erm. 8 €, Abf. 8:15."),
        ("de", "Dazu 1 Bd. Petersilie, 1 Msp. Zimt, 2 kl. Möhren und Eier (Gr. M)."),
        ("en", "They won agg. 5:4 at Temp. 98.6 in Rm. 101, Bldg. 5."),
        ("en", "See Rom. 8:28, 1 Cor. 13 and Ref. 12."),
        ("fr", "C'est l'al. 2 de la Réf. 1234 du bât. B."),
        ("es", "Está en Km. 5, según Mons. Romero."),
        ("nl", "Het is Afb. 3, ong. 50 stuks."),
        ("pl", "To Rys. 3, ur. 1900, zm. 1950."),
        ("ru", "Это корп. 2, род. 1900, оз. Байкал."),
    ],
)
def test_a_short_word_goes_on_before_a_number_and_one_without_vowels_before_a_name(
    language: str, text: str, *, is_known: bool
) -> None:
    assert list(sentences_of(text, language if is_known else None)) == [text]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "He ran 5 km.|Peter ran at 30 mph.|Tom watched TV.|Ann did not."),
        ("en", "Do this.|1. Wash.|2. Dry."),
        ("en", "It is so.|I like it.|Go west.|LA is big."),
        ("cs", "Bolí mě krk.|Petr spí."),
        ("ko", "좋다.|3명이 왔다."),
        ("hi", "यह है.|5 लोग."),
    ],
)
def test_units_acronyms_and_short_words_of_other_scripts_end_sentences(language: str, text: str) -> None:
    assert list(sentences_of(text.replace("|", " "), language)) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "The game is on Sunday at 8 p.m. ET on NBC.",
        "R. De Niro and J. Lo were there.",
        "(Mon–Fri, 9 a.m.–5 p.m. ET)",
        "8 p.m. ET",
        "Il vit av. Foch.",
    ],
)
def test_where_the_language_is_not_known_the_words_show_it_and_else_it_is_english(text: str) -> None:
    assert list(sentences_of(text)) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "We go at 8 p.m.|The game begins.",
        "Il arrive à 8 h env.|Puis il part.",
        "Er kam um 5 Uhr usw.|Dann ging er.",
        "Show me your ID.|Peter has one.",
        "Он пришёл в 5 ч.|Потом ушёл.",
    ],
)
def test_openers_of_the_language_that_the_words_show_begin_a_sentence(text: str) -> None:
    assert list(sentences_of(text.replace("|", " "))) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "I. The Beginning",
        "ii. second",
        "১। ঢাকা",
        "1۔ لاہور",
        "가. 서울",
        "1．打开应用",
        "তিনটি শহর: ১। ঢাকা",
        "а. Он",
        "1.1. Scope",
        "Step 1. Open",
        "Q1. What",
        "ก. กรุงเทพ",
        "Part II. Then",
    ],
)
def test_the_number_of_an_item_ends_no_sentence_in_any_script(text: str) -> None:
    assert list(sentences_of(text)) == [text]
