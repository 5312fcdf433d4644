"""When recognised words sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.recognition.test_recognizer import recognised
from voicelab.recognition.joined_utterances import joined_utterances
from voicelab.recognition.recognizer import Recognizer, Utterance
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, silence, speech


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(
        ScriptedEngines(transcripts=["One two three.", "Oh shit.", "One two three."])
    ) as running:
        yield running


async def utterances(embedded: EmbeddedServices, count: int = 2) -> list[Utterance]:
    """Recognise utterances of a second each, half a second of silence ahead of each."""
    recognizer = Recognizer(embedded.services.speech, Settings())
    await recognizer.open()
    for _ in range(count):
        recognizer.feed((silence(seconds=0.5) + speech(seconds=1.0) + silence(seconds=1.0)).to_pcm())
    recognizer.end()
    found = [each for each in await recognised(recognizer) if isinstance(each, Utterance)]
    await recognizer.close()
    return found


async def test_words_come_with_their_times_in_the_utterances_sound(embedded: EmbeddedServices) -> None:
    for utterance in (await utterances(embedded, 3))[::2]:  # wherever in the stream
        words = utterance.words
        assert " ".join(word.text for word in words) == "One two three."
        assert words[0].start_seconds == pytest.approx(0.2, abs=0.05)
        assert words[-1].start_seconds + words[-1].duration_seconds == pytest.approx(1.2, abs=0.1)


async def test_words_that_are_masked_in_the_text_are_kept_nowhere(embedded: EmbeddedServices) -> None:
    _, profane = await utterances(embedded)
    assert profane.text == "Oh ****."
    assert profane.words == ()


async def test_words_of_utterances_that_are_joined_count_from_the_first(embedded: EmbeddedServices) -> None:
    first, _, third = await utterances(embedded, 3)
    joined = joined_utterances([first, third])
    assert [word.text for word in joined.words] == ["One", "two", "three."] * 2
    shift = joined.audio.duration_seconds - third.audio.duration_seconds
    assert joined.words[3].start_seconds == pytest.approx(third.words[0].start_seconds + shift)


async def test_where_one_part_has_no_times_none_are_kept(embedded: EmbeddedServices) -> None:
    first, profane = await utterances(embedded)
    assert joined_utterances([first, profane]).words == ()
