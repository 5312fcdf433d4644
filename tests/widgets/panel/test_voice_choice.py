"""The panel's choice of a voice, without a page."""

from __future__ import annotations

import pandas as pd
import pytest

from voicelab.settings import Settings
from voicelab.settings.engines import OPENAI_VOICES
from voicelab.widgets.panel.voice_choice import VoiceChoice

JENNY, RYAN, ELVIRA = "en-US-JennyMultilingualNeural", "en-GB-RyanNeural", "es-ES-ElviraNeural"
CATALOGUE = pd.DataFrame(
    {
        "name": [JENNY, RYAN, ELVIRA],
        "locale": ["en-US", "en-GB", "es-ES"],
        "gender": ["Female", "Male", "Female"],
        "display_name": ["Jenny Multilingual", "Ryan", "Elvira"],
        "styles": [(), ("cheerful", "chat"), ()],
        "local_voice": ["hibari heart", "", ""],
    }
)


class ChoiceUnderTest:
    """A choice, and what is chosen."""

    def __init__(self) -> None:
        self.chosen: list[tuple[str, object]] = []
        self.previews = 0
        self.controls = VoiceChoice(Settings(voice=JENNY), change=self._change, preview=self._preview)

    @property
    def offered(self) -> list[str]:
        """The voices in the list."""
        return list(self.controls.voice.options)

    def _change(self, name: str, value: object) -> None:
        self.chosen.append((name, value))

    def _preview(self) -> None:
        self.previews += 1


@pytest.fixture
def choice() -> ChoiceUnderTest:
    """Return a choice among the catalogue's voices."""
    made = ChoiceUnderTest()
    made.controls.offer(CATALOGUE)
    return made


def test_until_the_catalogue_comes_the_present_voice_is_offered_alone() -> None:
    assert ChoiceUnderTest().offered == [JENNY]


def test_the_catalogue_changes_nothing_by_itself(choice: ChoiceUnderTest) -> None:
    assert choice.offered == [JENNY, RYAN, ELVIRA]
    assert choice.controls.voice.value == JENNY
    assert choice.chosen == []


def test_that_a_voice_has_no_styles_or_that_nobody_knows_them_yet_is_told(choice: ChoiceUnderTest) -> None:
    assert ChoiceUnderTest().controls.unused["style"].endswith("has not come yet.")
    assert choice.controls.unused == {"style": "This voice has no styles."}
    choice.controls.follow(Settings(voice=RYAN))
    assert choice.controls.unused == {}


def test_voices_are_found_by_text_style_locale_and_gender(choice: ChoiceUnderTest) -> None:
    choice.controls.search.value = "ryan"
    assert choice.offered == [JENNY, RYAN]
    choice.controls.search.value = "Cheerful en-GB"
    assert choice.offered == [JENNY, RYAN]
    choice.controls.search.value = ""
    choice.controls.locale.value = "es-ES"
    assert choice.offered == [JENNY, ELVIRA]
    choice.controls.locale.value = "any"
    choice.controls.gender.value = "Female"
    assert choice.offered == [JENNY, ELVIRA]
    assert choice.chosen == []


def test_a_voice_that_is_chosen_changes_the_setting_once(choice: ChoiceUnderTest) -> None:
    choice.controls.voice.value = RYAN
    choice.controls.follow(Settings(voice=RYAN))
    assert choice.chosen == [("voice", RYAN)]


def test_a_voice_that_is_in_no_catalogue_can_be_followed(choice: ChoiceUnderTest) -> None:
    choice.controls.follow(Settings(voice="en-US-OurOwnNeural"))
    assert choice.controls.voice.value == "en-US-OurOwnNeural"
    assert choice.chosen == []


def test_the_button_asks_for_a_preview(choice: ChoiceUnderTest) -> None:
    choice.controls.preview.click()
    assert choice.previews == 1


def test_the_styles_of_the_chosen_voice_can_be_chosen(choice: ChoiceUnderTest) -> None:
    style = choice.controls.style
    assert style.disabled
    choice.controls.voice.value = RYAN
    assert not style.disabled
    assert [value for _, value in style.options] == ["", "cheerful", "chat"]
    style.value = "chat"
    assert choice.chosen == [("voice", RYAN), ("style", "chat")]


def test_a_style_that_another_voice_lacks_goes_with_its_voice(choice: ChoiceUnderTest) -> None:
    choice.controls.follow(Settings(voice=RYAN, style="chat"))
    choice.controls.voice.value = ELVIRA
    assert choice.chosen == [("style", None), ("voice", ELVIRA)]
    assert shown_style(choice) == "the voice's own"


