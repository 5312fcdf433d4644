from __future__ import annotations

import pytest

from voicelab.text.refusals import is_refusal


@pytest.mark.parametrize("text", ["Uh-uh.", "uh uh", "Nuh-uh!", "Huh-uh", "mm-mm", "んーん"])
def test_sounds_that_are_a_no_refuse(text: str) -> None:
    assert is_refusal(text)


@pytest.mark.parametrize("text", ["Uh-huh.", "uh", "mm hmm", "Set a timer for uh", ""])
def test_other_sounds_do_not(text: str) -> None:
    assert not is_refusal(text)
