"""Seeds: what the official SDKs send, recorded as they send it, and what is only written by hand."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from dataclasses import dataclass
from typing import Any

import azure.cognitiveservices.speech as sdk

from tests.embedded.clients import (
    TEXT_STREAM_PATH,
    azure_client,
    close_clients,
    plain_client,
    recognizer,
    synthesizer,
    text_stream,
)
from tests.embedded.realtime.talks import Talk as SdkTalk
from tests.embedded.realtime.talks import live_talk, openai_talk, preview_talk
from tests.embedded.realtime.test_odd_events import FLAT, LIVE, NESTED, OTHERS, RESPONSE
from tests.fuzz.recorder import Request, Talk, recorder
from tests.fuzz.served import KEY, Served
from voicelab.services.speech_sdk import speech_config
from voicelab.testing import EmbeddedServices, silence, speech

__all__ = ["Seeds", "recorded_seeds", "sound_files"]

_KEY = (("Ocp-Apim-Subscription-Key", KEY),)
SSML = (
    "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' "
    "xmlns:mstts='http://www.w3.org/2001/mstts' xml:lang='en-US'><voice name='en-US-JennyNeural'>"
    "<mstts:silence type='Sentenceboundary' value='200ms'/>"
    "<mstts:express-as style='cheerful' styledegree='1.5' role='Girl'>Hello <break time='100ms'/> there. "
    "<bookmark mark='here'/></mstts:express-as><prosody rate='+20%' pitch='-2st' volume='80'>It is "
    "<say-as interpret-as='date' format='mdy'>11/30/2026</say-as>, "
    "<say-as interpret-as='cardinal'>21</say-as> and <sub alias='World Wide Web'>WWW</sub>.</prosody>"
    "<emphasis level='strong'>Now</emphasis> <lang xml:lang='de-DE'>Guten Tag</lang> "
    "<p><s>One.</s><s>Two.</s></p></voice></speak>"
)
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "look",
        "description": "Look.",
        "parameters": {
            "type": "object",
            "properties": {"a": {"type": "string", "enum": ["b"]}},
            "required": ["a"],
        },
    },
}
CHAT: dict[str, Any] = {
    "model": "scripted",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c", "type": "function", "function": {"name": "look", "arguments": "{}"}}],
        },
        {"role": "tool", "tool_call_id": "c", "content": "x"},
        {"role": "user", "content": "And?"},
    ],
    "tools": [TOOL],
    "tool_choice": "auto",
    "parallel_tool_calls": False,
    "temperature": 0.5,
    "top_p": 0.9,
    "seed": 1,
    "stop": ["x"],
    "n": 2,
    "max_completion_tokens": 20,
    "logit_bias": {"1": 1},
    "presence_penalty": 0.1,
    "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}}},
    "stream": True,
    "stream_options": {"include_usage": True},
    "user": "me",
}
RESPONSES: dict[str, Any] = {
    "model": "scripted",
    "instructions": "Be brief.",
    "input": [
        {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
        {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": "x"},
    ],
    "tools": [{"type": "function", **TOOL["function"]}],
    "tool_choice": "none",
    "max_output_tokens": 20,
    "text": {"format": {"type": "text"}},
    "reasoning": {"effort": "low"},
    "metadata": {"a": "b"},
    "stream": False,
    "store": False,
}
EMBED = {"model": "scripted", "input": ["Hi", "there"], "encoding_format": "base64"}
DEFINITION = {
    "locales": ["en-US", "de-DE"],
    "diarization": {"enabled": True, "maxSpeakers": 2},
    "channels": [0],
    "profanityFilterMode": "Masked",
    "phraseList": {"phrases": ["a"]},
}
FAULTS: list[dict[str, Any]] = [
    {
        "stage": "voices",
        "fault": "Refuse",
        "status": 429,
        "code": "x",
        "message": "y",
        "retry_after_seconds": 2.5,
    },
    {"stage": "voices", "fault": "Refuse", "status": 503, "body": "<html>", "times": 2},
    {"stage": "completion", "fault": "Delay", "seconds": 0.01},
    {"stage": "completion", "fault": "CutStream", "after_messages": 1, "times": 1},
    {"stage": "completion", "fault": "Garbage", "before": "", "after_audio_seconds": 0.0},
    {"stage": "completion", "fault": "FilterPrompt", "category": "hate"},
    {"stage": "completion", "fault": "FilterReply", "category": "hate", "after_messages": 2},
    {"stage": "completion", "fault": "RejectParameter", "parameter": "messages", "times": None},
    {"stage": "completion", "fault": "LimitContext", "characters": 1},
    {"stage": "end-of-turn", "fault": "Refuse", "status": 500},
]


@dataclass(frozen=True, slots=True)
class Seeds:
    """What mutations begin with."""

    requests: list[Request]
    control: list[Request]
    """Those of the routes that Azure has not."""
    talks: list[Talk]

    def talks_at(self, *paths: str) -> list[Talk]:
        """Return the websockets whose paths end so."""
        return [talk for talk in self.talks if talk.upgrade.target.partition("?")[0].endswith(paths)]


def recorded_seeds(served: Served) -> Seeds:
    """Let each SDK do what it does, once; return what they sent, and what has no SDK."""
    context = recorder(served.port)
    port, requests, talks = served.run(context.__aenter__())
    try:
        embedded = served.at(port)
        _use_speech(embedded)
        _use_openai(embedded)
        asyncio.run(_use_realtime(embedded))
    finally:
        close_clients()
        served.run(context.__aexit__(None, None, None))
    spoken = [talk for talk in talks if "realtime" in talk.upgrade.target]
    written = [Talk(talk.upgrade, [json.dumps(event) for event in _events(talk)]) for talk in spoken]
    return Seeds([*requests, *_written_requests()], _control_requests(), [*talks, *written])


def sound_files() -> dict[str, bytes]:
    """Return a short sound in each kind of file."""
    sound = speech(0.3)
    files = {"wav": sound.to_wav()}
    for kind in ("mp3", "flac", "ogg"):
        held = io.BytesIO()
        sound.save(held, format=kind)
        files[kind] = held.getvalue()
    return files


def _use_speech(embedded: EmbeddedServices) -> None:
    services = embedded.services

    def detailed(config: sdk.SpeechConfig) -> None:
        config.output_format = sdk.OutputFormat.Detailed
        config.request_word_level_timestamps()

    with recognizer(services, languages=["en-US", "de-DE"], phrases=["Ada"], configure=detailed) as client:
        client.write(speech(0.5), silence(0.5))
        client.to_the_end()
    with recognizer(services, sample_rate_hz=8_000) as client:
        client.write(speech(0.5, 8_000), silence(0.5, 8_000))
        client.once()
    with synthesizer(services, words=True) as voice:
        voice.text("Hello there.")
        voice.ssml(SSML)
    with synthesizer(services, path=TEXT_STREAM_PATH) as voice:
        request = text_stream()
        task = voice.sdk.speak_async(request)
        request.input_stream.write("Hello. How are ")
        request.input_stream.write("you?")
        request.input_stream.close()
        task.get()
    sdk.SpeechSynthesizer(speech_config(services.speech), None).get_voices_async().get()


def _use_openai(embedded: EmbeddedServices) -> None:
    plain, azure = plain_client(embedded.services), azure_client(embedded.services)
    messages: Any = [{"role": "user", "content": "Hi"}]
    for client in (plain, azure):
        list(client.chat.completions.create(model="scripted", messages=messages, stream=True))
        client.models.list()
        client.embeddings.create(model="scripted", input="Hi")
    plain.responses.create(model="scripted", input="Hi")
    plain.completions.create(model="scripted", prompt="Hi")


async def _use_realtime(embedded: EmbeddedServices) -> None:
    opened: Any = ((openai_talk, {"type": "realtime"}), (preview_talk, {}), (live_talk, {}))
    for open_talk, session in opened:
        async with open_talk(embedded) as talk:
            await _converse(talk, session)


async def _converse(talk: SdkTalk, session: dict[str, Any]) -> None:
    await talk.update(**session, instructions="Be brief.")
    item = await talk.write("Hi")
    await talk.reply()
    await talk.say(0.4)
    await talk.until("response.done")
    await talk.send("conversation.item.retrieve", item_id=item)
    await talk.send("conversation.item.delete", item_id=item)
    await talk.send("response.cancel")
    await talk.until("error")


def _events(talk: Talk) -> list[dict[str, Any]]:
    """Return events of each kind, as the websocket's dialect has them."""
    if talk.upgrade.target.startswith("/voice-live"):
        update = LIVE
    else:
        update = NESTED if "/v1/" in talk.upgrade.target else FLAT
    sound = base64.b64encode(speech(0.4, 24_000).to_pcm()).decode()
    said = [{"type": "input_audio_buffer.append", "audio": sound}, {"type": "input_audio_buffer.commit"}]
    return [update, *OTHERS, RESPONSE, *said, {"type": "response.create"}]


