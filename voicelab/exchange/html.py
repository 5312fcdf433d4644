"""How exchanges look in a notebook's cell.

Colours are those of JupyterLab's theme where there is one, otherwise the text's own colour and a grey that
reads on light and on dark. All text is escaped: it was said by a person or written by a model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from voicelab.audio.clip import Audio
from voicelab.exchange.exchange import Exchange

__all__ = ["exchange_html", "exchanges_html"]

_STYLE = """<style>
.voicelab-exchange { max-width: 56em; margin: 0.3em 0; padding: 0.5em 0.8em; line-height: 1.45;
  font-size: var(--jp-content-font-size1, 14px); color: var(--jp-content-font-color1, inherit);
  border: 1px solid var(--jp-border-color2, rgba(128, 128, 128, 0.45)); border-radius: 4px; }
.voicelab-exchange p { margin: 0.25em 0; overflow-wrap: anywhere; }
.voicelab-exchange b { font-weight: 600; }
.voicelab-exchange small { font-size: 0.87em; opacity: 0.8; }
.voicelab-exchange audio { display: block; height: 2.2em; width: min(100%, 28em); margin: 0.2em 0; }
.voicelab-exchange .voicelab-side { white-space: pre-wrap; }
.voicelab-exchange .voicelab-side b { display: inline-block; min-width: 4em; }
.voicelab-exchange .voicelab-unheard { opacity: 0.6; text-decoration: line-through; }
.voicelab-exchange .voicelab-error { padding-left: 0.6em;
  border-left: 3px solid var(--jp-error-color1, #d9534f); }
.voicelab-exchange .voicelab-latency span { display: inline-block; margin-right: 0.9em; }
.voicelab-exchange table { border-collapse: collapse; margin: 0.3em 0; color: inherit; font-size: 0.93em; }
.voicelab-exchange th, .voicelab-exchange td { padding: 0.15em 1em 0.15em 0; text-align: left;
  vertical-align: top; background: none; white-space: normal; max-width: 22em; overflow-wrap: anywhere;
  border-bottom: 1px solid var(--jp-border-color2, rgba(128, 128, 128, 0.45)); }
.voicelab-exchange th.voicelab-short, .voicelab-exchange td.voicelab-short { white-space: nowrap;
  overflow-wrap: normal; font-variant-numeric: tabular-nums; }
</style>"""

_STAGES = {
    "transcript": "transcript_seconds",
    "first token": "first_token_seconds",
    "first audio": "first_audio_seconds",
    "first heard": "first_heard_seconds",
    "reply written": "completion_seconds",
    "done": "done_seconds",
}
_HEADS = ("Session", "Turn", "Heard", "Reply", "Outcome", "First audio")
_SHORT = 80
"""Characters of a text that a table's cell shows."""


def exchange_html(exchange: Exchange) -> str:
    """Return an exchange as HTML: both sides with players, the latency by stage, outcome and error."""
    return _framed(
        f"<p><small>Turn {exchange.turn} · {escape(exchange.outcome)} · {escape(exchange.session)}"
        f"{' · cold' if exchange.cold else ''}</small></p>",
        _side("You", escape(exchange.transcript) or "<i>(nothing was understood)</i>"),
        _player("heard", lambda: exchange.heard),
        _side("Reply", _reply(exchange)) if exchange.reply else "",
        _player("spoken", lambda: exchange.spoken),
        _error(exchange),
        _latency(exchange),
        _footnote(exchange),
    )


def exchanges_html(title: str, latest: Sequence[Exchange], count: int) -> str:
    """Return a log as HTML: a table of its latest exchanges.

    Parameters
    ----------
    count
        How many exchanges the log has in all.
    """
    if not latest:
        return _framed(f"<p><small>{escape(title)}</small></p>", "<p>No exchanges yet.</p>")
    head = "".join(f"<th class='voicelab-short'>{name}</th>" for name in _HEADS)
    rows = "".join(
        f"<tr><td class='voicelab-short'>{escape(each.session)}</td>"
        f"<td class='voicelab-short'>{each.turn}</td>"
        f"<td>{_cut(each.transcript)}</td><td>{_cut(each.reply)}</td>"
        f"<td class='voicelab-short'>{escape(each.error_code or each.outcome)}</td>"
        f"<td class='voicelab-short'>{_seconds(each.latency.first_audio_seconds)}</td></tr>"
        for each in latest
    )
    shown = "" if count == len(latest) else f"<p><small>The last {len(latest)} of {count:,}.</small></p>"
    return _framed(
        f"<p><small>{escape(title)}</small></p>",
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
        shown,
    )


def _framed(*parts: str) -> str:
    return f"{_STYLE}<div class='voicelab-exchange'>{''.join(parts)}</div>"


def _side(name: str, text: str) -> str:
    return f"<p class='voicelab-side'><b>{name}</b> {text}</p>"


def _reply(exchange: Exchange) -> str:
    heard = exchange.heard_text
    if heard is None:
        return escape(exchange.reply)
    unheard = escape(exchange.spoken_text.removeprefix(heard))
    return f"{escape(heard)}<span class='voicelab-unheard' title='not heard: interrupted'>{unheard}</span>"


def _player(what: str, read: Callable[[], Audio | None]) -> str:
    try:
        audio = read()
    except (OSError, ValueError) as error:
        return f"<p><small>What was {what} cannot be played: {escape(str(error))}</small></p>"
    if audio is None:
        return ""
    return audio._repr_html_().replace("<audio ", f"<audio aria-label='What was {what}' ", 1)


def _error(exchange: Exchange) -> str:
    if exchange.error_code is None and exchange.error_message is None:
        return ""
    code = f"<b>{escape(exchange.error_code or 'error')}</b> "
    request = f" <small>(request {escape(exchange.request_id)})</small>" if exchange.request_id else ""
    return f"<p class='voicelab-error'>{code}{escape(exchange.error_message or '')}{request}</p>"


def _latency(exchange: Exchange) -> str:
    times = {name: getattr(exchange.latency, field) for name, field in _STAGES.items()}
    reached = {name: seconds for name, seconds in times.items() if seconds is not None}
    if not reached:
        return ""
    start = "After the end of speech" if exchange.input_mode == "speech" else "After asking"
    stages = " ".join(f"<span>{name} <b>{_seconds(seconds)}</b></span>" for name, seconds in reached.items())
    return f"<p class='voicelab-latency'>{start}: {stages}</p>"


def _footnote(exchange: Exchange) -> str:
    settings, usage = exchange.settings, exchange.usage
    parts = [
        exchange.model or settings.deployment or "",
        f"{exchange.spoken_voice} for {settings.voice}" if exchange.spoken_voice else settings.voice,
        f"at most {settings.max_tokens:,} tokens",
        "" if usage.completion_tokens is None else f"{usage.completion_tokens:,} used",
        f"tried again {exchange.retries}×" if exchange.retries else "",
        "" if exchange.finish_reason is None else f"finish: {exchange.finish_reason}",
    ]
    return f"<p><small>{escape(' · '.join(part for part in parts if part))}</small></p>"


def _cut(text: str) -> str:
    return escape(text if len(text) <= _SHORT else text[: _SHORT - 1] + "…")


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f} s"
