"""What a model is told of a function, out of its docstring."""

from __future__ import annotations

import pytest

from voicelab.tools.docstrings import FunctionDoc, read_docstring

NUMPY = """Return the weather forecast
    of a city.

    Only for the next days.

    Parameters
    ----------
    city : str
        Where, in English
        words.
    days, hours : int, optional
        How long.

    Returns
    -------
    str
        It.
    """
GOOGLE = """Return the weather forecast
    of a city.

    Only for the next days.

    Args:
        city (str): Where, in English
            words.
        days: How long.
        hours: How long.

    Returns:
        str: It.
    """
SPHINX = """Return the weather forecast
    of a city.

    Only for the next days.

    :param str city: Where, in English
        words.
    :param days: How long.
    :param hours: How long.
    :returns: It.
    """
PARAMETERS = {"city": "Where, in English words.", "days": "How long.", "hours": "How long."}


@pytest.mark.parametrize("text", [NUMPY, GOOGLE, SPHINX])
def test_each_style_says_what_a_function_does_and_what_its_parameters_are(text: str) -> None:
    description = "Return the weather forecast of a city.\nOnly for the next days."
    assert read_docstring(text) == FunctionDoc(description, PARAMETERS)


@pytest.mark.parametrize(
    "text", [None, "", "Look: it is simple.", "Use\n---", "Args:", ":param", "Parameters\n---------"]
)
def test_a_plain_or_broken_docstring_is_read_as_far_as_it_says_anything(text: str | None) -> None:
    assert read_docstring(text).parameters == {}


def test_a_sentence_that_ends_in_a_colon_is_no_section() -> None:
    assert read_docstring("Give one of:\n\n- this").description == "Give one of:\n- this"
