"""A turn of speech to speech by the models themselves."""

from __future__ import annotations

import numpy as np
import pytest

from tests.embedded.local_models import recognition, spoken, synthesis
from tests.embedded.realtime.talks import RATE_HZ, openai_talk, sound_of
from voicelab.audio.clip import Audio
from voicelab.embedded.engines import Engines
from voicelab.embedded.local.chat.chat_server import ChatServer
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import TINY_MODEL
from voicelab.testing import embedded_services

TRANSCRIPTION = "conversation.item.input_audio_transcription.completed"


@pytest.mark.models
async def test_the_local_models_hear_reply_and_speak() -> None:
    question = Audio.silence(0.4, RATE_HZ) + spoken("What is the capital of France?")
    chat = ChatServer(ensure_models([TINY_MODEL])[0], TINY_MODEL, threads=2)
    try:
        engines = Engines(
            recognition(),
            synthesis(),
            chat.url,
            chat.key,
            chat.name,
            completion_is_own=True,
            completion_slots=chat.conversations,
            completion_control_tokens=chat.control_tokens,
        )
        with embedded_services(engines) as embedded:
            async with openai_talk(embedded) as talk:
                turns = {"type": "server_vad", "silence_duration_ms": 500}
                audio = {"input": {"turn_detection": turns, "transcription": {"model": "whisper-1"}}}
                await talk.update(type="realtime", audio=audio, max_output_tokens=30)
                await talk.hear(question, Audio.silence(1.0, RATE_HZ))
                completed = await talk.until(TRANSCRIPTION)
                if not talk.of("response.done"):
                    await talk.until("response.done")
                tool = {"type": "function", "name": "look"}
                refused = await talk.reply(tools=[tool])
    finally:
        chat.close()

    done = talk.of("response.done")[0]["response"]
    assert "capital of France" in completed["transcript"]
    assert done["status"] in ("completed", "incomplete")
    assert done["output"][0]["content"][0]["transcript"]
    heard = Audio(np.frombuffer(sound_of(talk), "<i2").astype(np.int16), RATE_HZ)
    assert heard.duration_seconds > 0.5
    assert heard.rms_dbfs > -40
    # The tiny model calls no functions, and says so.
    assert refused["status_details"]["error"]["code"] == "unsupported_parameter"
