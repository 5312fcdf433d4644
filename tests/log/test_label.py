"""Labels: what people say of an exchange, alone and together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.exchanges import STARTED
from voicelab.log.label import Label, joined


def at(minute: int, **parts: Any) -> Label:
    return Label(labelled_utc=STARTED + timedelta(minutes=minute), **parts)


def test_a_label_that_says_nothing_is_blank_and_silence_is_said() -> None:
    assert Label(notes=" ", tags=("",), rater="Ann").is_blank
    assert not Label(transcript="").is_blank
    assert not Label(thumbs_up=False).is_blank


def test_of_several_raters_the_last_word_counts_part_by_part() -> None:
    first = at(1, thumbs_up=True, expected=("Paris",), notes="fine", rater="Ann")
    second = at(2, thumbs_up=False, transcript="", rater="Bob")

    together = joined([second, first])

    assert together == Label(thumbs_up=False, expected=("Paris",), transcript="", notes="fine", rater="Bob")
    assert together is not None
    assert together.labelled_utc == second.labelled_utc
    assert joined([]) is None


def test_a_thumb_of_numpys_is_a_plain_one_and_no_other_number_is_one() -> None:
    given: Any = np.False_
    assert Label(thumbs_up=given).thumbs_up is False
    wrong: Any = 1
    with pytest.raises(ValueError, match="thumbs_up must be True or False"):
        Label(thumbs_up=wrong)
