"""The route that tells whether a turn is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, speech


@pytest.fixture
def asked() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(end_of_turn=0.5)) as embedded:
        yield embedded


async def post(embedded: EmbeddedServices, kind: str, **body: Any) -> tuple[int, Any]:
    url = f"http://127.0.0.1:{embedded.port}/_voicelab/end-of-turn/{kind}"
    async with (
        aiohttp.ClientSession(headers={"api-key": embedded.key}) as session,
        session.post(url, **body) as response,
    ):
        return response.status, await response.json()


@pytest.mark.parametrize("body", [{}, {"words": 3}, {"words": "Hello", "before": None}, ["Hello"]])
async def test_a_question_without_words_is_refused(asked: EmbeddedServices, body: Any) -> None:
    status, answer = await post(asked, "words", json=body)

    assert status == 400
    assert "words, a text" in answer["error"]["message"]


async def test_a_question_without_sound_is_refused(asked: EmbeddedServices) -> None:
    assert (await post(asked, "smart-turn", data=b""))[0] == 400


async def test_sound_may_be_a_wav_file(asked: EmbeddedServices) -> None:
    status, answer = await post(asked, "smart-turn", data=speech(0.5, 8_000).to_wav())

    assert (status, answer) == (200, {"probability": 0.5})


async def test_other_kinds_of_detectors_are_not_known(asked: EmbeddedServices) -> None:
    assert (await post(asked, "melody", json={}))[0] == 501
