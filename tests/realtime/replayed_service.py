"""A speech-to-speech service of somebody else's, whose events a test replays."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from voicelab import Services, Session, Timeouts
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.retry_policy import RetryPolicy
from voicelab.services.speech_to_speech import SpeechToSpeechService

__all__ = ["SOUND", "Replay", "replayed", "reply_events"]

SOUND = base64.b64encode(bytes(4_800)).decode()
"""0.1 s of it."""

Replay = Callable[[dict[str, Any]], list[dict[str, Any]]]
"""What the service sends upon an event of ours."""


def reply_events(*, said: str = "Well.", **response: Any) -> list[dict[str, Any]]:
    """Return the events of a reply of one message, as OpenAI sends them."""
    of = {"response_id": "r", "item_id": "a"}
    return [
        {"type": "response.created", "response": {"id": "r"}},
        {"type": "response.output_item.added", "response_id": "r", "item": {"id": "a", "type": "message"}},
        {"type": "response.output_audio_transcript.delta", **of, "delta": said},
        {"type": "response.output_audio.delta", **of, "delta": SOUND},
        {"type": "response.done", "response": {"id": "r", "status": "completed", **response}},
    ]


@contextlib.contextmanager
def replayed(
    replay: Replay,
    *,
    first: dict[str, Any] | None = None,
    redirect: str | None = None,
    engine: str = "realtime",
    **options: Any,
) -> Iterator[Session]:
    """Have a session with a service that begins with an event, and goes on as the test says.

    Parameters
    ----------
    redirect
        Where it sends its clients instead.
    """

    def answer(websocket: ServerConnection, _request: Request) -> Response | None:
        if redirect is None:
            return None
        response = websocket.respond(302, "")
        response.headers["Location"] = redirect
        return response

    def talk(websocket: ServerConnection) -> None:
        websocket.send(json.dumps(first or {"type": "session.created"}))
        for message in websocket:
            for event in replay(json.loads(message)):
                websocket.send(json.dumps(event))

    with serve(talk, "127.0.0.1", 0, process_request=answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        completion = CompletionService(api="openai", endpoint=f"{address}/v1", deployment="theirs")
        services = Services(
            speech=SpeechService(host="ws://127.0.0.1:1", key="none"),
            completion=completion,
            realtime=SpeechToSpeechService.realtime(completion, "theirs"),
            voice_live=SpeechToSpeechService.voice_live(address, key="none"),
        )
        timeouts = Timeouts(
            first_token_seconds=2.0,
            next_token_seconds=1.0,
            recognition_seconds=0.5,
            retry=RetryPolicy(first_pause_seconds=0.0),
        )
        options = {"timeouts": timeouts, **options}
        with Session(services=services, log=False, engine=engine, **options) as session:
            yield session
