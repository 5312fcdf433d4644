"""What a source or a sink raises is told in a whole sentence."""

from __future__ import annotations

import pytest

from voicelab.audio.device_failures import device_failures
from voicelab.errors import DeviceError


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (OSError("unplugged"), "The source gave no more sound: OSError: unplugged. Fix"),
        (OSError("unplugged."), "The source gave no more sound: OSError: unplugged. Fix"),
        (EOFError(), "The source gave no more sound: EOFError. Fix"),
        (RuntimeError("  \n"), "The source gave no more sound: RuntimeError. Fix"),
    ],
    ids=repr,
)
def test_an_error_is_told_with_its_text_if_it_has_any(raised: Exception, words: str) -> None:
    with pytest.raises(DeviceError) as error, device_failures("source"):
        raise raised
    assert str(error.value).startswith(words)
