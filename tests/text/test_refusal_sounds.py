from __future__ import annotations

import pytest

from voicelab.text.refusal_sounds import is_refusal_sound


@pytest.mark.parametrize("text", ["Uh-uh.", "uh uh", "Nuh-uh!", "Huh-uh", "mm-mm", "んーん"])
def test_sounds_that_are_a_no_refuse(text: str) -> None:
    assert is_refusal_sound(text)


@pytest.mark.parametrize("text", ["Uh-huh.", "uh", "mm hmm", "Set a timer for uh", ""])
def test_other_sounds_do_not(text: str) -> None:
    assert not is_refusal_sound(text)
