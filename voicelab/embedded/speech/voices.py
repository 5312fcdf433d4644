"""The list of voices, in the shape of Azure's."""

from __future__ import annotations

from typing import Any

from voicelab.embedded.engines import VoiceEntry
from voicelab.text.languages import ENGLISH_NAMES

__all__ = ["voice_listing"]

_REGIONS = {
    "AU": "Australia", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CN": "Mainland", "DE": "Germany",
    "ES": "Spain", "FR": "France", "GB": "United Kingdom", "IE": "Ireland", "IN": "India", "IT": "Italy",
    "JP": "Japan", "MX": "Mexico", "NL": "Netherlands", "PT": "Portugal", "US": "United States",
}  # fmt: skip


def voice_listing(voice: VoiceEntry, sample_rate_hz: int) -> dict[str, Any]:
    """Return a voice as Azure lists it, with the local voice that really speaks in `VoiceTag`.

    ``AnyName`` there says that names of its language that are not listed are spoken as well.
    """
    name = voice.short_name.removeprefix(f"{voice.locale}-")
    listing: dict[str, Any] = {
        "Name": f"Microsoft Server Speech Text to Speech Voice ({voice.locale}, {name})",
        "DisplayName": voice.display_name,
        "LocalName": voice.display_name,
        "ShortName": voice.short_name,
        "Gender": voice.gender,
        "Locale": voice.locale,
        "LocaleName": _locale_name(voice.locale),
        "SampleRateHertz": str(sample_rate_hz),
        "VoiceType": "Neural",
        "Status": "GA",
        "VoiceTag": {"LocalVoice": [voice.local_voice], "Exact": ["true" if voice.exact else "false"]},
    }
    if voice.any_name:
        listing["VoiceTag"]["AnyName"] = ["true"]
    if voice.styles:
        listing["StyleList"] = list(voice.styles)
        listing["VoiceTag"]["Styles"] = ["by pace, pitch, loudness and pauses alone"]
    if voice.roles:
        listing["RolePlayList"] = list(voice.roles)
    if voice.secondary_locales:
        listing["SecondaryLocaleList"] = list(voice.secondary_locales)
    return listing


def _locale_name(locale: str) -> str:
    language, _, region = locale.partition("-")
    return f"{ENGLISH_NAMES.get(language, language)} ({_REGIONS.get(region, region)})"
