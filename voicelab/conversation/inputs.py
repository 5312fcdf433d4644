"""Inputs: what can be asked, as text or as sound."""

from __future__ import annotations

import array
import os
import unicodedata
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Mapping, MappingView, Sized
from collections.abc import Set as AbstractSet
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, TypeGuard

import numpy as np

from voicelab.audio.arrays import is_rated, is_undecoded
from voicelab.audio.clip import Audio
from voicelab.audio.displayed_sound import is_displayed
from voicelab.audio.files import is_sound_file
from voicelab.audio.paths import path_of
from voicelab.audio.sources import to_audio
from voicelab.conversation.lazy_inputs import bounded, without_live_sound
from voicelab.conversation.named_file import check_no_data, named_file
from voicelab.exchange.exchange import Exchange

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from voicelab.audio.sources import Source

__all__ = [
    "TalkSource",
    "TurnSource",
    "check_is_one_turn",
    "each_input",
    "python_values",
    "read_input",
    "read_inputs",
]

TurnSource: TypeAlias = "str | Path | bytes | BinaryIO | Audio | NDArray[Any] | tuple[Any, Any] | Exchange"
"""What can be asked: text; a sound file's path, its bytes or the file opened; an `Audio`; samples at 16 kHz,
or a pair of them and their rate; an earlier exchange, by its sound or, if none was kept, by its text."""

TalkSource: TypeAlias = "Source | AsyncIterable[bytes] | TurnSource | Iterable[TurnSource]"
"""What a conversation listens to: a live source; or one or several of what can be asked."""

_ALLOWED = (
    "text, a sound file's path or bytes, an Audio, an array of samples at 16 kHz, a pair of samples and "
    "their rate, or an exchange"
)
_SHORTEST_SECONDS = 0.01
_INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp")
"""Unicode's categories of blanks, controls and marks of format, which hold nothing to ask."""


def each_input(inputs: Any) -> list[Any]:
    """Return one input or several as a list.

    Raises
    ------
    ValueError
        What was given is neither; a table is given by one of its columns.
    """
    if isinstance(inputs, str | Exchange) or _is_sound(inputs):
        return [inputs]
    if isinstance(inputs, Mapping) or hasattr(inputs, "columns"):
        raise ValueError(
            f"a {type(inputs).__name__} has several columns: give one, such as given['question']"
        )
    if isinstance(inputs, AbstractSet) and not isinstance(inputs, MappingView):
        raise ValueError("a set has no order: give a list")
    if _dimensions(inputs) > 1:
        raise ValueError(
            f"an array of shape {inputs.shape} has several columns: give one, such as given[:, 0]"
        )
    if not isinstance(inputs, Iterable):
        raise ValueError(f"give {_ALLOWED}, or several of them, not {_type_name(inputs)}")
    return list(_items(python_values(inputs)))


def python_values(given: Iterable[Any]) -> list[Any]:
    """Return what a collection holds, as Python's own values where it is a column of some library."""
    for name in ("to_pylist", "tolist"):  # Arrow's; NumPy's and pandas'
        if callable(convert := getattr(given, name, None)):
            values = convert()
            return values if isinstance(values, list) else [values]
    return list(given if isinstance(given, Sized) else bounded(given))


def read_inputs(
    inputs: Any, written: Path | None = None, is_wanted: Callable[[], bool] = lambda: True
) -> list[Audio | str]:
    """Return what is asked, one after the other; one that cannot be asked is refused ahead of the next.

    Parameters
    ----------
    written
        The file into which the replies go; it must be none of the inputs.
    is_wanted
        Says whether to go on.

    Raises
    ------
    FileNotFoundError, ValueError
        As `each_input` and `read_input`; or there are none, or live sound without end.
    """
    is_one = isinstance(inputs, Sized | Exchange) or _is_sound(inputs)
    lazily = isinstance(inputs, Iterable) and not is_one
    several = _items(bounded(inputs)) if lazily else each_input(inputs)
    each = (read_input(given, written) for given in takewhile(lambda _: is_wanted(), several))
    read = list(without_live_sound(each) if lazily else each)
    if not read:
        raise ValueError("there is nothing to talk about: no inputs were given")
    return read


def read_input(given: TurnSource, written: Path | None = None) -> Audio | str:
    """Return what is asked: sound at 16 kHz, or text.

    Parameters
    ----------
    written
        The file into which the reply goes.

    Raises
    ------
    FileNotFoundError
        A sound file is missing.
    ValueError
        The text is empty or a file of data, what was given is no sound or a whole dialogue, or the reply
        would go over it.
    """
    if isinstance(given, np.ndarray) and not given.ndim:
        given = given.item()
    if _holds_undecoded(given):
        given = given["path"] if given["bytes"] is None else given["bytes"]
    if isinstance(given, Exchange):
        check_is_one_turn(given)
        _check_apart(given.heard_path, written)
        if given.heard is None:  # what was asked once names no file
            return _checked_text(given.transcript)
        given = given.heard
    if isinstance(given, str) and not is_displayed(given):
        path = named_file(given)
        if path is None:
            check_no_data(given)
            return _checked_text(given)
        given = path
    if isinstance(given, os.PathLike):
        check_no_data(given)
    _check_apart(given if isinstance(given, os.PathLike) else getattr(given, "name", None), written)
    if not _is_sound(given):
        raise ValueError(f"give {_ALLOWED}, not {_described(given)}")
    audio = to_audio(given)
    if audio.duration_seconds < _SHORTEST_SECONDS:
        raise ValueError(f"there is nothing to hear: the sound has {len(audio.samples)} samples")
    return audio


