"""The waveform of an exchange with its words, as inline SVG and HTML that need no script."""

from __future__ import annotations

import math
from collections.abc import Iterator

from markupsafe import Markup

from voicelab.exchange.fields import Word
from voicelab.exchange.timeline import ExchangeTimeline, Strip
from voicelab.exchange.word_rows import ROWS, WordPlace, needs_leader, rows_of, scale_of
from voicelab.text.text_width import most_ems

__all__ = ["WAVEFORM_STYLE", "waveform_html"]

_CELL_PIXELS = 720
"""What a cell shows at once."""
_WAVE_PIXELS = 44
_MARK_PIXELS = 16
"""Height of the line that has the wait's figure, above the wave."""
_ROW_PIXELS = 15
_FONT_PIXELS = 11
_MOST_WORD_PIXELS = 360.0
"""What is longer, as an address is, ends in dots."""
_WORDS_TOP = _MARK_PIXELS + _WAVE_PIXELS

WAVEFORM_STYLE = Markup("""
.voicelab-waveform { overflow-x: auto; margin: 0.3em 0; direction: ltr; }
.voicelab-waveform div { position: relative; font: 11px/15px var(--jp-ui-font-family, sans-serif); }
.voicelab-waveform div div { position: static; }
.voicelab-waveform svg { display: block; font: inherit; max-width: none; }
.voicelab-waveform span { position: absolute; overflow: hidden; white-space: nowrap;
  text-overflow: ellipsis; }
.voicelab-waveform text { fill: var(--jp-content-font-color1, currentColor); }
.voicelab-waveform .voicelab-wave-heard { fill: var(--jp-success-color1, #388e3c); }
.voicelab-waveform .voicelab-wave-spoken { fill: var(--jp-brand-color1, #1976d2); }
.voicelab-waveform .voicelab-wave-cut { stroke: var(--jp-error-color1, #c62828); stroke-width: 2; }
.voicelab-waveform .voicelab-wave-gap { stroke: var(--jp-content-font-color2, #888); }
.voicelab-waveform .voicelab-wave-leader { stroke: var(--jp-content-font-color2, #888); opacity: 0.5; }
.voicelab-waveform path.voicelab-wave-unheard { opacity: 0.45; }
.voicelab-waveform span.voicelab-wave-unheard { opacity: 0.75; text-decoration: line-through; }""")


def waveform_html(timeline: ExchangeTimeline) -> Markup:
    """Return what sounded in an exchange, its words under their times, and why a side is missing."""
    missing = Markup("<p><small>{}</small></p>").format(timeline.missing) if timeline.missing else Markup()
    if not timeline.strips:
        return missing
    words = [(strip, word) for strip in timeline.strips for word in strip.words]
    starts = [word.start_seconds for _, word in words]
    widths = [min(_MOST_WORD_PIXELS, _pixels(word.text)) for _, word in words]
    scale = scale_of(timeline.seconds, _CELL_PIXELS, starts, widths)
    places = rows_of(starts, widths, scale)
    marks = _marks(timeline, scale)
    ends = [place.left + width for place, width in zip(places, widths, strict=True)]
    ends += [left + _pixels(text) for left, text in marks]
    width = math.ceil(max(timeline.seconds * scale, *ends, 1)) + 2
    height = _WORDS_TOP + ROWS * _ROW_PIXELS + 2
    drawn = Markup().join(
        [*_waves(timeline, scale), *_lines(timeline, scale), *map(_mark, marks)]
        + [_leader(place, start, scale) for place, start in zip(places, starts, strict=True)]
    )
    shown = Markup("\n").join(
        _word(word, place, width, is_unheard=_is_unheard(timeline, strip, word))
        for (strip, word), place, width in zip(words, places, widths, strict=True)
    )
    html = Markup(
        "<div class='voicelab-waveform' tabindex='0' role='group' aria-label='Waveform'>"
        "<div style='width:{0}px;height:{1}px'>"
        "<svg role='img' aria-label=\"{2}\" width='{0}' height='{1}'>{3}</svg><div>{4}</div></div></div>{5}"
    )
    return html.format(width, height, timeline.description, drawn, shown, missing)