def _written_requests() -> list[Request]:
    sounds = sound_files()
    chat = "/openai/deployments/scripted/chat/completions?api-version=2024-10-21"
    json_type, ssml_type = ("Content-Type", "application/json"), ("Content-Type", "application/ssml+xml")
    format_name = ("X-Microsoft-OutputFormat", "audio-16khz-32kbitrate-mono-mp3")
    short = (
        "/speech/recognition/conversation/cognitiveservices/v1?language=en-US&format=detailed&profanity=raw"
    )
    answers = [
        Request("POST", path, (*_KEY, json_type), json.dumps(body).encode())
        for path, body in (
            (chat, CHAT), ("/v1/chat/completions", {**CHAT, "stream": False}), ("/openai/v1/responses",
            RESPONSES),
            ("/v1/responses", {**RESPONSES, "stream": True, "input": "Hi"}), ("/v1/embeddings", EMBED),
            ("/v1/completions", {"model": "scripted", "prompt": ["Hi"], "max_tokens": 5, "echo": False,
            "n": 1}),
        )
    ]  # fmt: skip
    return [
        *answers,
        Request("POST", "/cognitiveservices/v1", (*_KEY, ssml_type, format_name), SSML.encode()),
        Request("POST", "/tts/cognitiveservices/v1", (*_KEY, ssml_type), SSML.encode("utf-16")),
        Request("GET", "/cognitiveservices/voices/list", _KEY),
        *(
            Request("POST", short, (*_KEY, ("Content-Type", f"audio/{kind}")), data)
            for kind, data in sounds.items()
        ),
        *(form(data) for data in sounds.values()),
        Request("GET", "/v1/models/scripted", _KEY),
    ]


