"""Names of speakers, as the real SDK's transcribers receive them: each scripted speaker is a tone."""

from __future__ import annotations

import json
import threading
from typing import Any

import azure.cognitiveservices.speech as sdk
import numpy as np
import pytest

from tests.embedded.clients import engines, recognizer
from voicelab.audio.clip import Audio
from voicelab.embedded.engines import Transcript
from voicelab.embedded.scripted.engines import ScriptedSpeakers
from voicelab.embedded.speech.speaker_names import Guests, SpokenSound
from voicelab.services.speech_sdk import speech_config
from voicelab.testing import Drop, EmbeddedServices, ScriptedEngines, embedded_services, silence, tone

WORDS = ScriptedEngines(transcripts=["One two.", "Three.", "Four.", "Five."])
ANNA, BERT = tone(0.9, 300.0), tone(0.9, 1_500.0)
PAUSE = silence(1.0)
WAIT_SECONDS = 20.0


class Conversation:
    """A transcriber of Azure's, and who said what."""

    def __init__(self, embedded: EmbeddedServices) -> None:
        self.stream = sdk.audio.PushAudioInputStream()
        self.sdk = sdk.transcription.ConversationTranscriber(
            speech_config(embedded.services.speech), sdk.audio.AudioConfig(stream=self.stream)
        )
        self.said: list[tuple[str, str]] = []
        self.interim: list[str] = []
        self._over = threading.Event()
        self.sdk.transcribed.connect(self._transcribed)
        self.sdk.transcribing.connect(lambda event: self.interim.append(event.result.speaker_id))
        self.sdk.session_stopped.connect(lambda _: self._over.set())

    def _transcribed(self, event: Any) -> None:
        if event.result.text:
            self.said.append((event.result.speaker_id, event.result.text))

    def run(self, sound: Audio) -> list[tuple[str, str]]:
        self.stream.write(sound.to_pcm())
        self.stream.close()
        self.sdk.start_transcribing_async().get()
        assert self._over.wait(WAIT_SECONDS)
        self.sdk.stop_transcribing_async().get()
        for signal in (self.sdk.transcribed, self.sdk.transcribing, self.sdk.session_stopped):
            signal.disconnect_all()
        return self.said


def test_who_speaks_again_has_the_same_name() -> None:
    with embedded_services(WORDS) as embedded:
        said = Conversation(embedded).run(ANNA + PAUSE + BERT + PAUSE + ANNA + PAUSE)
    assert said == [("Guest-1", "One two."), ("Guest-2", "Three."), ("Guest-1", "Four.")]


def test_a_hypothesis_is_nobodys_yet() -> None:
    with embedded_services(WORDS) as embedded:
        conversation = Conversation(embedded)
        conversation.run(ANNA + PAUSE)
    assert set(conversation.interim) == {"Unknown"}


def test_names_stay_when_the_connection_is_lost() -> None:
    with embedded_services(WORDS) as embedded:
        embedded.faults.add("recognition", Drop(after_audio_seconds=5.0))
        said = Conversation(embedded).run(ANNA + PAUSE + BERT + PAUSE + BERT + PAUSE + ANNA + PAUSE)
        assert embedded.request_log.connections["recognition"] == 2
    assert [name for name, _ in said] == ["Guest-1", "Guest-2", "Guest-2", "Guest-1"]


def test_two_conversations_have_guests_of_their_own() -> None:
    with embedded_services(WORDS) as embedded:
        first = Conversation(embedded).run(ANNA + PAUSE)
        second = Conversation(embedded).run(BERT + PAUSE)
    assert [name for name, _ in first + second] == ["Guest-1", "Guest-1"]


def test_a_meeting_is_transcribed_with_its_speakers() -> None:
    with embedded_services(WORDS) as embedded:
        channels = 8
        stream = sdk.audio.PushAudioInputStream(sdk.audio.AudioStreamFormat(16_000, 16, channels))
        sound = (ANNA + PAUSE + BERT + PAUSE).samples
        stream.write(np.repeat(sound[:, np.newaxis], channels, axis=1).tobytes())
        stream.close()
        config = speech_config(embedded.services.speech)
        config.set_property_by_name("ConversationTranscriptionInRoomAndOnline", "true")
        meeting = sdk.transcription.Meeting(config, "a-meeting")
        transcriber = sdk.transcription.MeetingTranscriber(sdk.audio.AudioConfig(stream=stream))
        said: list[tuple[str, str]] = []
        over = threading.Event()
        transcriber.transcribed.connect(lambda event: said.append((event.result.user_id, event.result.text)))
        transcriber.session_stopped.connect(lambda _: over.set())
        meeting.add_participant_async(sdk.transcription.Participant("anna@example.com", "en-us")).get()
        transcriber.join_meeting_async(meeting).get()
        transcriber.start_transcribing_async().get()
        assert over.wait(WAIT_SECONDS)
        transcriber.stop_transcribing_async().get()
        transcriber.transcribed.disconnect_all()
        transcriber.session_stopped.disconnect_all()
    assert [line for line in said if line[1]] == [("Guest-1", "One two."), ("Guest-2", "Three.")]


def test_recognition_names_nobody_where_nobody_asks() -> None:
    with embedded_services(WORDS) as embedded, recognizer(embedded.services) as client:
        client.write(ANNA, PAUSE)
        assert "SpeakerId" not in json.loads(client.once().json)


def test_engines_that_tell_nobody_apart_leave_the_speaker_unknown() -> None:
    assert engines().speakers is None


class TestGuests:
    engine = ScriptedSpeakers()

    def test_too_little_sound_is_nobodys(self) -> None:
        assert Guests().number(self.engine, tone(0.05).samples) is None

    def test_a_brief_sound_makes_no_new_guest(self) -> None:
        guests = Guests()
        assert guests.number(self.engine, tone(0.3, 300.0).samples) is None
        assert guests.number(self.engine, tone(0.9, 300.0).samples) == 1
        assert guests.number(self.engine, tone(0.3, 1_500.0).samples) == 1

    def test_no_more_guests_than_there_are(self) -> None:
        guests = Guests(most=2)
        sounds = [tone(0.9, hertz).samples for hertz in (300.0, 1_500.0, 3_000.0)]
        assert [guests.number(self.engine, sound) for sound in sounds][:2] == [1, 2]
        assert guests.number(self.engine, sounds[2]) in (1, 2)


@pytest.mark.parametrize("piece", [160, 16_000])
def test_the_sound_of_a_transcript_is_kept_for_a_minute(piece: int) -> None:
    sound, heard = np.arange(90 * 16_000, dtype=np.int32).astype(np.int16), SpokenSound()
    for place in range(0, len(sound), piece):
        heard.add(sound[place : place + piece])
    late = Transcript("", 80.0, 81.5, final=True)
    assert np.array_equal(heard.of(late), sound[80 * 16_000 : round(81.5 * 16_000)])
    assert len(heard.of(Transcript("", 1.0, 2.0, final=True))) == 0