def _checked_text(text: str) -> str:
    if all(unicodedata.category(letter) in _INVISIBLE for letter in text):
        raise ValueError("there is nothing to ask: the text is empty")
    return text


def check_is_one_turn(exchange: Exchange) -> None:
    """Refuse the exchange of a dialogue, whose turns nobody would say in one breath.

    Raises
    ------
    ValueError
        It joins the turns of a dialogue.
    """
    if exchange.cell_kind == "dialogue":
        raise ValueError(
            "the exchange joins all turns of a dialogue: give these, which are grid.dialogue(cell), or the "
            "Dialogue or the SimulatedCaller itself"
        )


def _check_apart(read: Any, written: Path | None) -> None:
    """Refuse to write the replies over the recording that is listened to."""
    if written is None or not isinstance(read, str | os.PathLike):
        return
    path = path_of(read)
    if path.exists() and written.exists() and path.samefile(written):
        raise ValueError(f"{path} is listened to, and replies would be written over it; name another file")


def _items(given: Iterable[Any]) -> Iterator[Any]:
    """Yield inputs as they are; a list among them, such as a row of a table, is refused."""
    for number, each in enumerate(given, start=1):
        if isinstance(each, list | tuple | np.ndarray) and _are_inputs(each):
            raise ValueError(
                f"input {number} is a {_type_name(each)} of several itself: give one column, such as "
                "[row[0] for row in given]"
            )
        yield each


def _is_sound(given: Any) -> bool:
    """Say whether something is one sound, as far as its kind tells."""
    if isinstance(given, Audio) or is_sound_file(given) or is_rated(given) or _holds_undecoded(given):
        return True
    if isinstance(given, Mapping) or hasattr(given, "columns"):
        return False
    if isinstance(given, array.array | memoryview):
        return True
    if hasattr(given, "__array__") and _dimensions(given):
        # A column or an array of texts is several inputs.
        return _kind_of_values(given) not in "OUSTMm"
    return isinstance(given, list | tuple) and bool(given) and all(map(_is_sample, given))


def _holds_undecoded(given: Any) -> TypeGuard[Mapping[str, Any]]:
    """Say whether there is sound in what `is_undecoded`."""
    return is_undecoded(given) and any(given.values())


def _dimensions(given: Any) -> int:
    """Return how many dimensions an array has; 0 for a number, and 1 for what does not say."""
    return int(getattr(given, "ndim", 1))


def _kind_of_values(given: Any) -> str:
    """Return NumPy's letter for the type of an array's or a column's values."""
    kind = getattr(getattr(given, "dtype", None), "kind", None)
    if isinstance(kind, str):
        return kind
    try:  # types of Arrow and polars are their own
        return np.asarray(given).dtype.kind
    except Exception:  # a column of Arrow's own kind, or a tensor on another device, which is refused by name
        return "O" if hasattr(given, "to_pylist") else "f"


def _is_sample(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _are_inputs(several: Any) -> bool:
    """Say whether something that is not one input holds such that are: texts, sounds or exchanges."""
    if _is_sound(several) or not len(several):
        return False
    kinds = (str, Exchange)
    return any(all(isinstance(each, kind) for each in several) for kind in kinds) or all(
        map(_is_sound, several)
    )


def _described(given: Any) -> str:
    name = _type_name(given)
    if isinstance(given, AbstractSet):
        return f"a {name}, which has no order: give a list to talk or compare"
    if not isinstance(given, list | tuple) and (not hasattr(given, "__array__") or not _dimensions(given)):
        return name
    if _dimensions(given) > 1:
        return f"a {name} of shape {given.shape}"
    values = python_values(given)
    if not values:
        return f"an empty {name}"
    if _are_inputs(values):
        return f"a {name} of several; talk and compare take those"
    held = dict.fromkeys(_type_name(each) for each in values[:100])
    return f"a {name} of {' and '.join(list(held)[:3])}{' and others' if len(held) > 3 else ''}"


def _type_name(given: object) -> str:
    """Return the name of a type, with its module where there may be others of its name."""
    kind = type(given)
    return kind.__name__ if kind.__module__ in ("builtins", "numpy") else f"{kind.__module__}.{kind.__name__}"
