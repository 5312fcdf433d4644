"""LabelEditor: exchanges of a log in the notebook, one at a time, to be labelled by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from voicelab.audio.clip import Audio
from voicelab.errors import LogError
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.missing_sides import nothing_said
from voicelab.log.label import Label
from voicelab.log.label_store import LabelStore
from voicelab.log.rows import ExchangeKey
from voicelab.settings.text_lists import listed, parts
from voicelab.text.rater_name import rater_name
from voicelab.widgets.page.box import BOX
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.sounds import send_sound

__all__ = ["LabelEditor"]

_HERE = Path(__file__).parent

_PARTS: dict[str, Callable[[Any], Any]] = {
    "thumbs_up": lambda given: given if isinstance(given, bool) else None,
    "expected": lambda given: tuple(str(given).splitlines()),
    "transcript": lambda given: str(given).strip() or None,
    "is_silent": lambda given: "" if given else None,
    "tags": lambda given: parts(str(given)),
    "notes": str,
}
"""How each part of a label is read as the page has it; silence is an empty transcript."""
_ONE_PART = ("transcript", "is_silent")
"""Two of the page's parts that are one of a label."""


class LabelEditor(anywidget.AnyWidget):
    """Exchanges to label one at a time; made by `SessionLog.label`.

    Each part is in the log as soon as it is said. Keys: ``1`` and ``2`` are thumbs up and down, ``0`` takes
    the thumb back; ``q`` and ``r`` play question and reply, the space bar plays the last one again; ``a``,
    ``t``, ``g`` and ``n`` go to answers, transcript, tags and notes, Escape leaves them, ``h`` fills in what
    was heard; the arrows go on and back, ``u`` goes to the next without a label, ``z`` undoes.

    Parameters
    ----------
    keys
        What is shown, in this order, beginning with the first that the rater has not labelled.
    read
        Returns an exchange.
    labels
        Where labels are kept.
    rater
        Who labels.
    """

    _esm = joined_modules(_HERE / "label_editor.js")
    _css = BOX + (_HERE / "label_editor.css").read_text("utf-8")
    _item = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        keys: Sequence[ExchangeKey],
        *,
        read: Callable[[str, int], Exchange],
        labels: LabelStore,
        rater: str,
    ) -> None:
        self._keys = keys
        self._read = read
        self._labels = labels
        self._rater = rater_name(rater)
        self._labelled = labels.labelled_by(self._rater).intersection(keys)
        self._earlier: list[tuple[int, Label | None]] = []
        self._unkept: dict[tuple[int, str], Any] = {}
        super().__init__(_item=self._page(self._unlabelled(0) or 0))
        self.on_msg(self._handle)

    @property
    def labelled(self) -> int:
        """How many of the exchanges the rater has labelled."""
        return len(self._labelled)

    def _handle(self, _widget: object, message: dict[str, Any], _buffers: list[memoryview]) -> None:
        kind = message["type"]
        if kind == "sound":
            send_sound(self, message, self._sound)
            return
        if kind == "say":
            place, part = int(message["place"]), str(message["part"])
            for each in _ONE_PART if part in _ONE_PART else (part,):
                self._unkept.pop((place, each), None)  # what was said last is kept last
            self._unkept[place, part] = message["value"]
        if not self._keep():
            return  # whatever the rater wanted next: what was written is not left behind
        if kind == "say":
            self._show(self._item["place"])
        elif kind == "go":
            self._show(int(message["place"]))
        elif kind == "unlabelled":
            self._go_to_unlabelled()
        elif kind == "undo":
            self._undo()

    def _keep(self) -> bool:
        """Keep what was said, also what could not be kept before; return whether all of it is in the log."""
        for (place, part), value in list(self._unkept.items()):
            try:
                self._say(place, part, value)
            except LogError as error:
                self._show(place, f"This could not be kept: {error}")
                return False
            del self._unkept[place, part]
        return True

    def _say(self, place: int, part: str, value: object) -> None:
        """Keep a part of a label, in place of what the rater has said of that before."""
        before = self._labels.of(self._keys[place], self._rater)
        name = "transcript" if part in _ONE_PART else part
        said = Label(**{name: _PARTS[part](value)}, rater=self._rater)
        changes = {name: getattr(said, name), "labelled_utc": said.labelled_utc}
        label = said if before is None else dataclasses.replace(before, **changes)
        if label != (before or Label(rater=self._rater)):
            self._put(place, label)
            self._earlier.append((place, before))

    def _undo(self) -> None:
        """Have the label that was changed last as it was before."""
        if not self._earlier:
            return
        place, before = self._earlier[-1]
        try:
            self._put(place, before or Label(rater=self._rater))
        except LogError as error:
            self._show(place, f"This could not be undone: {error}")
            return
        self._earlier.pop()
        self._show(place, "Undone.")

    def _put(self, place: int, label: Label) -> None:
        key = self._keys[place]
        self._labels.put(key, label)
        if label.is_blank:
            self._labelled.discard(key)
        else:
            self._labelled.add(key)

    def _go_to_unlabelled(self) -> None:
        shown = self._item["place"]
        found = self._unlabelled(shown + 1)
        if found is None:
            self._show(shown, "Everything has a label.")
        else:
            self._show(found)

    def _unlabelled(self, start: int) -> int | None:
        """Return the first place without a label from one on, or else from the beginning."""
        order = [*range(start, len(self._keys)), *range(min(start, len(self._keys)))]
        return next((place for place in order if self._keys[place] not in self._labelled), None)

    def _show(self, place: int, note: str = "") -> None:
        try:
            self._item = self._page(place, note)
        except LogError as error:
            stays = {**self._item, **self._written(self._item["place"])}
            self._item = {**stays, "note": note or f"This cannot be shown: {error}"}

    def _page(self, place: int, note: str = "") -> dict[str, Any]:
        """Return what the page shows at a place."""
        place = max(0, min(place, len(self._keys) - 1))
        shown = {**self._describe(place), **self._written(place)} if self._keys else {}
        return {
            "place": place,
            "total": len(self._keys),
            "labelled": self.labelled,
            "can_undo": bool(self._earlier),
            "note": note,
            **shown,
        }

    def _written(self, place: int) -> dict[str, Any]:
        """Return the parts that the log does not have yet, as the rater has written them."""
        return {part: value for (of, part), value in self._unkept.items() if of == place}

    def _describe(self, place: int) -> dict[str, Any]:
        """Return what the page shows of an exchange, and of the rater's label of it."""
        exchange = self._read(*self._keys[place])
        label = self._labels.of(self._keys[place], self._rater) or Label()
        return {
            "title": f"Turn {exchange.turn} of {exchange.session}",
            "asked": exchange.transcript,
            "nothing_asked": "" if exchange.transcript else nothing_said(exchange),
            "reply": exchange.reply,
            "outcome": "" if exchange.outcome == "completed" else exchange.outcome,
            "error": exchange.error_message or "",
            "is_spoken": exchange.input_mode == "speech",
            "has_asked": _has_sound(exchange.heard_audio, exchange.heard_path),
            "has_reply": _has_sound(exchange.spoken_audio, exchange.spoken_path),
            "thumbs_up": label.thumbs_up,
            "expected": "\n".join(label.expected),
            "transcript": label.transcript or "",
            "is_silent": label.transcript == "",
            "tags": listed(label.tags),
            "notes": label.notes,
        }

    def _sound(self, name: str) -> Audio | None:
        place, _, side = name.partition("-")
        exchange = self._read(*self._keys[int(place)])
        return exchange.heard if side == "asked" else exchange.spoken


def _has_sound(in_memory: Audio | None, path: Path | None) -> bool:
    return in_memory is not None or (path is not None and path.exists())
