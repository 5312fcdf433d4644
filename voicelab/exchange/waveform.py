"""The waveform of an exchange with its words, as inline SVG that needs no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from voicelab.exchange.fields import Word
from voicelab.exchange.timeline import ExchangeTimeline, Strip
from voicelab.text.wide_letters import count_wide_letters

__all__ = ["WAVEFORM_STYLE", "waveform_html"]

_PIXELS_A_SECOND = 75
_LEAST_PIXELS, _MOST_PIXELS = 500, 6_000
_WAVE_PIXELS = 44
_GAP_PIXELS = 16
"""Height of the line that has the wait's figure, above the wave."""
_ROW_PIXELS, _ROWS = 15, 2
_LETTER_PIXELS = 6.4
"""Of the words' font, on average; a wide letter takes twice as much."""

WAVEFORM_STYLE = Markup("""
.voicelab-waveform { overflow-x: auto; margin: 0.3em 0; direction: ltr; }
.voicelab-waveform svg { display: block; font: 11px var(--jp-ui-font-family, sans-serif); max-width: none; }
.voicelab-waveform text { fill: var(--jp-content-font-color1, currentColor); unicode-bidi: plaintext; }
.voicelab-waveform .voicelab-wave-heard { fill: var(--jp-success-color1, #388e3c); }
.voicelab-waveform .voicelab-wave-spoken { fill: var(--jp-brand-color1, #1976d2); }
.voicelab-waveform .voicelab-wave-cut { stroke: var(--jp-error-color1, #c62828); stroke-width: 2; }
.voicelab-waveform .voicelab-wave-gap { stroke: var(--jp-content-font-color2, #888); }
.voicelab-waveform .voicelab-wave-unheard { opacity: 0.45; }""")


def waveform_html(timeline: ExchangeTimeline) -> Markup:
    """Return what sounded in an exchange, its words under their times, and why a side is missing."""
    missing = Markup("<p><small>{}</small></p>").format(timeline.missing) if timeline.missing else Markup()
    if not timeline.strips:
        return missing
    width = min(_MOST_PIXELS, max(_LEAST_PIXELS, round(timeline.seconds * _PIXELS_A_SECOND)))
    scale = min(_PIXELS_A_SECOND, width / timeline.seconds)
    height = _GAP_PIXELS + _WAVE_PIXELS + _ROWS * _ROW_PIXELS + 4
    svg = Markup(
        "<div class='voicelab-waveform' tabindex='0' role='group' aria-label='Waveform'>"
        "<svg role='img' aria-label=\"{}\" width='{}' height='{}'>{}</svg></div>{}"
    )
    parts = Markup().join([*_waves(timeline, scale), *_gap(timeline, scale), *_words(timeline, scale)])
    return svg.format(timeline.description, width, height, parts, missing)


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
    middle = _GAP_PIXELS + _WAVE_PIXELS / 2
    bars = []
    for place in range(first, last):
        height = max(1.0, _WAVE_PIXELS * strip.peaks[place] / loudest)
        left = strip.start_seconds * scale + place * step
        bars.append(f"M{left:.1f} {middle - height / 2:.1f}h{thick:.1f}v{height:.1f}h-{thick:.1f}z")
    return "".join(bars)


def _gap(timeline: ExchangeTimeline, scale: float) -> Iterator[Markup]:
    line = Markup("<line class='voicelab-wave-{}' x1='{:.1f}' x2='{:.1f}' y1='{}' y2='{}'/>")
    middle = _GAP_PIXELS + _WAVE_PIXELS // 2
    if timeline.gap is not None:
        start, end = (seconds * scale for seconds in timeline.gap)
        yield line.format("gap", start, end, middle, middle)
        yield Markup("<text x='{:.1f}' y='11'>{}</text>").format(start, timeline.gap_text)
    if timeline.cut_seconds is not None:
        cut = timeline.cut_seconds * scale
        yield line.format("cut", cut, cut, _GAP_PIXELS - 4, _GAP_PIXELS + _WAVE_PIXELS)
        yield Markup("<text x='{:.1f}' y='11'>stopped</text>").format(cut)


def _words(timeline: ExchangeTimeline, scale: float) -> Iterator[Markup]:
    text = Markup("<text x='{:.1f}' y='{}'{}>{}</text>")
    top = _GAP_PIXELS + _WAVE_PIXELS + 12
    for strip in timeline.strips:
        cut = timeline.cut_seconds if strip.side == "spoken" else None
        for word, left, row in _rows(strip.words, scale):
            is_unheard = cut is not None and word.start_seconds >= cut
            dim = Markup(" class='voicelab-wave-unheard'") if is_unheard else Markup()
            yield text.format(left, top + row * _ROW_PIXELS, dim, word.text)


def _rows(words: Iterable[Word], scale: float) -> Iterator[tuple[Word, float, int]]:
    """Yield words with where they stand; one for which no row has room stands in the text above only."""
    ends = [0.0] * _ROWS
    for word in words:
        left = word.start_seconds * scale
        row = next((row for row, end in enumerate(ends) if end <= left + 1), None)
        if row is not None:
            letters = len(word.text) + count_wide_letters(word.text)
            ends[row] = left + letters * _LETTER_PIXELS + 4
            yield word, left, row
