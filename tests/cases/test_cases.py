"""Cases as a sequence: ids, filters, samples, and how they show themselves."""

from __future__ import annotations

import pytest

import voicelab as vl
from voicelab.recordings import recording


@pytest.fixture
def cases() -> vl.Cases:
    return vl.Cases.read(
        [
            {"input": "What is 2 + 2?", "expected": "4", "tags": "sums, easy"},
            {"input": recording("capital"), "transcript": "What is the capital of France?", "tags": "easy"},
            {"input": "<b>Who</b> wrote Faust?", "tags": "books", "topic": "drama"},
        ]
    )


def test_cases_that_ask_the_same_are_numbered_and_stay_so() -> None:
    cases = vl.Cases.read(["Hello?", ("Hello?", "Hi"), "Bye?", "Hello?"])

    first = cases[0].id
    assert [case.id for case in cases if case.input == "Hello?"] == [first, f"{first}-2", f"{first}-3"]
    assert [case.id for case in cases[1:]] == [case.id for case in cases][1:]
    assert len({case.id for case in cases + cases}) == 8


def test_an_id_that_is_given_twice_is_refused_by_its_places() -> None:
    with pytest.raises(ValueError, match="item 3 has the id 'a', and so has item 1; give another"):
        vl.Cases.read([{"id": "a", "input": "x"}, {"input": "x"}, {"id": "a", "input": "y"}])


def test_a_case_is_found_by_its_place_and_by_its_id(cases: vl.Cases) -> None:
    assert cases[cases[1].id] is cases[-2]
    assert isinstance(cases[:2], vl.Cases)
    with pytest.raises(KeyError, match="none"):
        cases["none"]


def test_cases_are_chosen_by_any_of_several_tags_and_by_a_function(cases: vl.Cases) -> None:
    assert list(cases.filter(tags=["sums", "books"])) == [cases[0], cases[2]]
    assert list(cases.filter(lambda case: case.expected, tags="easy")) == [cases[0]]
    with pytest.raises(ValueError, match="no case has the tag 'esay'; there are: easy, "):
        cases.filter(tags="esay")


def test_a_sample_is_the_same_each_time_and_part_of_a_larger_one() -> None:
    cases = vl.Cases.read([f"What is {n} + {n}?" for n in range(40)])

    few, more = cases.sample(5), cases[:30].sample(10)

    assert few == cases.sample(5)
    assert few != cases.sample(5, seed=1)
    assert set(few) <= set(cases.sample(9))
    assert len(set(more) & set(cases.sample(10))) >= 5, "what is added changes little"
    assert [case.id for case in few] == [case.id for case in cases if case in few]
    with pytest.raises(ValueError, match="41 cases cannot be drawn of 40"):
        cases.sample(41)


def test_the_frame_has_a_row_a_case_from_which_the_cases_are_read_again(cases: vl.Cases) -> None:
    frame = cases.df

    assert list(frame) == ["id", "input", "expected", "transcript", "language", "tags", "notes", "topic"]
    assert frame.loc[1, "input"] == str(recording("capital"))
    assert vl.Cases.read(frame) == cases


def test_a_cell_of_a_notebook_shows_texts_escaped_and_recordings_with_players(cases: vl.Cases) -> None:
    html = cases._repr_html_()

    assert html.count("<audio") == 1
    assert "&lt;b&gt;Who&lt;/b&gt; wrote Faust?" in html
    assert "language" not in html, "a column in which nothing stands is left out"
    assert repr(cases) == "Cases(2 texts and 1 recording)"


def test_a_long_table_shows_its_beginning_and_little_sound() -> None:
    long = vl.Audio.silence(100)

    html = vl.Cases.read([long, vl.Audio.silence(101), *(f"{n}?" for n in range(20))])._repr_html_()

    assert html.count("<audio") == 1
    assert "101.0 s of sound" in html
    assert "The first 10 of 22" in html


def test_what_is_no_case_is_refused_with_what_reads_it() -> None:
    with pytest.raises(TypeError, match=r"item 1 is no Case but str; Cases\.read takes"):
        vl.Cases(["What?"])  # type: ignore[list-item]
    for given in ({"input": "x"}, 5, {"a", "b"}):
        with pytest.raises(TypeError, match="give a file's path, a DataFrame, or a list of texts"):
            vl.Cases.read(given)