def _pixels(text: str) -> float:
    return math.ceil(_FONT_PIXELS * most_ems(text)) + 2.0


def _waves(timeline: ExchangeTimeline, scale: float) -> Iterator[Markup]:
    path = Markup("<path class='voicelab-wave-{}' d='{}'/>")
    for strip in timeline.strips:
        cut = timeline.cut_seconds if strip.side == "spoken" else None
        if cut is None:
            yield path.format(strip.side, _bars(strip, scale, 0, len(strip.peaks)))
            continue
        split = round((cut - strip.start_seconds) / strip.seconds * len(strip.peaks))
        yield path.format("spoken", _bars(strip, scale, 0, split))
        yield path.format("spoken voicelab-wave-unheard", _bars(strip, scale, split, len(strip.peaks)))


def _bars(strip: Strip, scale: float, first: int, last: int) -> str:
    """Return bars for some of a strip's peaks, the loudest of the strip as high as there is room."""
    step = strip.seconds * scale / len(strip.peaks)
    loudest = max(strip.peaks) or 1.0
    thick = max(0.5, 0.7 * step)
    middle = _MARK_PIXELS + _WAVE_PIXELS / 2
    bars = []
    for place in range(first, last):
        height = max(1.0, _WAVE_PIXELS * strip.peaks[place] / loudest)
        left = strip.start_seconds * scale + place * step
        bars.append(f"M{left:.1f} {middle - height / 2:.1f}h{thick:.1f}v{height:.1f}h-{thick:.1f}z")
    return "".join(bars)


def _lines(timeline: ExchangeTimeline, scale: float) -> Iterator[Markup]:
    line = Markup("<line class='voicelab-wave-{}' x1='{:.1f}' x2='{:.1f}' y1='{}' y2='{}'/>")
    middle = _MARK_PIXELS + _WAVE_PIXELS // 2
    if timeline.gap is not None:
        start, end = (seconds * scale for seconds in timeline.gap)
        yield line.format("gap", start, end, middle, middle)
    if timeline.cut_seconds is not None:
        cut = timeline.cut_seconds * scale
        yield line.format("cut", cut, cut, _MARK_PIXELS - 4, _MARK_PIXELS + _WAVE_PIXELS)


def _marks(timeline: ExchangeTimeline, scale: float) -> list[tuple[float, str]]:
    """Return what is written above the wave, and how far from the left."""
    at = [] if timeline.gap is None else [(timeline.gap[0], timeline.gap_text)]
    at += [] if timeline.cut_seconds is None else [(timeline.cut_seconds, "stopped")]
    places = rows_of([start for start, _ in at], [_pixels(text) for _, text in at], scale, rows=1)
    return [(place.left, text) for place, (_, text) in zip(places, at, strict=True)]


def _mark(mark: tuple[float, str]) -> Markup:
    return Markup("<text x='{:.1f}' y='11'>{}</text>").format(*mark)


def _leader(place: WordPlace, start: float, scale: float) -> Markup:
    if not needs_leader(place, start, scale):
        return Markup()
    line = Markup("<line class='voicelab-wave-leader' x1='{:.1f}' x2='{:.1f}' y1='{}' y2='{}'/>")
    return line.format(start * scale, place.left, _WORDS_TOP, _WORDS_TOP + place.row * _ROW_PIXELS + 4)


def _is_unheard(timeline: ExchangeTimeline, strip: Strip, word: Word) -> bool:
    cut = timeline.cut_seconds
    return strip.side == "spoken" and cut is not None and word.start_seconds >= cut


def _word(word: Word, place: WordPlace, width: float, *, is_unheard: bool) -> Markup:
    # The drawing's name has all words already. Arabic and Hebrew run from the right, each word for itself.
    span = Markup(
        "<span dir='auto' aria-hidden='true'{} style='left:{:.1f}px;top:{}px;max-width:{:.0f}px'>{}</span>"
    )
    dim = Markup(" class='voicelab-wave-unheard'") if is_unheard else Markup()
    return span.format(dim, place.left, _WORDS_TOP + place.row * _ROW_PIXELS, width, word.text)
