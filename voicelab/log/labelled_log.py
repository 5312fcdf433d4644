"""LabelledLog: what people say of exchanges is kept beside them, and makes them cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from voicelab.exchange.exchange import Exchange
from voicelab.exchange.plain_values import plain_text
from voicelab.log.label import Label
from voicelab.log.label_store import LabelStore
from voicelab.log.rows import ExchangeKey, is_of_dialogue
from voicelab.log.view import LogView
from voicelab.text.given_texts import given_texts

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.cases.cases import Cases
    from voicelab.widgets.labelling.label_editor import LabelEditor

__all__ = ["LabelledLog"]


class LabelledLog(LogView):
    """A log whose exchanges people label."""

    def add_label(
        self,
        exchange: Exchange,
        *,
        thumbs_up: bool | None = None,
        expected: str | Sequence[str] = (),
        transcript: str | None = None,
        tags: str | Sequence[str] = (),
        notes: str = "",
        rater: str = "",
    ) -> Label:
        """Keep what a person says of an exchange, and return all that they say of it.

        What is not given stays as the same rater has said it before.

        Parameters
        ----------
        exchange
            One of this log, or its row in `df`.
        thumbs_up
            Whether the reply is good.
        expected
            One answer or several, any of which would have been right.
        transcript
            What was said, word for word; empty if nothing was.
        tags
            One word or several, by which exchanges are chosen.
        notes
            Whatever people should know of it.
        rater
            Who says so, if several do.

        Raises
        ------
        ValueError, TypeError
            Nothing is said, a part is of another type, or the log has no such exchange: of a dialogue that
            is a cell of a comparison the cell is labelled, and not its turns.
        LogError
            The file cannot be written.
        """
        said = Label(
            thumbs_up=thumbs_up,
            expected=given_texts("expected", expected),
            transcript=transcript,
            tags=given_texts("tags", tags),
            notes=notes,
            rater=rater,
        )
        if said.is_blank:
            raise ValueError("a label says something: thumbs_up, expected, transcript, tags or notes")
        key = self._key(exchange)
        label = said.over(self._label_store.of(key, said.rater))
        self._label_store.put(key, label)
        return label

    def remove_label(self, exchange: Exchange, *, rater: str = "") -> None:
        """Remove what a rater says of an exchange, if there is something.

        Raises
        ------
        ValueError, TypeError
            The log has no such exchange.
        LogError
            The file cannot be written.
        """
        self._label_store.put(self._key(exchange), Label(rater=plain_text("rater", rater)))

    @property
    def labels(self) -> pd.DataFrame:
        """Every label as a row: of which exchange, by whom, when, and what it says.

        The columns ``label_…`` of `df` have one row an exchange: of each part that of the rater who changed
        their label last, among those who say something of it.
        """
        from voicelab.log.frame import labels_frame

        return labels_frame(self._store, self._session)

    def label(
        self,
        where: Callable[[Exchange], object] | None = None,
        *,
        rater: str = "",
        cells: bool = False,
    ) -> LabelEditor:
        """Show exchanges one at a time in a notebook, to be labelled by hand.

        What is said is in the log at once.

        Parameters
        ----------
        where
            Says of an exchange whether it is shown; by default all are.
        rater
            Who labels, if several do; each sees their own labels.
        cells
            Whether the cells of comparisons are among them.
        """
        from voicelab.widgets.labelling.label_editor import LabelEditor

        keys = self._label_store.exchanges(cells=cells)
        if where is not None:
            keys = [key for key in keys if where(self.exchange(*key))]
        return LabelEditor(
            keys, read=self.exchange, labels=self._label_store, rater=plain_text("rater", rater)
        )

    def cases(
        self,
        where: Callable[[Exchange], object] | None = None,
        *,
        labelled: bool = False,
        cells: bool = False,
    ) -> Cases:
        """Return exchanges as cases, to be asked again by `compare` or written to a file.

        A case asks the recording where the log kept it, else the text. `expected`, `transcript`, `tags` and
        `notes` are those of labels: what recognition heard is no reference. The further columns have what was
        recognised and replied, the thumbs, and the messages before it, which `compare` shows the model again.
        Exchanges in which nothing was said are left out, unless there is sound.

        Parameters
        ----------
        where
            Says of an exchange whether it is among them; by default all are.
        labelled
            Whether only those are that have a label.
        cells
            Whether the cells of comparisons are among them; those that have a label are. Dialogues are not:
            one cell has what was asked in several turns.
        """
        from voicelab.cases.logged_cases import logged_cases

        labels = self._label_store.joined()
        chosen = set(labels) if labelled else {*labels, *self._label_store.exchanges(cells=cells)}

        def is_wanted(exchange: Exchange) -> bool:
            return (exchange.session, exchange.turn) in chosen and (where is None or bool(where(exchange)))

        return logged_cases(self.exchanges(), labels, is_wanted)

    def _key(self, exchange: Exchange) -> ExchangeKey:
        """Return by what the log has an exchange, which may be given as its row."""
        if not (hasattr(exchange, "session") and hasattr(exchange, "turn")):
            kind = type(exchange).__name__
            raise TypeError(f"give an exchange of the log, or a row of its df, not {kind}")
        try:
            return self._known_key(exchange.session, exchange.turn)
        except ValueError as error:
            if not is_of_dialogue(str(exchange.session)):
                raise
            raise ValueError(
                f"{error}: it is a turn of a comparison's dialogue; give the whole, grid.exchange(cell)"
            ) from None

    @property
    def _label_store(self) -> LabelStore:
        return LabelStore(self._store, self._session)
