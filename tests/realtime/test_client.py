"""Connections to speech-to-speech services, shared by replies and by who listens, and kept or opened anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from unittest.mock import AsyncMock

import pytest

from voicelab import Audio, Settings, Timeouts
from voicelab.errors import ConfigurationError, VoicelabError
from voicelab.realtime.client import RealtimeClient
from voicelab.realtime.conversation_items import EarlierTurn
from voicelab.realtime.events import InputCommitted, InputTranscribed, ReplySound
from voicelab.realtime.input_lease import InputLease
from voicelab.realtime.opening import open_connection
from voicelab.realtime.reply import RealtimeReply
from voicelab.realtime.reply_request import ReplyRequest, UserInput
from voicelab.services.retry_policy import RetryPolicy
from voicelab.testing import Drop, EmbeddedServices, ScriptedEngines, embedded_services, silence, speech

SETTINGS = Settings(engine="realtime", system_prompt="")


class Model:
    """Keeps what it saw."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []

    def __call__(self, messages: list[dict[str, Any]]) -> str:
        self.seen.append([str(message["content"]) for message in messages])
        return "Yes."


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def embedded(model: Model) -> Iterator[EmbeddedServices]:
    transcripts = lambda audio: f"I speak {audio.duration_seconds:.0f} s."  # noqa: E731
    with embedded_services(ScriptedEngines(transcripts=transcripts, reply=model)) as running:
        yield running


@pytest.fixture
async def client(embedded: EmbeddedServices, model: Model) -> AsyncIterator[RealtimeClient]:
    model.seen.clear()
    timeouts = Timeouts(retry=RetryPolicy(first_pause_seconds=0.01))
    client = RealtimeClient(
        lambda settings: open_connection(embedded.services, settings, timeouts),
        lambda settings: settings.deployment,
        timeouts,
    )
    yield client
    await client.close()


def asked(client: RealtimeClient, key: str, user: UserInput, *earlier: EarlierTurn) -> RealtimeReply:
    return client.reply(ReplyRequest(key=key, settings=SETTINGS, user=user, earlier=earlier))


async def whole(reply: RealtimeReply) -> str:
    """Read a reply to its end."""
    async for _ in reply:
        pass
    return reply.text


async def committed(lease: InputLease, sound: Audio) -> str:
    """Say something; return its item."""
    await lease.append(sound.to_pcm())
    await lease.commit()
    while not isinstance(event := await lease.next(), InputCommitted):
        pass
    return event.item_id


async def all_that_comes(lease: InputLease) -> None:
    """Read what comes of the user's sound, until the connection is lost."""
    while True:
        await lease.next()


async def test_a_reply_is_made_over_the_connection_that_somebody_listens_to(
    client: RealtimeClient, model: Model, embedded: EmbeddedServices
) -> None:
    before = embedded.request_log.connections["realtime"]
    lease = await client.listen(SETTINGS)
    await lease.configure(SETTINGS, detects_turns=False)
    item = lease.item(await committed(lease, speech(seconds=1.0)))

    await whole(asked(client, "one", UserInput(item=item)))
    await whole(asked(client, "two", UserInput(text="Two?"), EarlierTurn("one", "I speak 1 s.", "Yes.")))

    assert model.seen == [["I speak 1 s."], ["I speak 1 s.", "Yes.", "Two?"]]
    assert embedded.request_log.connections["realtime"] - before == 1
    while not isinstance(event := await lease.next(), InputTranscribed):
        pass
    assert event == InputTranscribed(item.item_id, "I speak 1 s.")


async def test_a_recording_is_appended_where_nobody_listens(
    client: RealtimeClient, model: Model, embedded: EmbeddedServices
) -> None:
    before = embedded.request_log.connections["realtime"]
    lease = await client.listen(SETTINGS)
    await lease.configure(SETTINGS, detects_turns=False)
    await lease.append(speech(seconds=1.0).to_pcm())

    reply = asked(client, "one", UserInput(sound=speech(seconds=2.0)))
    assert await whole(reply) == "Yes."
    assert isinstance(heard := await reply.transcript(), InputTranscribed)
    assert heard.text == "I speak 2 s."
    await lease.commit()
    assert isinstance(await lease.next(), InputCommitted)

    assert embedded.request_log.connections["realtime"] - before == 2
    assert lease.fits(SETTINGS)


async def test_what_was_said_meanwhile_is_answered_in_its_own_turn(
    client: RealtimeClient, model: Model
) -> None:
    lease = await client.listen(SETTINGS)
    await lease.configure(SETTINGS, detects_turns=False)
    first, second = [
        UserInput(sound=sound, item=lease.item(await committed(lease, sound)))
        for sound in (speech(seconds=1.0), speech(seconds=2.0))
    ]

    await whole(asked(client, "one", first))
    await whole(asked(client, "two", second, EarlierTurn("one", "I speak 1 s.", "Yes.")))

    assert model.seen == [["I speak 1 s."], ["I speak 1 s.", "Yes.", "I speak 2 s."]]


async def test_what_was_said_over_a_lost_connection_is_given_to_the_next_with_the_history_ahead_of_it(
    client: RealtimeClient, model: Model, embedded: EmbeddedServices
) -> None:
    lease = await client.listen(SETTINGS)
    await lease.configure(SETTINGS, detects_turns=False)
    sound = speech(seconds=1.0)
    user = UserInput(sound=sound, item=lease.item(await committed(lease, sound)))
    embedded.faults.add("realtime", Drop(before="response.created"))

    before = EarlierTurn("zero", "Hello.", "Good day.")
    reply = asked(client, "one", user, before)
    reading = asyncio.ensure_future(whole(reply))
    with pytest.raises(VoicelabError, match="closed the connection"):
        await all_that_comes(lease)
    await lease.close()
    again = await client.listen(SETTINGS)
    await again.configure(SETTINGS, detects_turns=True)
    await again.append(silence(seconds=0.2).to_pcm())
    await reading

    assert model.seen == [["Hello.", "Good day.", "I speak 1 s."]]


