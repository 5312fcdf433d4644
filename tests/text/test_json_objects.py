"""JSON objects that come over a network."""

from __future__ import annotations

import pytest

from voicelab.text.json_objects import MOST_VALUES, json_object


@pytest.mark.parametrize("encode", [str, str.encode], ids=["text", "bytes"])
@pytest.mark.parametrize("value", ["1", "[]", "{}"])
def test_an_object_of_too_many_values_is_none(encode: type[str], value: str) -> None:
    allowed, beyond = ('{"a":[' + ",".join([value] * count) + "]}" for count in (45_000, MOST_VALUES + 1))
    read = json_object(encode(allowed))
    assert read is not None
    assert len(read["a"]) == 45_000
    assert json_object(encode(beyond)) is None


def test_a_text_may_be_long() -> None:
    assert json_object('{"a":"' + "b" * 1_000_000 + '"}') == {"a": "b" * 1_000_000}