def form(sound: bytes, definition: bytes | None = None) -> Request:
    """Return a request of fast transcription."""
    text = json.dumps(DEFINITION).encode() if definition is None else definition
    parts = (b'name="audio"; filename="a.wav"', sound), (b'name="definition"', text)
    body = b"".join(
        b"--b0\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + data + b"\r\n"
        for head, data in parts
    )
    path = "/speechtotext/transcriptions:transcribe?api-version=2024-11-15"
    return Request(
        "POST", path, (*_KEY, ("Content-Type", "multipart/form-data; boundary=b0")), body + b"--b0--\r\n"
    )


def _control_requests() -> list[Request]:
    words = json.dumps({"words": "I would like", "before": "What?"}).encode()
    return [
        Request("POST", "/_voicelab/end-of-turn/words", _KEY, words),
        Request("POST", "/_voicelab/end-of-turn/smart-turn", _KEY, speech(0.3).to_wav()),
        Request("GET", "/_voicelab/end-of-turn/words", _KEY),
        Request("GET", "/_voicelab/errors?reason=x", _KEY),
        Request("POST", "/sts/v1.0/issueToken", _KEY),
        *(Request("POST", "/_voicelab/faults", _KEY, json.dumps(fault).encode()) for fault in FAULTS),
        Request("DELETE", "/_voicelab/faults", _KEY),
    ]
