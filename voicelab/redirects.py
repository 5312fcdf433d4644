"""Redirects of a server that replies: they are told, not followed.

HTTP's clients ask again without the question (``GET``) after most of them, and the answer of that tells
nothing. Where the question would go along, it would go to a server that nobody named.
"""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

__all__ = ["redirect_words"]

_KEPT = "%/:@!$&'()*+,;=~-._[]"


def redirect_words(asked: str, location: str, base: str, variable: str) -> tuple[str, str]:
    """Return what a server did that redirects, and what to do, in sentences without their subject.

    Parameters
    ----------
    asked
        The address that was asked, whole.
    location
        Where it leads, as the server says; empty if it does not.
    base
        The address that is set, below which `asked` is.
    variable
        What it is set by.

    Examples
    --------
    >>> redirect_words("http://host/v1/chat", "https://host/v1/chat", "http://host/v1", "URL")
    ('redirects to https://host/v1/chat', 'Set URL=https://host/v1.')
    """
    target = _shown(asked, location)
    if not target:
        return "redirects, and does not say where to", f"Set {variable} to an address that answers."
    call = urlsplit(asked).path.removeprefix(urlsplit(base).path.rstrip("/"))
    moved = target.rstrip("/")
    right = moved.removesuffix(call)
    meaning = f"redirects to {target}"
    if right == moved:
        return meaning, f"That is no address of a model: set {variable} to the server's own, not to a page."
    if right == _without_query(base).rstrip("/"):
        return (
            meaning,
            f"It has to answer at {_without_query(asked)} itself; or set {variable} to another server.",
        )
    return meaning, f"Set {variable}={right}."


def _shown(asked: str, location: str) -> str:
    """Return where a redirect leads, without user names, keys and what a terminal should not see."""
    try:
        parts = urlsplit(urljoin(asked, location.strip())) if location.strip() else None
    except ValueError:
        return ""
    if parts is None or parts.scheme not in ("http", "https"):
        return ""
    return f"{parts.scheme}://{quote(parts.netloc.rpartition('@')[2], _KEPT)}{quote(parts.path, _KEPT)}"


def _without_query(address: str) -> str:
    return address.partition("?")[0]
