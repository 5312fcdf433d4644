"""Reading SSML."""

from __future__ import annotations

import pytest

from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.ssml import (
    Bookmark,
    Part,
    Pause,
    SsmlSpeech,
    VoiceDuration,
    read_ssml,
    speech_of,
)
from voicelab.embedded.speech.ssml_values import read_pitch, read_rate, read_volume

SPEAK = "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis'>{}</speak>"


def spoken(inside: str) -> list[SsmlSpeech]:
    return speech_of(parts(inside))


def parts(inside: str) -> list[Part]:
    return read_ssml(SPEAK.format(f"<voice name='V'>{inside}</voice>"))


def test_text_is_unescaped() -> None:
    assert parts("AT&amp;T &lt;b&gt;") == [SsmlSpeech("AT&T <b>", "V")]


def test_neighbours_of_one_manner_are_one_part() -> None:
    assert parts("one <token>two</token> three") == [SsmlSpeech("one two three", "V")]


def test_emphasis_and_styles_are_manners() -> None:
    assert [speech.rate for speech in spoken("a <emphasis level='strong'>b</emphasis> c")] == [1.0, 0.82, 1.0]
    style = "<mstts:express-as xmlns:mstts='m' style='{}' styledegree='2'>a</mstts:express-as>"
    (sad,), (shouting,) = spoken(style.format("sad")), spoken(style.format("shouting"))
    assert sad.rate < 0.8
    assert sad.sentence_silence > 0.3
    assert shouting.volume > 1.5


def test_a_volume_holds_within_a_style() -> None:
    silent = "<prosody volume='0'>a</prosody>"
    inside = f"<mstts:express-as xmlns:mstts='m' style='shouting'>{silent}</mstts:express-as>"
    assert [speech.volume for speech in spoken(inside)] == [0.0]


def test_say_as_is_written_out_in_the_voices_language() -> None:
    date = "<say-as interpret-as='date' format='dmy'>1.2.2020</say-as>"
    german = read_ssml(SPEAK.format(f"<voice name='de-DE-KatjaNeural'>Am {date}.</voice>"))
    assert german == [SsmlSpeech("Am 1. Februar 2020.", "de-DE-KatjaNeural")]
    assert parts("<say-as interpret-as='characters'>a<b/></say-as>") == [SsmlSpeech("A", "V")]


def test_manners_nest_and_end() -> None:
    inside = "a <prosody rate='2.0'>b <prosody pitch='+100%' rate='0.5'>c</prosody> d</prosody> e"
    assert parts(inside) == [
        SsmlSpeech("a ", "V"),
        SsmlSpeech("b ", "V", rate=2.0),
        SsmlSpeech("c", "V", rate=1.0, pitch=2.0),
        SsmlSpeech(" d", "V", rate=2.0),
        SsmlSpeech(" e", "V"),
    ]


def test_pauses_and_bookmarks_stand_where_they_are() -> None:
    assert parts("a<break time='1.5s'/><bookmark mark='x'/>b") == [
        SsmlSpeech("a", "V"),
        Pause(1.5),
        Bookmark("x"),
        SsmlSpeech("b", "V"),
    ]


@pytest.mark.parametrize(
    ("attributes", "seconds"),
    [("time='200ms'", 0.2), ("time='99s'", 20.0), ("strength='weak'", 0.5), ("", 0.75), ("time='.5s'", 0.5)],
)
def test_a_break_has_its_length(attributes: str, seconds: float) -> None:
    assert parts(f"a<break {attributes}/>") == [SsmlSpeech("a", "V"), Pause(seconds)]


def test_paragraphs_end_sentences() -> None:
    assert parts("<p>One</p><p>Two</p>") == [SsmlSpeech("One\nTwo\n", "V")]


def test_the_text_of_a_sound_that_cannot_be_had_is_spoken() -> None:
    sound = "<audio src='https://example.org/x.wav'><desc>ding</desc>a <token>bell</token></audio>"
    assert parts(f"hear {sound}!") == [SsmlSpeech("hear a bell!", "V")]
    assert parts("a<audio src='https://example.org/x.wav'/>b") == [SsmlSpeech("ab", "V")]


def test_silences_stand_ahead_of_the_text_behind_it_and_between_its_sentences() -> None:
    def silence(kind: str) -> str:
        return f"<mstts:silence xmlns:mstts='m' type='{kind}' value='2s'/>"

    for exact in ("", "-exact"):
        assert parts(silence(f"Leading{exact}") + "a") == [Pause(2.0), SsmlSpeech("a", "V")]
        assert parts(silence(f"Tailing{exact}") + "a") == [SsmlSpeech("a", "V"), Pause(2.0)]
        assert parts(silence(f"Sentenceboundary{exact}") + "a") == [
            SsmlSpeech("a", "V", sentence_silence=2.0)
        ]


