"""How exchanges look in a notebook's cell.

Colours are those of JupyterLab's theme where there is one, otherwise the text's own colour and a grey that
reads on light and on dark. What is filled in is escaped: a person said it, a model wrote it, a file had it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from voicelab.audio.clip import Audio
from voicelab.exchange.fields import ExchangeFields, Usage
from voicelab.exchange.missing_sides import nothing_said
from voicelab.exchange.timeline import CUT_IN, timeline_of
from voicelab.exchange.tool_use import ToolUse
from voicelab.exchange.waveform import WAVEFORM_STYLE, waveform_html
from voicelab.notebook_html import notebook_html
from voicelab.settings import Settings
from voicelab.settings.engines import engine_deployment, has_openai_voice
from voicelab.settings.without_effect import values_beyond
from voicelab.text.direction import isolated, isolated_html
from voicelab.text.shortened import shortened

__all__ = ["exchange_html", "exchanges_html", "framed_html"]

_STYLE = Markup("""<style>
.voicelab-exchange { max-width: 56em; margin: 0.3em 0; padding: 0.5em 0.8em; line-height: 1.45;
  font-size: var(--jp-content-font-size1, 14px); color: var(--jp-content-font-color1, inherit);
  border: 1px solid var(--jp-border-color2, rgba(128, 128, 128, 0.45)); border-radius: 4px; }
