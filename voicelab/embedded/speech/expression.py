"""Expression: styles, roles and emphasis as pace, pitch, loudness and pauses, for voices of one manner.

A style of Azure's changes how a voice speaks through and through. Here it is the part of it that can be said
in factors: cheerful is quicker, higher and louder, sad is slower, lower and softer.
"""

from __future__ import annotations

from dataclasses import dataclass

from voicelab.embedded.speech.framing import ProtocolError

__all__ = ["Expression", "emphasis", "expression"]

_STRONGEST_DEGREE = 2.0


@dataclass(frozen=True, slots=True)
class Expression:
    """How something is said: factors of the voice's own manner."""

    rate: float = 1.0
    pitch: float = 1.0
    volume: float = 1.0
    pause_seconds: float = 0.0
    """Silence between sentences, beside the voice's own."""

    def to_the_degree(self, degree: float) -> Expression:
        """Return the same more or less: 1.0 leaves it, 2.0 is twice as much, 0.0 nothing of it."""
        return Expression(
            self.rate**degree, self.pitch**degree, self.volume**degree, self.pause_seconds * degree
        )

    def __mul__(self, other: Expression) -> Expression:
        return Expression(
            self.rate * other.rate,
            self.pitch * other.pitch,
            self.volume * other.volume,
            self.pause_seconds + other.pause_seconds,
        )


_KINDS: dict[Expression, str] = {
    Expression(1.08, 1.10, 1.10): "cheerful friendly hopeful chat assistant",
    Expression(1.15, 1.15, 1.20): "excited advertisement_upbeat sports_commentary_excited",
    Expression(1.10, 1.06, 1.10): "sports_commentary",
    Expression(0.84, 0.92, 0.80, 0.20): "sad depressed",
    Expression(0.88, 0.95, 0.85, 0.15): "calm gentle narration-relaxed lyrical poetry-reading affectionate",
    Expression(0.94, 1.02, 0.95, 0.10): "empathetic customerservice embarrassed",
    Expression(1.10, 0.94, 1.30): "angry",
    Expression(1.02, 0.94, 1.15): "unfriendly disgruntled",
    Expression(1.00, 1.15, 1.50, 0.10): "shouting",
    Expression(0.90, 0.97, 0.35): "whispering",
    Expression(1.18, 1.18, 1.10): "terrified fearful envious",
    Expression(1.04, 0.97, 1.10): "newscast newscast-formal",
    Expression(1.06, 1.02, 1.05): "newscast-casual",
    Expression(0.94, 0.97, 1.00, 0.15): "serious narration-professional documentary-narration",
    Expression(0.90, 0.96, 1.00, 0.25): "story livecommercial",
}
_STYLES = {style: kind for kind, styles in _KINDS.items() for style in styles.split()}
_ROLES = {
    "girl": Expression(1.03, 1.25), "boy": Expression(1.03, 1.20),
    "youngadultfemale": Expression(1.03, 1.06), "youngadultmale": Expression(1.03, 0.92),
    "olderadultfemale": Expression(0.94, 0.95), "olderadultmale": Expression(0.94, 0.82),
    "seniorfemale": Expression(0.86, 0.92), "seniormale": Expression(0.86, 0.80),
}  # fmt: skip
_EMPHASES = {
    "none": Expression(),
    "reduced": Expression(1.08, 0.97, 0.85),
    "moderate": Expression(0.92, 1.05, 1.15),
    "strong": Expression(0.82, 1.10, 1.35),
}


def expression(style: str, degree: str = "", role: str = "") -> Expression:
    """Return what an ``express-as`` asks for; one of a style that is not known is the voice's own manner.

    Parameters
    ----------
    degree
        0.01 to 2, as Azure has it; empty is 1.

    Raises
    ------
    ProtocolError
        The degree is no number.
    """
    try:
        amount = min(max(float(degree or 1.0), 0.0), _STRONGEST_DEGREE)
    except ValueError:
        raise ProtocolError(f"SSML parsing error: {degree[:30]!r} is no styledegree.") from None
    asked = _STYLES.get(style.strip().lower(), Expression()).to_the_degree(amount)
    return asked * _ROLES.get(role.strip().lower(), Expression())


def emphasis(level: str) -> Expression:
    """Return what an ``emphasis`` asks for.

    Raises
    ------
    ProtocolError
        There is no such level.
    """
    if level not in _EMPHASES:
        raise ProtocolError(f"SSML parsing error: {level[:30]!r} is no level of emphasis.")
    return _EMPHASES[level]