def test_a_duration_is_that_of_one_voice() -> None:
    voice = "<voice name='V'><mstts:audioduration xmlns:mstts='m' value='{}'/>a</voice>"
    assert read_ssml(SPEAK.format(voice.format("20s") + voice.format("500ms"))) == [
        SsmlSpeech("a", "V", duration=VoiceDuration(0, 20.0)),
        SsmlSpeech("a", "V", duration=VoiceDuration(1, 0.5)),
    ]


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ("<foo>a</foo>", "<foo> is not read"),
        ("<math xmlns='http://www.w3.org/1998/Math/MathML'><mi>a</mi></math>", "<math> is not read"),
        ("a<break time='xyz'/>", "'xyz' is no time"),
        ("a<break time='5'/>", "'5' is no time"),
        ("a<break strength='huge'/>", "'huge' is no strength"),
        ("<prosody rate='superfast'>a</prosody>", "'superfast' is no rate"),
        ("<prosody pitch='+5'>a</prosody>", "'+5' is no pitch"),
        ("<prosody volume='11 of 10'>a</prosody>", "'11 of 10' is no volume"),
        ("<mstts:silence xmlns:mstts='m' type='Comma-exact' value='1s'/>a", "'Comma-exact' is not made here"),
        ("<mstts:silence xmlns:mstts='m' type='Leading' value='1'/>a", "'1' is no silence"),
        ("<mstts:audioduration xmlns:mstts='m' value='long'/>a", "'long' is no duration"),
    ],
)
def test_what_would_change_times_or_words_and_is_not_known_is_refused_by_its_name(
    inside: str, sentence: str
) -> None:
    with pytest.raises(ProtocolError) as refused:
        parts(inside)
    assert sentence in str(refused.value)
    assert len(str(refused.value)) <= 123


def test_voices_change_within_a_document() -> None:
    both = "<voice name='A'>one</voice><voice name='B'>two</voice>"
    assert read_ssml(SPEAK.format(both)) == [SsmlSpeech("one", "A"), SsmlSpeech("two", "B")]


def test_text_with_no_voice_names_none() -> None:
    assert read_ssml(SPEAK.format("one")) == [SsmlSpeech("one")]


@pytest.mark.parametrize(
    ("inside", "spoken"),
    [
        ("<lang xml:lang='fr-FR'>un</lang>", SsmlSpeech("un", "", "fr-FR")),
        ("<voice name='V'>un</voice>", SsmlSpeech("un", "V", "de-DE")),
        ("<voice name='V' xml:lang='fr-FR'>un</voice>", SsmlSpeech("un", "V", "fr-FR")),
        (
            "<voice name='V'><lang xml:lang='fr-FR'>un</lang></voice>",
            SsmlSpeech("un", "V", "fr-FR", foreign=True),
        ),
        (
            "<voice name='V'><s xml:lang='fr-FR'>un</s></voice>",
            SsmlSpeech("un\n", "V", "fr-FR", foreign=True),
        ),
        ("<lang xml:lang='fr-FR'><voice name='V'>un</voice></lang>", SsmlSpeech("un", "V", "fr-FR")),
    ],
)
def test_text_has_the_innermost_language(inside: str, spoken: SsmlSpeech) -> None:
    document = SPEAK.replace("'>{}", "' xml:lang='de-DE'>{}").format(inside)
    assert read_ssml(document) == [spoken]


@pytest.mark.parametrize(
    ("value", "factor"),
    [("+20%", 1.2), ("-50%", 0.5), ("1.5", 1.5), ("fast", 1.55), ("default", 1.0), ("99", 3.0), ("", 1.0)],
)
def test_rates_are_factors(value: str, factor: float) -> None:
    assert read_rate(value) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("value", "factor"),
    [
        ("+10%", 1.1),
        ("+12st", 2.0),
        ("-12st", 0.5),
        ("high", 1.2),
        ("+20Hz", 1.1),
        ("-20hz", 0.9),
        ("240Hz", 1.2),
    ],
)
def test_pitches_are_factors(value: str, factor: float) -> None:
    assert read_pitch(value) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("volume", "factor"),
    [("50", 0.5), ("silent", 0.0), ("-50%", 0.5), ("default", 1.0), ("-20", 0.8), ("-20dB", 0.1)],
)
def test_volumes_are_factors(volume: str, factor: float) -> None:
    assert read_volume(volume) == pytest.approx(factor)
    assert parts(f"<prosody volume='{volume}'>a</prosody>") == [SsmlSpeech("a", "V", volume=factor)]


def test_entities_are_refused_before_they_are_read() -> None:
    bomb = "<!DOCTYPE s [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>" + SPEAK.format("&b;")
    with pytest.raises(ProtocolError, match="entities"):
        read_ssml(bomb)


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ("." * 70_000, "longer than 65,536 characters"),
        ("<s/>" * 2_001, "more than 2,000 elements"),
        ("<p>" * 49 + "a" + "</p>" * 49, "nested too deep"),
        ("<break time='20s'/>" * 31, "longer than 600 s together"),
    ],
    ids=["long", "elements", "deep", "pauses"],
)
def test_a_document_that_would_hold_the_server_up_is_refused(inside: str, sentence: str) -> None:
    with pytest.raises(ProtocolError, match=sentence):
        parts(inside)
