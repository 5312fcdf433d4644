"""Conditions: everything that makes a recording harder to hear, in one value."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from voicelab.audio.clip import Audio
from voicelab.conditions.line import TELEPHONE_LAWS, change_gain, lose_packets, send_by_telephone
from voicelab.conditions.noise import Noise, NoiseSource, add_noise, noise_content, noise_name
from voicelab.conditions.room import add_echo, add_reverberation
from voicelab.conditions.speed import change_speed
from voicelab.settings.kinds import Boolean, Choice, Kind, OrNone, RealNumber, WholeNumber

__all__ = ["CONDITION_KINDS", "Conditions"]

CONDITION_KINDS: dict[str, Kind[Any]] = {
    "speed": RealNumber(0.5, 2.0),
    "distance_metres": OrNone(RealNumber(0.1, 20.0)),
    "rt60_seconds": RealNumber(0.1, 5.0),
    "echo_db": OrNone(RealNumber(-60.0, 0.0)),
    "echo_seconds": RealNumber(0.001, 2.0),
    "noise_db": OrNone(RealNumber(-30.0, 60.0)),
    "noise": NoiseSource(),
    "gain_db": RealNumber(-60.0, 60.0),
    "telephone": Boolean(),
    "telephone_law": Choice(tuple(TELEPHONE_LAWS)),
    "packet_loss_percent": RealNumber(0.0, 50.0),
    "seed": WholeNumber(0, 2**32 - 1),
}
"""What each may be."""
_PART_OF = {
    "rt60_seconds": "distance_metres",
    "echo_seconds": "echo_db",
    "noise": "noise_db",
    "telephone_law": "telephone",
}
"""Fields that say more of another, and make no difference without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How a recording is to be heard: speaker, room, noise, microphone and line, in this order.

    Examples
    --------
    >>> from voicelab.recordings import recording
    >>> harder = Conditions(noise_db=10, noise="babble", telephone=True)
    >>> print(harder)
    babble 10 dB, telephone
    >>> harder.apply(Audio.from_file(recording("capital"))).sample_rate_hz
    16000
    """

    speed: float = 1.0
    """How many times as fast the speaker speaks, with the same voice."""

    distance_metres: float | None = None
    """From the speaker to the microphone, in a room, in metres; ``None`` for close by, without a room."""

    rt60_seconds: float = 0.5
    """How long sound takes to die away by 60 dB in the room, in seconds."""

    echo_db: float | None = None
    """How loud one echo is, against what it is the echo of, in dB; ``None`` for no echo."""

    echo_seconds: float = 0.2
    """How much later the echo comes, in seconds."""

    noise_db: float | None = None
    """How far the noise is below the speech (signal-to-noise ratio), in dB; ``None`` for no noise."""

    noise: Noise = dataclasses.field(default="pink", hash=False)  # sound has no hash
    """What noise: a kind, or a recording of your own."""

    gain_db: float = 0.0
    """How much louder the microphone makes it, in dB; what is beyond full scale is cut off."""

    telephone: bool = False
    """Whether it comes by telephone: 300 to 3,400 Hz, 8 kHz, 8 bits a sample (G.711)."""

    telephone_law: str = "mu-law"
    """How the telephone codes a sample: ``"mu-law"`` in America and Japan, ``"a-law"`` elsewhere."""

    packet_loss_percent: float = 0.0
    """How many packets of 20 ms the line loses, in bursts, in percent; they are silent."""

    seed: int = 0
    """What noise, room and losses are drawn by: the same for the same seed."""

    def __post_init__(self) -> None:
        for name, kind in CONDITION_KINDS.items():
            object.__setattr__(self, name, kind.check(name, getattr(self, name)))

    def apply(self, audio: Audio) -> Audio:
        """Return a recording under these conditions: of the same rate, and at speed 1 of the same length.

        What would be louder than full scale is made quieter as a whole; only `gain_db` cuts it off.
        """
        if self.speed != 1.0:
            audio = change_speed(audio, self.speed)
        if self.distance_metres is not None:
            audio = add_reverberation(audio, self.distance_metres, self.rt60_seconds, seed=self.seed)
        if self.echo_db is not None:
            audio = add_echo(audio, self.echo_db, self.echo_seconds)
        if self.noise_db is not None:
            audio = add_noise(audio, self.noise_db, self.noise, seed=self.seed)
        if self.gain_db:
            audio = change_gain(audio, self.gain_db)
        if self.telephone:
            audio = send_by_telephone(audio, self.telephone_law)
        if self.packet_loss_percent:
            audio = lose_packets(audio, self.packet_loss_percent, seed=self.seed)
        return audio

    @property
    def is_random(self) -> bool:
        """Whether another seed makes a difference."""
        return self.noise_db is not None or self.distance_metres is not None or self.packet_loss_percent > 0.0

    @property
    def content(self) -> str:
        """A digest of all that changes the sound; empty where nothing does."""
        usual = {field.name: field.default for field in dataclasses.fields(self)}
        changed = {name for name in usual if getattr(self, name) != usual[name]}
        if not self.is_random:
            changed.discard("seed")
        changed -= {name for name, whole in _PART_OF.items() if whole not in changed}
        values = {name: getattr(self, name) for name in sorted(changed)}
        if "noise" in values:
            values["noise"] = noise_content(self.noise)
        return hashlib.sha256(json.dumps(values).encode()).hexdigest() if values else ""

    def __str__(self) -> str:
        """Return a short name, for tables: what is not usual, in the order of `apply`."""
        parts = []
        if self.speed != 1.0:
            parts.append(f"speed {self.speed:g}")
        if self.distance_metres is not None:
            parts.append(f"{self.distance_metres:g} m away{self._unless_usual('rt60_seconds', 'RT60')}")
        if self.echo_db is not None:
            parts.append(f"echo {self.echo_db:g} dB{self._unless_usual('echo_seconds', 'after')}")
        if self.noise_db is not None:
            parts.append(f"{noise_name(self.noise)} {self.noise_db:g} dB")
        if self.gain_db:
            parts.append(f"gain {self.gain_db:+g} dB")
        if self.telephone:
            parts.append("telephone" if self.telephone_law == "mu-law" else "telephone A-law")
        if self.packet_loss_percent:
            parts.append(f"{self.packet_loss_percent:g} % of packets lost")
        if self.seed and self.is_random:
            parts.append(f"seed {self.seed}")
        return ", ".join(parts) or "clean"

    def _unless_usual(self, name: str, words: str) -> str:
        seconds: float = getattr(self, name)
        usual = next(field.default for field in dataclasses.fields(self) if field.name == name)
        return "" if seconds == usual else f" {words} {seconds:g} s"
