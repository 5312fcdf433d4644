"""Services: what they show of themselves, which is no credential."""

from __future__ import annotations

import pickle

import pytest

from voicelab.services.services import Services

SPEECH_KEY = "5peech0123456789abcdef0123456789"
OPENAI_KEY = "0penai0123456789abcdef0123456789"


def test_credentials_show_in_no_text_and_are_not_pickled() -> None:
    services = Services.azure(
        speech_key=SPEECH_KEY,
        speech_region="westeurope",
        openai_key=OPENAI_KEY,
        openai_endpoint="https://name.openai.azure.com/",
    )
    for text in (repr(services), str(services), services.describe(), repr(services.speech.key)):
        for key in (SPEECH_KEY, OPENAI_KEY):
            assert not any(key[start : start + 6] in text for start in range(len(key) - 5))
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(services)


def test_the_description_says_where_things_live() -> None:
    services = Services.azure(
        speech_key=SPEECH_KEY,
        speech_region="West Europe",
        openai_key=OPENAI_KEY,
        openai_endpoint="a.openai.azure.com",
    )
    assert services.describe() == "Azure Speech at westeurope, model at https://a.openai.azure.com"
