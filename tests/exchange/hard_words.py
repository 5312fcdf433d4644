"""Exchanges whose words are hard to place: by their letters, their number, the times of a service."""

from __future__ import annotations

from tests.exchange.test_timeline import sound, spoken
from voicelab.audio.clip import Audio
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Word

__all__ = ["TEXTS", "hard_exchanges"]

TEXTS = {
    "english": "Mount Everest is the tallest mountain on Earth, and K2 is second.",
    "german": "Die Donaudampfschifffahrtsgesellschaft hat Rechtsschutzversicherungsgesellschaften verklagt.",
    "japanese": "エベレストは地球で一番高い山です。次はK2です。三番目はカンチェンジュンガです。",
    "chinese": "珠穆朗玛峰是地球上最高的山，乔戈里峰是第二高的山。",
    "korean": "에베레스트는 지구에서 가장 높은 산이고 그다음은 케이투입니다.",
    "arabic": "جبل إيفرست هو أعلى جبل على وجه الأرض، ويليه K2 بارتفاع 8611 مترا.",
    "hebrew": "הר אוורסט הוא ההר הגבוה ביותר בעולם, וגובהו 8,849 מטרים!",
    "hindi": "माउंट एवरेस्ट पृथ्वी का सबसे ऊँचा पर्वत है, और दूसरा के-टू है।",
    "thai": "ภูเขาเอเวอเรสต์เป็นภูเขาที่สูงที่สุดในโลก",
    "russian": "Эверест, широчайшая вершина, щедро освещённая; шумящий мощный ледник.",
    "emoji": "🏔️ 👨‍👩‍👧‍👦 🇳🇵 Everest 🎉🎉🎉 8,849 m 😀!",
    "wide": "WWWWWWWW @@@@@@ MMMM %%%% ———— mmmmmmmm …………",
    "narrow": "I i l . , ill it I'll 'tis i.i. |||",
    "marks": "Z̸̡̛͈̬̮a̶͉͝l̷͔̈g̸̱͝o̴ ‮txet desrever‬ a​b­c ﷽ ﷺ",
    "address": "See https://example.org/" + "a-very-long-path/" * 12 + " for more.",
}


def hard_exchanges() -> dict[str, Exchange]:
    """Return them, each with the texts of both sides; the sound is short for what is said."""
    found = {
        f"{name}, {seconds} s": exchange_of(text, seconds)
        for name, text in TEXTS.items()
        for seconds in (0.4, 3.0)
    }
    text = TEXTS["english"]
    words = text.split()
    times = {
        "times that touch": [(0.3 * n, 0.3) for n in range(len(words))],
        "no durations": [(0.3 * n, 0.0) for n in range(len(words))],
        "all at once": [(0.5, 0.2)] * len(words),
        "overlapping": [(0.1 * n, 2.0) for n in range(len(words))],
        "out of order": [(3.0 - 0.25 * n, 0.2) for n in range(len(words))],
        "negative": [(-0.5 + 0.3 * n, 0.3) for n in range(len(words))],
        "behind the sound": [(0.5 * n, 0.5) for n in range(len(words))],
        "at its very end": [(3.0, 0.0)] * len(words),
    }
    for name, each in times.items():
        timed = tuple(
            Word(text=word, start_seconds=start, duration_seconds=duration)
            for word, (start, duration) in zip(words, each, strict=True)
        )
        found[name] = exchange_of(text, 3.0).replace(words=timed, heard_words=timed)
    found["stopped at once"] = exchange_of(text, 3.0).replace(outcome="interrupted", heard_text="")
    found["long"] = exchange_of(" ".join([text] * 40), 150.0)
    return found


def exchange_of(text: str, seconds: float) -> Exchange:
    """Return an exchange in which both say a text in so many seconds, the reply right behind the user."""
    return spoken(
        transcript=text,
        reply=text,
        spoken_text=text,
        words=(),
        latency=Latency(first_audio_seconds=0.05, first_heard_seconds=0.05),
        heard_audio=sound(seconds) + Audio.silence(0.2),
        spoken_audio=sound(seconds, 8_000),
    )
