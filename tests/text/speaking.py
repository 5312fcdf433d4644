"""What is spoken of a reply, the same however it comes."""

from __future__ import annotations

from voicelab.text.markdown_filter import Speakable


def spoken_alike(written: str) -> str:
    """Return what is spoken of a text that comes whole, letter by letter and in pieces of three."""
    ways = [_spoken(written), _spoken(*written), _spoken(*_cut(written))]
    assert ways[0] == ways[1] == ways[2]
    return ways[0].replace("\n", " ")


def _cut(written: str) -> list[str]:
    return [written[start : start + 3] for start in range(0, len(written), 3)]


def _spoken(*pieces: str) -> str:
    text = Speakable()
    return "".join([*map(text.feed, pieces), text.finish()])