async def test_history_that_a_conversation_lacks_goes_ahead_of_what_was_just_said(
    client: RealtimeClient, model: Model
) -> None:
    lease = await client.listen(SETTINGS)
    await lease.configure(SETTINGS, detects_turns=False)
    item = lease.item(await committed(lease, speech(seconds=1.0)))
    turns = [EarlierTurn("a", "One?", "1."), EarlierTurn("b", "Two?", ""), EarlierTurn("c", "", "3.")]

    await whole(asked(client, "one", UserInput(item=item), *turns))
    await whole(asked(client, "two", UserInput(text="Next?"), turns[0], turns[2]))

    assert model.seen == [["One?", "1.", "Two?", "3.", "I speak 1 s."], ["One?", "1.", "3.", "Next?"]]


async def test_a_turn_that_was_no_turn_is_deleted(client: RealtimeClient, model: Model) -> None:
    lease = await client.listen(SETTINGS)
    await lease.configure(SETTINGS, detects_turns=False)
    await lease.delete(await committed(lease, speech(seconds=1.0)))
    await whole(asked(client, "one", UserInput(text="One?")))

    assert model.seen == [["One?"]]


async def test_a_reply_that_is_left_is_cancelled_and_the_next_one_follows(
    client: RealtimeClient, model: Model
) -> None:
    reply = asked(client, "one", UserInput(text="One?"))
    async for item in reply:
        if isinstance(item, ReplySound):
            break
    await reply.aclose()
    await reply.cut(0.0)
    await whole(asked(client, "two", UserInput(text="Two?"), EarlierTurn("one", "One?", "")))

    assert model.seen == [["One?"], ["One?", "Two?"]]


async def test_settings_that_are_refused_since_the_model_has_replied_have_another_connection(
    client: RealtimeClient, model: Model
) -> None:
    shared = await client.connection(SETTINGS)
    await whole(asked(client, "one", UserInput(text="One?")))
    shared.has_sounded = False  # as if nobody knew that the voice is settled
    cedar, before = SETTINGS.replace(voice="cedar"), EarlierTurn("one", "One?", "Yes.")
    other = ReplyRequest(key="two", settings=cedar, user=UserInput(text="Two?"), earlier=(before,))

    assert await whole(client.reply(other)) == "Yes."
    assert model.seen[-1] == ["One?", "Yes.", "Two?"]
    assert await client.connection(cedar) is not shared


async def test_a_listener_that_leaves_twice_does_not_end_the_next_one(client: RealtimeClient) -> None:
    first = await client.listen(SETTINGS)
    await first.close()
    second = await client.listen(SETTINGS)
    await second.configure(SETTINGS, detects_turns=False)
    await first.close()

    assert await committed(second, speech(seconds=1.0))


async def test_another_connection_that_cannot_be_opened_is_a_failure(
    client: RealtimeClient, embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = await client.connection(SETTINGS)
    await whole(asked(client, "one", UserInput(text="One?")))
    shared.has_sounded = False  # as if nobody knew that the voice is settled
    opening = AsyncMock(side_effect=ConfigurationError("Nothing there.", code="missing-variable"))
    monkeypatch.setattr(client, "_open_connection", opening)
    other = ReplyRequest(key="two", settings=SETTINGS.replace(voice="cedar"), user=UserInput(text="Two?"))

    with pytest.raises(ConfigurationError, match="Nothing there"):
        await asyncio.wait_for(whole(client.reply(other)), 10.0)
    opening.assert_awaited_once()


@pytest.mark.parametrize("ends_by_itself", [False, True])
async def test_a_response_that_nobody_asked_for_is_ended_and_no_part_of_the_conversation(
    client: RealtimeClient, model: Model, monkeypatch: pytest.MonkeyPatch, ends_by_itself: bool
) -> None:
    shared = await client.connection(SETTINGS)
    cancel = AsyncMock(wraps=None if ends_by_itself else shared.sdk.cancel)
    monkeypatch.setattr(shared.sdk, "cancel", cancel)
    await shared.update(SETTINGS)
    await shared.sdk.respond(SETTINGS)
    async with shared.response() as events:
        while shared.responses.last_done_id is None:
            await asyncio.sleep(0.001)
    assert events.empty()
    cancel.assert_awaited_once()
    assert await whole(asked(client, "one", UserInput(text="One?"))) == "Yes."

    assert model.seen[-1] == ["One?"]


async def test_a_recording_that_is_not_given_whole_is_no_part_of_the_next(
    client: RealtimeClient, model: Model
) -> None:
    shared = await client.connection(SETTINGS)
    reading = asyncio.ensure_future(whole(asked(client, "one", UserInput(sound=speech(seconds=20.0)))))
    while not shared.appended_seconds:
        await asyncio.sleep(0)
    lease = await client.listen(SETTINGS)
    assert not shared.is_listened
    await lease.close()
    reading.cancel()
    await asyncio.wait({reading})
    await whole(asked(client, "two", UserInput(sound=speech(seconds=1.0))))

    assert model.seen == [["I speak 1 s."]]


async def test_a_closed_client_opens_nothing(client: RealtimeClient) -> None:
    await client.warm(SETTINGS)
    assert not client.is_cold(SETTINGS)
    await client.close()

    with pytest.raises(ConfigurationError, match="closed"):
        await client.connection(SETTINGS)
