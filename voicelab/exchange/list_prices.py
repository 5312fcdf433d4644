"""List prices: what the services ask of everybody, in US dollars.

Of models: https://developers.openai.com/api/docs/pricing, which Azure OpenAI follows. Of Azure Speech and of
Voice Live: https://azure.microsoft.com/pricing/details/cognitive-services/speech-services/; which model is of
which tier: https://learn.microsoft.com/azure/ai-services/speech-service/voice-live#pricing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from voicelab.exchange.billing import What
from voicelab.exchange.price import Price

__all__ = ["LIST_PRICES", "LOOKED_UP"]

LOOKED_UP = "2026-11"
"""Month in which the numbers were looked up."""

_SOUND: tuple[What, ...] = ("prompt-audio-tokens", "cached-audio-tokens", "completion-audio-tokens")
_TEXT: tuple[What, ...] = ("prompt-tokens", "cached-tokens", "completion-tokens")

Amounts: TypeAlias = tuple[float, float | None, float]
"""Of a million tokens: of the prompt, cached ones, and those of the reply. `None` where cached ones cost what
others do."""


@dataclass(frozen=True, slots=True)
class Tier:
    """What Voice Live asks for the models of a tier."""

    text: Amounts
    sound: Amounts
    """Heard and spoken by Azure Speech."""
    custom_sound: Amounts
    """Heard and spoken by custom models of Azure Speech."""


_PRO = Tier((4.00, 0.40, 16.00), (17.00, 0.40, 31.00), (40.00, 0.40, 55.00))
_STANDARD = Tier((0.66, 0.33, 2.64), (15.00, 0.33, 26.00), (39.00, 0.33, 50.00))
_LITE = Tier((0.11, 0.04, 0.44), (15.00, 0.04, 25.00), (38.00, 0.04, 50.00))


def _millions(whats: tuple[What, ...], name: str, amounts: Amounts) -> tuple[Price, ...]:
    pairs = zip(whats, amounts, strict=True)
    return tuple(Price(what, name, amount, 1_000_000) for what, amount in pairs if amount is not None)


def _model(name: str, text: Amounts, sound: Amounts | None = None) -> tuple[Price, ...]:
    """Return the prices of a model, which may hear and speak."""
    return (*_millions(_TEXT, name, text), *(_millions(_SOUND, name, sound) if sound else ()))


def _voice_live(model: str, tier: Tier, native: Amounts | None = None) -> tuple[Price, ...]:
    """Return the prices of a model of Voice Live's.

    Parameters
    ----------
    native
        For sound that the model itself hears and speaks; `None` where Azure Speech does both for it.
    """
    name = f"voice-live/{model}"
    if native is None:
        by_azure = _millions(_SOUND, f"{name}/custom*", tier.custom_sound)
    else:  # Azure's voices may speak for it
        by_azure = tuple(
            Price("completion-audio-tokens", f"{name}/{voice}", sound[-1], 1_000_000)
            for voice, sound in (("custom/*", tier.custom_sound), ("*Neural*", tier.sound))
        )
    return (*by_azure, *_model(name, tier.text, native or tier.sound))


LIST_PRICES = (
    *_model("gpt-realtime*mini*", (0.60, 0.06, 2.40), (10.00, 0.30, 20.00)),
    *_model("gpt-realtime-2", (4.00, 0.40, 24.00), (32.00, 0.40, 64.00)),
    *_model("gpt-realtime-2[.-]*", (4.00, 0.40, 24.00), (32.00, 0.40, 64.00)),
    *_model("gpt-realtime*", (4.00, 0.40, 16.00), (32.00, 0.40, 64.00)),
    *_model("gpt-4o-mini-realtime*", (0.60, 0.30, 2.40), (10.00, 0.30, 20.00)),
    *_model("gpt-4o-realtime*", (5.00, 2.50, 20.00), (40.00, 2.50, 80.00)),
    *_voice_live("*nano*", _LITE),
    *_voice_live("phi4-mm-realtime*", _LITE, (4.00, 0.04, 25.00)),
    *_voice_live("phi4*", _LITE),
    *_voice_live("gpt-realtime*mini*", _STANDARD, (11.00, 0.33, 22.00)),
    *_voice_live("gpt-4o-mini-realtime*", _STANDARD, (11.00, 0.33, 22.00)),
    *_voice_live("*-mini*", _STANDARD),
    *_voice_live("*-luna*", _STANDARD),
    *_voice_live("*-realtime*", _PRO, (32.00, 0.40, 64.00)),
    *_voice_live("gpt-*", _PRO),
    *_model("gpt-5-nano*", (0.05, 0.005, 0.40)),
    *_model("gpt-5-mini*", (0.25, 0.025, 2.00)),
    *_model("gpt-5.4-mini*", (0.75, 0.075, 4.50)),
    *_model("gpt-5.4", (2.50, 0.25, 15.00)),
    *_model("gpt-5.4-20*", (2.50, 0.25, 15.00)),
    *_model("gpt-5.2*", (1.75, 0.175, 14.00)),
    *_model("gpt-5.1*", (1.25, 0.125, 10.00)),
    *_model("gpt-5", (1.25, 0.125, 10.00)),
    *_model("gpt-5-*", (1.25, 0.125, 10.00)),
    *_model("gpt-4.1-nano*", (0.10, 0.025, 0.40)),
    *_model("gpt-4.1-mini*", (0.40, 0.10, 1.60)),
    *_model("gpt-4.1*", (2.00, 0.50, 8.00)),
    *_model("gpt-4o-mini*", (0.15, 0.075, 0.60)),
    *_model("gpt-4o*", (2.50, 1.25, 10.00)),
    *_model("gpt-4-turbo*", (10.00, None, 30.00)),
    *_model("gpt-35-turbo*", (0.50, None, 1.50)),
    *_model("gpt-3.5-turbo*", (0.50, None, 1.50)),
    *_model("text-embedding-3-small*", (0.02, None, 0.0)),
    *_model("text-embedding-3-large*", (0.13, None, 0.0)),
    *_model("text-embedding-ada-002*", (0.10, None, 0.0)),
    Price("transcribed-hours", "whisper*", 0.006 * 60),
    Price("transcribed-hours", "gpt-4o-mini-transcribe*", 0.003 * 60),
    Price("transcribed-hours", "gpt-4o-transcribe*", 0.006 * 60),
    Price("transcribed-hours", "gpt-realtime-whisper*", 0.017 * 60),
    Price("transcribed-hours", "gpt-live-transcribe*", 0.017 * 60),
    Price("recognised-hours", "*", 1.00),
    Price("spoken-characters", "*DragonHD*", 22.00, 1_000_000),
    Price("spoken-characters", "*", 15.00, 1_000_000),
)
