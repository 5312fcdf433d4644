"""Text that any encoding can hold: JSON and file names may have halves of characters, and split pairs."""

from __future__ import annotations

import codecs

__all__ = ["WellFormed", "well_formed"]


class WellFormed:
    """Takes text as it comes; joins the two halves of a character, and replaces one half alone by U+FFFD.

    A half at the end of a piece waits for the next one.

    Examples
    --------
    >>> text = WellFormed()
    >>> text.feed("Fine \\ud83d") + text.feed("\\ude00") + text.finish() == "Fine \\U0001f600"
    True
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-16-le")("replace")

    def feed(self, piece: str) -> str:
        """Take the next piece; return what is whole by now."""
        return self._decoder.decode(piece.encode("utf-16-le", "surrogatepass"))

    def finish(self) -> str:
        """Take the end; return what still waits."""
        return self._decoder.decode(b"", final=True)


def well_formed(text: str) -> str:
    """Return a text without halves of characters; see `WellFormed`.

    Examples
    --------
    >>> well_formed("caf\\udce9")
    'caf\ufffd'
    """
    try:
        text.encode()  # which it mostly can, at a tenth of the cost
    except UnicodeEncodeError:
        pass
    else:
        return text
    whole = WellFormed()
    return whole.feed(text) + whole.finish()