.voicelab-exchange p { margin: 0.25em 0; overflow-wrap: anywhere; }
.voicelab-exchange b { font-weight: 600; }
.voicelab-exchange small { font-size: 0.87em; opacity: 0.8; }
.voicelab-exchange audio { display: block; height: 2.2em; width: min(100%, 28em); margin: 0.2em 0; }
.voicelab-exchange .voicelab-side { display: flex; }
.voicelab-exchange .voicelab-side b { flex: none; min-width: 4em; }
.voicelab-exchange .voicelab-side > span { flex: auto; min-width: 0; white-space: pre-wrap; }
.voicelab-exchange .voicelab-unheard { opacity: 0.6; text-decoration: line-through; }
.voicelab-exchange .voicelab-error { padding-left: 0.6em;
  border-left: 3px solid var(--jp-error-color1, #d9534f); }
.voicelab-exchange .voicelab-latency span { display: inline-block; margin-right: 0.9em; }
.voicelab-exchange table { border-collapse: collapse; margin: 0.3em 0; color: inherit; font-size: 0.93em; }
.voicelab-exchange th, .voicelab-exchange td { padding: 0.15em 1em 0.15em 0; text-align: start;
  vertical-align: top; background: none; white-space: normal; max-width: 22em; overflow-wrap: anywhere;
  border-bottom: 1px solid var(--jp-border-color2, rgba(128, 128, 128, 0.45)); }
.voicelab-exchange th.voicelab-short, .voicelab-exchange td.voicelab-short { white-space: nowrap;
  overflow-wrap: normal; font-variant-numeric: tabular-nums; }
</style>""")
_NOTHING = Markup("<i>({})</i>")
_WAVEFORM = Markup("<style>{}</style>").format(WAVEFORM_STYLE)

_STAGES = {
    "end of turn": "end_of_turn_seconds",
    "transcript": "transcript_seconds",
    "filler": "filler_seconds",
    "first token": "first_token_seconds",
    "first audio": "first_audio_seconds",
    "first heard": "first_heard_seconds",
    "reply written": "completion_seconds",
    "done": "done_seconds",
}
_HEADS = ("Session", "Turn", "Heard", "Reply", "Outcome", "First audio")
_SHORT = 80
"""Characters of a text that a table's cell shows."""


def exchange_html(exchange: ExchangeFields) -> str:
    """Return an exchange as HTML: both sides with their sound, the latency by stage, outcome and error."""
    cold = " · cold" if exchange.cold else ""
    return framed_html(
        _SMALL.format(f"Turn {exchange.turn} · {exchange.outcome} · {isolated(exchange.session)}{cold}"),
        _side("You", exchange.transcript or _NOTHING.format(nothing_said(exchange).lower())),
        _player("heard", lambda: exchange.heard),
        *map(_tool, exchange.tool_calls),
        _side("Reply", _reply(exchange)) if exchange.reply else "",
        _player("spoken", lambda: exchange.spoken),
        _WAVEFORM,
        waveform_html(timeline_of(exchange)),
        _error(exchange),
        "" if exchange.call is None else _SMALL.format(isolated(f"Call: {exchange.call}")),
        _latency(exchange),
        _footnote(exchange),
    )


def exchanges_html(title: str, latest: Sequence[ExchangeFields], count: int) -> str:
    """Return a log as HTML: a table of its latest exchanges.

    Parameters
    ----------
    count
        How many exchanges the log has in all.
    """
    if not latest:
        return framed_html(_SMALL.format(isolated(title)), Markup("<p>No exchanges yet.</p>"))
    head = Markup().join(map(Markup("<th class='voicelab-short'>{}</th>").format, _HEADS))
    rows = Markup().join(
        _ROW.format(
            each.session,
            each.turn,
            _cut(each.transcript),
            _cut(each.reply),
            each.error_code or each.outcome,
            _seconds(each.latency.first_audio_seconds),
        )
        for each in latest
    )
    return framed_html(
        _SMALL.format(isolated(title)),
        Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, rows),
        "" if count == len(latest) else _SMALL.format(f"The last {len(latest)} of {count:,}."),
    )


_SMALL = Markup("<p><small>{}</small></p>")
_ROW = Markup(
    "<tr><td class='voicelab-short' dir='auto'>{}</td><td class='voicelab-short'>{}</td>"
    "<td dir='auto'>{}</td><td dir='auto'>{}</td>"
    "<td class='voicelab-short' dir='auto'>{}</td><td class='voicelab-short'>{}</td></tr>"
)


def framed_html(*parts: str) -> str:
    """Return parts in the frame and the styles of an exchange; plain strings are escaped."""
    return str(_STYLE + notebook_html(*parts, name="voicelab-exchange"))


def _side(name: str, text: str) -> Markup:
    return Markup("<p class='voicelab-side'><b>{}</b> <span dir='auto'>{}</span></p>").format(name, text)


def _tool(use: ToolUse) -> Markup:
    """Return a call of a tool, what came of it, and how long it took."""
    said = Markup("{} → {} <small>{}</small>").format(
        isolated_html(_cut(str(use))),
        isolated_html(_cut(use.came_to)),
        _seconds(use.seconds),
    )
    return _side("Tool", said)


def _reply(exchange: ExchangeFields) -> str:
    heard = exchange.heard_text
    if heard is None:
        return exchange.reply
    spoken = exchange.spoken_text
    unheard = spoken.removeprefix(heard) if spoken.startswith(heard) else ""  # of replies joined to one
    return Markup("{}<span class='voicelab-unheard' title='not heard: interrupted'>{}</span>").format(
        heard, unheard
    )


def _player(what: str, read: Callable[[], Audio | None]) -> Markup:
    try:
        audio = read()
    except (OSError, ValueError) as error:
        return _SMALL.format(f"What was {what} cannot be played: {isolated(str(error))}")
    return Markup() if audio is None else audio.player(f"What was {what}")


def _error(exchange: ExchangeFields) -> Markup:
    if exchange.error_code is None and exchange.error_message is None:
        return Markup()
    request = (
        Markup(" <small>(request {})</small>").format(isolated_html(exchange.request_id))
        if exchange.request_id
        else ""
    )
    return Markup("<p class='voicelab-error'><b>{}</b> {}{}</p>").format(
        isolated_html(exchange.error_code or exchange.outcome),
        isolated_html(exchange.error_message or ""),
        request,
    )


def _latency(exchange: ExchangeFields) -> Markup:
    latency = exchange.latency
    times = {name: getattr(latency, field) for name, field in _STAGES.items()}
    if latency.end_of_turn_seconds == latency.transcript_seconds:
        del times["end of turn"]  # the transcript alone says it
    reached = {name: seconds for name, seconds in times.items() if seconds is not None}
    if not reached:
        return Markup()
    start = "After the end of speech" if exchange.input_mode == "speech" else "After asking"
    stage = Markup("<span>{} <b>{}</b></span>")
    in_order = sorted(reached.items(), key=lambda each: each[1])
    stages = Markup(" ").join(stage.format(name, _seconds(seconds)) for name, seconds in in_order)
    cut_in = f" {CUT_IN}" if exchange.cut_in else ""
    return Markup("<p class='voicelab-latency'>{}: {}{}</p>").format(start, stages, cut_in)


def _footnote(exchange: ExchangeFields) -> Markup:
    settings, usage = exchange.settings, exchange.usage
    parts = [
        settings.engine if settings.is_speech_to_speech else "",
        exchange.model or engine_deployment(settings) or "",
        f"{exchange.spoken_voice} for {settings.voice}" if exchange.spoken_voice else settings.voice,
        _limit(settings),
        _used(usage),
        f"tried again {exchange.retries}×" if exchange.retries else "",
        "" if exchange.finish_reason is None else f"finish: {exchange.finish_reason}",
    ]
    return _SMALL.format(" · ".join(isolated(part) for part in parts if part))


def _limit(settings: Settings) -> str:
    """Return the most tokens of the reply; a model that speaks itself has those of the sound besides."""
    if "max_tokens" in values_beyond(settings):
        return ""
    return f"at most {settings.max_tokens:,} tokens" + (" of words" if has_openai_voice(settings) else "")


def _used(usage: Usage) -> str:
    """Return the tokens that were used: those of the reply, and what is dearer or cheaper than others."""
    if usage.completion_tokens is None:
        return ""
    used = f"{usage.completion_tokens:,} used"
    if usage.completion_audio_tokens:
        used += f", {usage.completion_audio_tokens:,} of them sound"
    if usage.cached_tokens and usage.prompt_tokens is not None:
        used += f", {usage.cached_tokens:,} of the prompt's {usage.prompt_tokens:,} cached"
    return used


def _cut(text: str) -> str:
    return shortened(text, _SHORT)


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f} s"
