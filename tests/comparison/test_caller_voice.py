"""The voice of callers: each text is spoken once, and none waits for another."""

from __future__ import annotations

import asyncio
import contextlib

import voicelab as vl
from tests.comparison.conftest import RYAN
from voicelab.comparison.caller_voice import CallerVoice, TurnSound
from voicelab.event_loop import call, run_in_thread
from voicelab.testing import EmbeddedServices, Hang, silence, speech

ONE, OTHER = vl.CallerTurn(says="One text."), vl.CallerTurn(says="And another.")


def test_a_text_that_several_callers_say_at_once_is_spoken_once(embedded: EmbeddedServices) -> None:
    async def speak() -> list[vl.Audio]:
        voice = CallerVoice(embedded.services, vl.Timeouts())
        spoken = await asyncio.gather(*(voice.speak(ONE, RYAN) for _ in range(3)))
        return [each.sound for each in spoken]

    first, *others = call(speak())
    assert first.duration_seconds > 0.0
    assert others == [first] * 2
    assert len(embedded.request_log.synthesis_contexts) == 1


def test_where_words_end_in_noise_is_known_from_the_clean_sound() -> None:
    clean = TurnSound.of(speech(0.5) + silence(0.4))
    noisy = clean.under(vl.Conditions(noise_db=5, speed=2.0))
    assert noisy.quiet_end_seconds == clean.quiet_end_seconds / 2 > 0.1
    assert noisy.sound != clean.sound


def test_a_text_does_not_wait_for_another_to_be_spoken(embedded: EmbeddedServices) -> None:
    log = embedded.request_log
    embedded.faults.add("synthesis", Hang())

    async def speak() -> bool:
        voice = CallerVoice(embedded.services, vl.Timeouts())
        hanging = asyncio.ensure_future(voice.speak(ONE, RYAN))
        await run_in_thread(lambda: log.wait_for(lambda log: bool(log.synthesis_contexts)))
        await voice.speak(OTHER, RYAN)
        is_waiting = not hanging.done()
        hanging.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await hanging
        return is_waiting

    assert call(speak())
