"""How the panel's parts stand, and where they can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets

if TYPE_CHECKING:
    from voicelab.widgets.browser_audio.browser_audio import BrowserAudio
    from voicelab.widgets.panel.captions import Captions
    from voicelab.widgets.panel.exchange_table import ExchangeTable
    from voicelab.widgets.panel.heading import Heading
    from voicelab.widgets.panel.last_exchange import LastExchange
    from voicelab.widgets.panel.panel_settings import PanelSettings
    from voicelab.widgets.panel.problems import Problems
    from voicelab.widgets.panel.transcript import PanelTranscript

__all__ = ["elsewhere", "panel_layout", "show_panel"]


def panel_layout(
    heading: Heading,
    audio: BrowserAudio,
    captions: Captions,
    problems: Problems,
    settings: PanelSettings,
    last_exchange: LastExchange,
    table: ExchangeTable,
) -> ipywidgets.VBox:
    """Return the parts in one box, from the session's state down to its log."""
    # Captions and problems share a height: what comes and goes moves nothing below it.
    conversation = _box("voicelab-conversation", [captions, problems])
    choices = _box("voicelab-voices", [*settings.controls.deciding, *settings.voices.all])
    controls = _box("voicelab-controls", settings.controls.others)
    folded = _box("voicelab-settings", [choices, controls])
    exchanges = _box("voicelab-exchanges", [last_exchange, table])
    box = ipywidgets.VBox([heading, audio, conversation, settings.disclosure, folded, exchanges])
    box.add_class("voicelab-panel")
    return box


def show_panel(box: ipywidgets.VBox, transcript: PanelTranscript, session: str) -> None:
    """Show the panel and its transcript in the running cell, or say in a sentence where it can be shown."""
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    if not hasattr(get_ipython(), "kernel"):
        print(elsewhere(session))  # noqa: T201
        return
    bundle = dict(box._repr_mimebundle_())
    bundle["text/plain"] = f"voicelab panel of session {session}: run the cell to show it"
    display(bundle, raw=True)
    transcript.show()


def elsewhere(session: str) -> str:
    """Say where the panel can be shown, and what to do where it cannot."""
    return (
        f"The panel of session {session} shows itself in Jupyter notebooks. "
        "Here, use session.ask(…) and session.talk(…), or voicelab chat in a terminal."
    )


def _box(name: str, children: list[ipywidgets.Widget]) -> ipywidgets.Box:
    box = ipywidgets.Box(children)
    box.add_class(name)
    return box
