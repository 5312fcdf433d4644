"""Why a side of an exchange has no sound, in a sentence for each."""

from __future__ import annotations

from typing import Literal

from voicelab.error_codes import ERROR_CODES
from voicelab.exchange.fields import ExchangeFields

__all__ = ["came_without_sound", "came_without_transcript", "missing_sides", "nothing_said"]

Side = Literal["heard", "spoken"]

_HOW_TO_KEEP = "One that is made with SessionLog(keep_audio=True) does."


def nothing_said(exchange: ExchangeFields) -> str:
    """Return what is said in place of a transcript that is empty, as the beginning of a sentence."""
    if came_without_sound(exchange):
        return "Nothing was heard"
    return "No transcript came" if came_without_transcript(exchange) else "Nothing was understood"


def came_without_transcript(exchange: ExchangeFields) -> bool:
    """Whether a speech-to-speech model heard what nobody wrote down: it may have understood every word."""
    was_written = exchange.transcript or exchange.latency.transcript_seconds is not None
    return exchange.settings.is_speech_to_speech and exchange.came_through and not was_written


def came_without_sound(exchange: ExchangeFields) -> bool:
    """Whether there was no microphone to hear the user by: nobody knows if anything was said."""
    known = ERROR_CODES.get(exchange.error_code or "")
    return (
        known is not None and not exchange.transcript and not {"browser", "devices"}.isdisjoint(known.parts)
    )


def missing_sides(exchange: ExchangeFields, sounding: set[Side]) -> str:
    """Return why an exchange lacks sound; empty if it lacks none.

    Parameters
    ----------
    sounding
        The sides that have sound.
    """
    reasons = {
        what: why(exchange)
        for side, what, why in (
            ("heard", "what you said", _why_unheard),
            ("spoken", "the reply", _why_unspoken),
        )
        if side not in sounding
    }
    sentences = [reason for reason in reasons.values() if reason is not None]
    if unkept := [what for what, reason in reasons.items() if reason is None]:
        what = "this turn" if len(unkept) == 2 else unkept[0]
        sentences.append(f"The log kept no sound of {what}. {_HOW_TO_KEEP}")
    return " ".join(sentences)


def _why_unheard(exchange: ExchangeFields) -> str | None:
    """Return why nothing of the user sounds; `None` if it is the log that keeps none."""
    if exchange.input_mode == "text":
        return "This turn was typed: it has no sound of yours."
    if exchange.heard_path is not None:
        return "The file with what you said is not there any more."
    if exchange.error_stage == "recognition":
        return "No sound of what you said was kept, for it was not recognised."
    latency = exchange.latency
    if latency.end_of_turn_seconds is not None and latency.transcript_seconds is None:
        return "No sound of what you said was kept, for its final transcript did not come."
    if exchange.transcript or exchange.usage.recognised_seconds:
        return None
    known = ERROR_CODES.get(exchange.error_code or "")
    return f"No sound came from you: {known.meaning}." if known is not None else "No sound came from you."


def _why_unspoken(exchange: ExchangeFields) -> str | None:
    """Return why no reply sounds; `None` if it is the log that keeps none."""
    was_interrupted = exchange.outcome == "interrupted"
    if exchange.spoken_path is not None:
        return "The file with the reply is not there any more."
    if not exchange.spoken_text:
        if was_interrupted:
            return "The reply was interrupted before any of it was spoken."
        return "Nothing was spoken in reply."
    if was_interrupted and exchange.heard_text == "":
        return "The reply was interrupted before it was heard."
    if exchange.error_code is not None and exchange.latency.first_audio_seconds is None:
        return "The voice gave no sound."
    return None