def test_a_style_can_be_left_to_the_voice_again_and_the_list_says_so(choice: ChoiceUnderTest) -> None:
    assert shown_style(choice) == "the voice's own"
    choice.controls.voice.value = RYAN
    for style in ("chat", ""):
        choice.controls.style.value = style
    assert choice.chosen == [("voice", RYAN), ("style", "chat"), ("style", None)]
    assert shown_style(choice) == "the voice's own"


def shown_style(choice: ChoiceUnderTest) -> str | None:
    """Return what the list of styles shows; `None` if it shows nothing."""
    style = choice.controls.style
    return None if style.index is None else str(style.options[style.index][0])


def test_a_style_of_no_catalogue_is_shown(choice: ChoiceUnderTest) -> None:
    choice.controls.follow(Settings(voice="en-US-OurOwnNeural", style="pensive"))
    assert choice.controls.style.value == "pensive"
    assert choice.chosen == []


def test_how_many_voices_match_is_said(choice: ChoiceUnderTest) -> None:
    assert choice.controls.found.value == "3 of 3 voices. Chosen: hibari heart"
    choice.controls.search.value = "en_us"
    assert choice.controls.found.value == "1 of 3 voices. Chosen: hibari heart"
    choice.controls.search.value = "klingon"
    assert choice.controls.found.value == (
        "No voice matches: clear the search, or choose any locale and gender. Chosen: hibari heart"
    )


def test_a_preview_has_its_sign_and_the_button_ends_it(choice: ChoiceUnderTest) -> None:
    button = choice.controls.preview
    choice.controls.show_preview(is_running=True, is_possible=True)
    assert (button.description, button.icon, button.disabled) == ("Stop preview", "stop", False)
    choice.controls.show_preview(is_running=False, is_possible=False)
    assert (button.description, button.disabled) == ("Preview", True)


def test_each_engine_offers_its_own_voices(choice: ChoiceUnderTest) -> None:
    choice.controls.follow(Settings(engine="realtime", voice=JENNY))
    assert choice.offered == list(OPENAI_VOICES)
    assert choice.controls.voice.value == "marin"
    assert choice.controls.found.value == "10 of 10 voices"
    choice.controls.follow(Settings(engine="voice-live", voice=JENNY))
    assert choice.offered == [JENNY, RYAN, ELVIRA, *OPENAI_VOICES]
    choice.controls.follow(Settings(voice=JENNY))
    assert (choice.offered, choice.controls.voice.value) == ([JENNY, RYAN, ELVIRA], JENNY)
    assert choice.chosen == []


def test_openais_voices_are_offered_ahead_of_any_catalogue() -> None:
    choice = ChoiceUnderTest()
    choice.controls.follow(Settings(engine="realtime"))
    choice.controls.voice.value = "cedar"
    assert choice.offered == list(OPENAI_VOICES)
    assert choice.chosen == [("voice", "cedar")]


def test_with_openais_voices_there_is_no_style_filter_or_preview_to_choose(choice: ChoiceUnderTest) -> None:
    controls = choice.controls
    parts = (controls.style, controls.locale, controls.gender, controls.preview)
    controls.follow(Settings(engine="realtime", voice=RYAN, style="chat"))
    assert [part.disabled for part in parts] == [True] * 4
    assert controls.unused.keys() == {"locale", "gender", "preview"}
    controls.show_preview(is_running=False, is_possible=True)
    assert (controls.preview.disabled, controls.preview.tooltip) == (
        True,
        "OpenAI's voices are heard in replies only",
    )
    controls.voice.value = "cedar"
    assert choice.chosen == [("voice", "cedar")], "the style is kept for an engine that has it"
    controls.follow(Settings(voice=RYAN, style="chat"))
    assert ([part.disabled for part in parts], controls.style.value) == ([False] * 4, "chat")


def test_of_both_kinds_of_voices_those_that_match_are_offered(choice: ChoiceUnderTest) -> None:
    choice.controls.follow(Settings(engine="voice-live", voice=RYAN))
    choice.controls.gender.value = "Male"
    assert choice.offered == [RYAN]
    choice.controls.gender.value = "any"
    choice.controls.locale.value = "es-ES"
    choice.controls.search.value = "e"
    assert choice.offered == [RYAN, ELVIRA, *(name for name in OPENAI_VOICES if "e" in name)]
