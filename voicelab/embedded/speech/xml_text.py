"""XML as text, in whatever encoding it came."""

from __future__ import annotations

import codecs
import re

from voicelab.embedded.limits import LONGEST_SSML
from voicelab.embedded.speech.framing import ProtocolError

__all__ = ["xml_text"]

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
"""How a document begins, and what encoding that shows."""
_DECLARED = re.compile(rb"""^<\?xml[^>]{0,80}?encoding\s*=\s*["']([A-Za-z][\w.-]{0,30})["']""")
_KNOWN = re.compile(r"ascii|utf-(8|16|32)|iso8859-|cp\d|gb|big5|shift_jis|euc_|koi8")


def xml_text(data: bytes, charset: str | None = None) -> str:
    """Return a document's text.

    Parameters
    ----------
    charset
        The encoding by its ``Content-Type``, where that names one; it goes before what the document says.

    Raises
    ------
    ProtocolError
        The encoding is not known, or the document is not in it.
    """
    if len(data) > 4 * LONGEST_SSML:  # no encoding has more bytes for a character
        raise ProtocolError(f"The SSML is longer than {LONGEST_SSML:,} characters: send it in parts.")
    encoding = charset or _encoding(data)
    try:
        name = codecs.lookup(encoding).name
        if not _KNOWN.match(name):
            raise LookupError(name)
        text = data.decode(name)
    except LookupError as error:
        raise ProtocolError(
            f"SSML in the encoding {encoding[:30]!r} is not read here: send UTF-8."
        ) from error
    except UnicodeError as error:
        raise ProtocolError(
            f"The SSML is not in {encoding[:30]}, or its Content-Type names another encoding than its own."
        ) from error
    return text.removeprefix("\ufeff")


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    declared = _DECLARED.match(data)
    return declared.group(1).decode() if declared else "utf-8"
