"""How the settings reach the services: each in the words of its protocol, and only what has changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.realtime.connections import connected
from voicelab.realtime.events import RequestRefused, ResponseDone, ToolCallRequested
from voicelab.settings import Settings
from voicelab.testing import EmbeddedServices, ScriptedEngines, ToolCall, embedded_services

ASKED: dict[str, list[tuple[dict[str, Any], str, Any]]] = {
    "realtime": [
        ({"system_prompt": "Be kind."}, "instructions", "Be kind."),
        ({"max_tokens": 50}, "max_output_tokens", 400),
        ({"max_tokens": 2_000}, "max_output_tokens", "inf"),
        ({"voice": "cedar"}, "audio.output.voice", "cedar"),
        ({"voice": "de-DE-KatjaNeural"}, "audio.output.voice", "marin"),
        ({"speaking_rate": 1.2}, "audio.output.speed", 1.2),
        ({"speaking_rate": 2.0}, "audio.output.speed", 1.5),
        ({"noise_reduction": "far_field"}, "audio.input.noise_reduction", {"type": "far_field"}),
        ({}, "audio.input.transcription.model", "gpt-4o-mini-transcribe"),
        ({"language": "de-DE"}, "audio.input.transcription.language", "de"),
        ({"language": ("de-DE", "en-US")}, "audio.input.transcription.language", None),
        ({"phrases": ("Zugspitze", "K2")}, "audio.input.transcription.prompt",
         "Expect these names and terms: Zugspitze, K2."),
        ({"transcription_model": "whisper-1", "phrases": ("Zugspitze", "K2")},
         "audio.input.transcription.prompt", "Zugspitze, K2"),
        ({"transcription_model": "gpt-transcribe", "phrases": ("K2",)},
         "audio.input.transcription.keywords", ["K2"]),
        ({}, "audio.input.turn_detection.type", "server_vad"),
        ({"end_silence_seconds": 0.7}, "audio.input.turn_detection.silence_duration_ms", 700),
        ({"vad_threshold": 0.8}, "audio.input.turn_detection.threshold", 0.8),
        ({"prefix_padding_seconds": 0.2}, "audio.input.turn_detection.prefix_padding_ms", 200),
        ({"turn_detection": "semantic_vad", "eagerness": "high"},
         "audio.input.turn_detection.eagerness", "high"),
        ({"turn_detection": "azure_semantic_vad"}, "audio.input.turn_detection.type", "server_vad"),
        ({"voice": "voice_1234"}, "audio.output.voice", {"id": "voice_1234"}),
    ],
    "voice-live": [
        ({"system_prompt": "Be kind."}, "instructions", "Be kind."),
        ({"max_tokens": 50}, "max_response_output_tokens", 50),
        ({"max_tokens": 50, "voice": "alloy"}, "max_response_output_tokens", 400),
        ({"voice": "alloy"}, "voice", {"type": "openai", "name": "alloy"}),
        ({"voice": "en-US-GuyNeural", "speaking_rate": 1.2, "pitch": 0.9, "volume": 0.5, "style": "cheerful"},
         "voice", {"type": "azure-standard", "name": "en-US-GuyNeural", "style": "cheerful", "rate": "+20%",
                   "pitch": "-10%", "volume": "50"}),
        ({"voice": "Mine", "custom_voice_endpoint": "abc-1"}, "voice",
         {"type": "azure-custom", "name": "Mine", "endpoint_id": "abc-1"}),
        ({"noise_reduction": "azure_deep_noise_suppression"}, "input_audio_noise_reduction",
         {"type": "azure_deep_noise_suppression"}),
        ({}, "input_audio_transcription.model", "azure-speech"),
        ({"language": ("de-DE", "en-US")}, "input_audio_transcription.language", "de-DE,en-US"),
        ({"phrases": ("K2",)}, "input_audio_transcription.phrase_list", ["K2"]),
        ({"custom_speech_endpoint": "abc-1"}, "input_audio_transcription.custom_speech", {"en-US": "abc-1"}),
        ({"transcription_model": "whisper-1", "phrases": ("K2",)},
         "input_audio_transcription.phrase_list", None),
        ({}, "turn_detection.type", "azure_semantic_vad"),
        ({"end_silence_seconds": 0.7}, "turn_detection.silence_duration_ms", 700),
        ({"turn_detection": "azure_semantic_vad_multilingual", "language": ("de-DE", "en-US")},
         "turn_detection.languages", ["de-DE", "en-US"]),
        ({"turn_detection": "server_vad", "vad_threshold": 0.8}, "turn_detection.threshold", 0.8),
        ({"turn_detection": "semantic_vad", "eagerness": "low"}, "turn_detection.eagerness", "low"),
        ({}, "input_audio_sampling_rate", 16_000),
    ],
}  # fmt: skip
"""Settings, and what the service then says that its session has: the path, the value."""


def at_path(session: Any, path: str) -> Any:
    for name in path.split("."):
        session = session.get(name)
    return session


def asked(embedded: EmbeddedServices, kind: str, part: str) -> list[dict[str, Any]]:
    """Return what the service was asked for."""
    events = embedded.request_log.realtime_events(sent=False)
    return [event[part] for event in events if event["type"] == kind]


async def test_every_setting_reaches_the_session(engine: str) -> None:
    with embedded_services(ScriptedEngines(custom_models=True)) as embedded:
        async with connected(embedded, Settings(engine=engine), listens=True) as events:
            for place, (changes, _, _) in enumerate(ASKED[engine]):
                values = {"system_prompt": str(place), **changes}
                await events.connection.update(Settings(engine=engine, **values), listens=True)
            await events.connection.respond(Settings(engine=engine))
            await events.until(ResponseDone)
    told = embedded.request_log.realtime_events(sent=True)
    _, *sessions = [event["session"] for event in told if event["type"] == "session.updated"]
    assert events.of(RequestRefused) == []
    assert [
        (changes, path, at_path(session, path))
        for (changes, path, value), session in zip(ASKED[engine], sessions, strict=True)
        if at_path(session, path) != value
    ] == []


async def test_a_response_is_by_the_settings_of_its_turn(scripted: EmbeddedServices, engine: str) -> None:
    first = Settings(engine=engine, system_prompt="First.", reasoning_effort="low", temperature=0.3)
    second = Settings(engine=engine, system_prompt="", max_tokens=5_000, temperature=None)
    async with connected(scripted, first) as events:
        for settings in (first, second):
            await events.connection.respond(settings)
            await events.until(ResponseDone)

    thought = {
        "realtime": {"max_output_tokens": 800, "reasoning": {"effort": "low"}},
        "voice-live": {"max_output_tokens": 100, "reasoning_effort": "low", "temperature": 0.3},
    }
    assert asked(scripted, "response.create", "response") == [
        {"instructions": "First.", **thought[engine]},
        {"instructions": "", "max_output_tokens": "inf"},
    ]


async def test_what_has_not_changed_is_not_sent_again(scripted: EmbeddedServices, engine: str) -> None:
    settings = Settings(engine=engine)
    async with connected(scripted, settings) as events:
        await events.connection.update(settings, listens=False)
        await events.connection.update(settings.replace(system_prompt="New."), listens=False)
        await events.connection.update(settings.replace(system_prompt="New."), listens=True)
        await events.connection.respond(settings)
        await events.until(ResponseDone)

    whole, prompt, listening = asked(scripted, "session.update", "session")
    assert whole["instructions"] == settings.system_prompt
    assert prompt.pop("type", "realtime") == listening.pop("type", "realtime") == "realtime"
    assert prompt == {"instructions": "New."}
    assert list(listening) == ["audio" if engine == "realtime" else "turn_detection"]


@pytest.mark.parametrize("turn_detection", ["auto", "server_vad", "semantic_vad"])
async def test_the_service_never_replies_or_interrupts_by_itself(
    scripted: EmbeddedServices, engine: str, turn_detection: str
) -> None:
    settings = Settings(engine=engine, turn_detection=turn_detection)
    async with connected(scripted, settings, listens=True) as events:
        await events.connection.respond(settings)
        await events.until(ResponseDone)

    (session,) = asked(scripted, "session.update", "session")
    turns = session["audio"]["input"] if engine == "realtime" else session
    assert (turns["turn_detection"]["create_response"], turns["turn_detection"]["interrupt_response"]) == (
        False,
        False,
    )


async def test_an_update_that_was_refused_is_sent_whole_the_next_time(scripted: EmbeddedServices) -> None:
    settings = Settings(engine="voice-live")
    async with connected(scripted, settings.replace(voice="en-US-NobodyNeural")) as events:
        refused = await events.until(RequestRefused)
        await events.connection.update(settings, listens=False)
        await events.connection.respond(settings)
        done = await events.until(ResponseDone)

    assert (refused.request, refused.error.code) == ("update", "unknown-voice")
    assert done.status == "completed"
    assert asked(scripted, "session.update", "session")[1]["turn_detection"] is None


async def test_a_voice_that_is_not_there_is_refused_with_those_that_are(scripted: EmbeddedServices) -> None:
    async with connected(scripted, Settings(engine="realtime", voice="af_heart")) as events:
        refused = await events.until(RequestRefused)

    assert (refused.request, refused.error.code) == ("update", "unknown-voice")
    assert "marin" in refused.error.hint


async def test_functions_reach_the_model_and_their_calls_come_back(engine: str) -> None:
    tool: dict[str, object] = {
        "name": "weather",
        "description": "Tell the weather.",
        "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
    }
    call = ToolCall("weather", '{"place": "Bonn"}')
    settings, seen = Settings(engine=engine), list[list[dict[str, Any]]]()

    def reply(messages: list[dict[str, Any]]) -> str | ToolCall:
        seen.append(messages)
        return call if len(seen) == 1 else "It rains."

    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        async with connected(embedded, settings) as events:
            await events.connection.update(settings, listens=False, tools=[tool])
            await events.connection.add_message("user", "How is the weather in Bonn?")
            await events.connection.respond(settings)
            asked_for = await events.until(ToolCallRequested)
            await events.until(ResponseDone)
            await events.connection.add_tool_output(asked_for.call_id, "rain")
            await events.connection.respond(settings)
            await events.until(ResponseDone)

    assert (asked_for.name, asked_for.arguments) == ("weather", call.arguments)
    assert seen[1][-1]["content"] == "rain"
