"""Mutation: one odd input made of a usual one, as the dice fall."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["Dice"]

_RAW = ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 400, "9" * 5000, "1" + "0" * 309 + ".5",
        "-0.0", "1e-400", "tru", "'x'", '"\\ud800"', '"\\udc00x"', '"\\u0000"', '{"a":1,"a":2}',
        "[" * 2_000 + "]" * 2_000, '{"a":' * 2_000 + "1" + "}" * 2_000, "[" * 300, "0x10", "1_000", "01",
        '"\\x"')  # fmt: skip
"""What stands for a value in JSON, or does nearly."""
_ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**63, -(2**63) - 1, 10**30, 1e300, -1e300, 1e-300, 0.5, "", " ", "x",
    "0", "-1", "null", "auto", "none", "en-US", "root", [], {}, [None], [[]], [{}], {"": None}, {"type": 1},
    {"type": "x"}, {"x": {"y": []}}, ["x"] * 3, list(range(40)), "a" * 3_000, "\0", "\ufeff", "\u202e",
    "\U0001f600", "🏳️‍🌈" * 20, "\r\n", "\x1b[2J", "../../etc/passwd", "%s%n", "{0}", "<a>", "]]>", "'\"",
    "data:;base64,", "AAAA", "AAA", "====", "ｅｎ-US", "İ", "ß" * 50, "\x7f", "１２", "²", "٣",
)  # fmt: skip
_PIECES = ("\0", "\r\n", "\n", " ", ":", "\u2028", "\x85", "\x0b", "\ufeff", "%00", "%ff", "é", "\U0001f600",
           "-", "<", ">", "&", "&#0;", "&#xD800;", "&amp;", "\"", "'", "/", "//", "..", ";", ",", "=", "0",
           "9" * 30,
           "١", "²", "e308", "NaN", "inf", "\x1b", "\u202e", "a" * 1_000, "." * 300, "*" * 200,
           "[" * 200)  # fmt: skip
_XML = ("<p>", "</p>", "<break time='1s'/>", "<break time='١s'/>", "<break strength='²'/>", "<voice name=''>",
        "<prosody rate='+9999999999%'>", "<prosody rate='-500%' pitch='-900st'>x</prosody>", "<!-- x -->",
        "<![CDATA[x]]>", "<?x y?>", "<say-as interpret-as='date' format='dmy'>99.99.9999</say-as>",
        "<say-as interpret-as='time'>25:61</say-as>", "<say-as interpret-as='cardinal'>²</say-as>",
        "<say-as interpret-as='telephone'>+1 ٣</say-as>", "<say-as interpret-as='ordinal'>-0</say-as>",
        "<say-as interpret-as='fraction'>1/0</say-as>", "<bookmark mark='&#x1F600;'/>", "<bookmark/>",
        "<mstts:silence type='Leading' value='1e9s'/>", "<mstts:audioduration value='0s'/>",
        "<mstts:express-as style='x' styledegree='NaN'>", "<sub alias=''/>", "<lang xml:lang='xx'>", "&x;",
        "\ufffe",
        "<emphasis level='٣'/>", "<phoneme ph='x'/>", "<audio src='file:///etc/passwd'/>", "&#1;",
        "<s/>" * 50)  # fmt: skip
_KEYS = ("", "type", "model", "id", "\0", "__class__", "a.b", "x" * 500, "audio", "stream", "tools", "name")
_SAMPLES = (b"", b"\0", b"\xff", b"\x80", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff", b"RIFF",
            b"data", b"fmt ", b"LIST", b"\r\n", b"\r\n\r\n", b"\xed\xa0\x80", b"\xf0\x9f", b"\x1f\x8b",
            b"ID3", b"OggS", b"fLaC")  # fmt: skip


class Dice(random.Random):
    """A seeded source of mutations: the same seed makes the same inputs."""

    def maybe(self, probability: float) -> bool:
        """Return `True` so often."""
        return self.random() < probability

    def text(self, text: str) -> str:
        """Return a text with one to three places in it that are odd."""
        for _ in range(self.randint(1, 3)):
            begin = self.randint(0, len(text))
            end = min(len(text), begin + self.choice((0, 0, 1, 1, 4, 20)))
            piece: Sequence[Callable[[], str]] = (
                lambda: self.choice(_PIECES),
                lambda: chr(self.choice((self.randrange(0x20, 0x7F), self.randrange(0xA0, 0xD7FF)))),
                lambda text=text, begin=begin: text[begin : begin + 30] * self.randint(0, 4),  # type: ignore[misc]
                lambda: "",
            )
            text = text[:begin] + self.choice(piece)() + text[end:]
        return text if self.maybe(0.95) else text[: self.randint(0, len(text))]

    def raw(self, data: bytes) -> bytes:
        """Return bytes with one to four places in them that are odd."""
        made = bytearray(data)
        for _ in range(self.randint(1, 4)):
            place = self.randint(0, min(len(made), self.choice((16, 64, 100_000))))
            kind = self.randrange(5)
            if kind == 0 and made:
                made[place % len(made)] ^= 1 << self.randrange(8)
            elif kind == 1 and made:
                made[place % len(made)] = self.randrange(256)
            elif kind == 2:
                made[place:place] = self.choice(_SAMPLES)
            elif kind == 3:
                piece = self.choice(_SAMPLES)
                made[place : place + len(piece)] = piece
            else:
                del made[place : place + self.choice((1, 2, 4, 30))]
        return bytes(made) if self.maybe(0.9) else bytes(made[: self.randint(0, len(made))])

    def json(self, value: Any) -> str:
        """Return JSON, or what is nearly that, with one to three places in it that are odd."""
        value, raw = copy.deepcopy(value), dict[str, str]()
        for _ in range(self.choice((1, 1, 1, 2, 3))):
            value = self._changed(value, raw)
        text = json.dumps(value, ensure_ascii=self.maybe(0.5))
        for mark, written in raw.items():
            text = text.replace(f'"{mark}"', written)
        if '"' in text and self.maybe(0.05):
            name = re.search(r'"[^"]*": ', text)
            text = text if name is None else text[: name.end()] + "1, " + text[name.start() :]
        return self.text(text) if self.maybe(0.08) else text

    def xml(self, text: str) -> str:
        """Return a document with odd elements, attributes or text in it."""
        places = [found.start() for found in re.finditer(r"[<>]|(?<=[\"'])", text)] or [0]
        kind = self.randrange(4)
        if kind == 0:
            place = self.choice(places) + self.randrange(2)
            return text[:place] + self.choice(_XML) + text[place:]
        if kind == 1:
            values = list(re.finditer(r"=([\"'])(.*?)\1", text))
            if values:
                found = self.choice(values)
                odd = self.choice(
                    (self.text(found.group(2)), str(self.choice(_ODD)), "1e400%", "+٣st", "²s", "-1ms")
                )
                return text[: found.start(2)] + odd.replace("'", "").replace("<", "") + text[found.end(2) :]
        if kind == 2:
            begin, end = sorted((self.choice(places), self.choice(places)))
            return text[:begin] + text[begin:end] * self.choice((0, 2, 5)) + text[end:]
        return self.text(text)

    def body(self, data: bytes) -> bytes:
        """Return a body with odd places, by what it is: JSON, XML, or any bytes."""
        if self.maybe(0.1):
            return self.raw(data)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return self.raw(data)
        return self.written(text).encode("utf-8", "surrogatepass")

    def written(self, text: str) -> str:
        """Return a text with odd places, by what it is: JSON, XML, or words."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return self.xml(text) if text.lstrip().startswith("<") else self.text(text)
        return self.json(value)

    def odd(self) -> Any:
        """Return a value that nobody waits for."""
        return copy.deepcopy(self.choice(_ODD))

    def _changed(self, value: Any, raw: dict[str, str]) -> Any:
        """Return a value one part of which is something else."""
        if isinstance(value, dict) and value and self.maybe(0.85):
            name = self.choice(list(value))
            kind = self.randrange(12)
            if kind == 0:
                del value[name]
            elif kind == 1:
                value[self.choice(_KEYS)] = value.pop(name)
            elif kind == 2:
                value[self.choice(_KEYS)] = self._new(raw)
            else:
                value[name] = self._changed(value[name], raw)
            return value
        if isinstance(value, list) and value and self.maybe(0.85):
            place, kind = self.randrange(len(value)), self.randrange(8)
            if kind == 0:
                del value[place]
            elif kind == 1:
                value[place:place] = [copy.deepcopy(value[place])] * self.choice((1, 3, 60))
            else:
                value[place] = self._changed(value[place], raw)
            return value
        if isinstance(value, str) and self.maybe(0.4):
            return self.text(value)
        if isinstance(value, (int, float)) and abs(value) < 1e300 and self.maybe(0.4):
            return self.choice((-value, value * 1e6, value + 0.5, str(value), [value], 10**12, -1, not value))
        return self._new(raw)

    def _new(self, raw: dict[str, str]) -> Any:
        if self.maybe(0.3):
            mark = f"raw {len(raw)}"
            raw[mark] = self.choice(_RAW)
            return mark
        return self.odd()
