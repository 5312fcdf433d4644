"""Formats of the synthesised audio."""

from __future__ import annotations

__all__ = ["OUTPUT_FORMATS"]

OUTPUT_FORMATS = {
    f"{container}-{name}-16bit-mono-pcm": rate
    for container in ("raw", "riff")
    for name, rate in {
        "8khz": 8_000,
        "16khz": 16_000,
        "22050hz": 22_050,
        "24khz": 24_000,
        "44100hz": 44_100,
        "48khz": 48_000,
    }.items()
}
"""Azure's names of the uncompressed 16-bit formats, each with its sample rate in Hz."""
