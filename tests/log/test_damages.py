"""Whatever is damaged in a log: it is told, nothing is written over, and what is undamaged is salvaged."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.log.damages import DAMAGES, a_log, damaged
from voicelab.errors import LogError
from voicelab.exchange.exchange import Exchange
from voicelab.log.pages import Pages, read_pages
from voicelab.log.raw_rows import RawRow, known_tables, rows_of
from voicelab.log.session_log import SessionLog

Key = tuple[object, ...]

READING: dict[str, Callable[[SessionLog], Any]] = {
    "exchanges": lambda log: list(log.exchanges()),
    "df": lambda log: log.df,
    "words": lambda log: log.words,
    "tool_calls": lambda log: log.tool_calls,
    "labels": lambda log: log.labels,
    "sessions": lambda log: log.sessions,
    "html": lambda log: log._repr_html_(),
    "cases": lambda log: log.cases(),
    "csv": lambda log: log.to_csv(Path(str(log.path)).with_name("log.csv")),
    "sounds": lambda log: [(each.heard, each.spoken) for each in log.exchanges()],
}


class Watched(Pages):
    """Pages that know which of them were read."""

    seen: set[int]

    def __getitem__(self, number: int) -> bytes:
        self.seen = getattr(self, "seen", set()) | {number}
        return super().__getitem__(number)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_log(tmp_path_factory.mktemp("logs") / "whole")


def key_of(row: RawRow) -> Key:
    """Return by what a row is known."""
    table, _ = known_tables()[row.table]
    return row.table, *(row.values[name] for name in table.primary_key)


def rows_with_pages(path: Path) -> Iterator[tuple[RawRow, set[int]]]:
    """Yield the rows of a whole log, each with the pages on which it lies."""
    pages = Watched(path.read_bytes())
    pages.seen = set()
    for row in rows_of(pages):
        yield row, pages.seen | {row.page}
        pages.seen = set()


def content(row: RawRow) -> dict[str, object]:
    """Return what a salvaged row has as it was."""
    return {name: value for name, value in row.values.items() if not name.endswith(("_path", "settings_id"))}


def files(folder: Path) -> dict[str, bytes | None]:
    """Return what stands in a folder; of what is no plain file, that it is there."""
    found = (path for path in folder.rglob("*") if not path.name.endswith("-shm"))
    return {
        str(path): path.read_bytes() if path.is_file() and not path.is_symlink() else None for path in found
    }


def look(whole: Path, folder: Path, kind: str, seed: int) -> None:
    """Damage a log, and look whether that is told, and what is salvaged."""
    shutil.copytree(whole.parent, folder / "whole")
    shutil.copytree(whole.parent.parent / "whole-open", folder / "whole-open")
    path = folder / "whole" / whole.name
    damaged(path, kind, seed)
    before = files(path.parent)

    is_told = True
    try:
        found = vl.check_log(path)
        is_told = bool(found.damage or found.remarks)
        assert bool(found) is not bool(found.damage)
        str(found), found._repr_html_()
    except LogError:
        pass
    salvaged = path.parent.parent / "salvaged.sqlite"
    done = vl.salvage_log(path, salvaged)
    str(done), done._repr_html_()
    assert files(path.parent) == before, "neither changes anything"

    kept = {key_of(row): content(row) for row in rows_of(read_pages(salvaged))}
    originals = dict(rows_and_keys(whole))
    damaged_pages = Pages(path.read_bytes())
    if "wal" not in kind:
        original = Pages(whole.read_bytes())
        for row, pages in rows_with_pages(whole):
            if all(damaged_pages[number] == original[number] for number in pages):
                of_exchange = {"session", "turn"} <= set(row.values) and row.table != "exchanges"
                owner = ("exchanges", row.values.get("session"), row.values.get("turn"))
                if of_exchange and not any(owner[1:] == each[1:] for each in exchange_keys(kept)):
                    continue
                assert kept.get(key_of(row)) == content(row), f"{row.name} was not salvaged"
    for key, values in kept.items():
        if key[0] in ("exchanges", "labels") and kind not in ("edited",):
            assert values == content(originals[key]), f"{key} is not as it was"
    with SessionLog(salvaged) as log:
        for read in READING.values() if kind != "sound" else ():
            read(log)

    has_read = True
    try:
        with SessionLog(path) as log:
            for read in READING.values():
                try:
                    read(log)
                except LogError:
                    has_read = False
                except ValueError as error:  # of a sound, which says so
                    has_read = False
                    assert kind == "sound", error  # noqa: PT017
            yielded = exchanges_until_damage(log)
    except LogError:
        has_read, yielded = False, []
    with SessionLog(whole) as log:
        expected = {(each.session, each.turn): each for each in log.exchanges()}
    for exchange in yielded:
        if kind not in ("edited", "newer"):
            assert without_paths(exchange) == without_paths(expected[exchange.session, exchange.turn])
    if not is_told:
        assert has_read
        assert [without_paths(each) for each in yielded] == [
            without_paths(each) for each in expected.values()
        ]


def rows_and_keys(path: Path) -> Iterator[tuple[Key, RawRow]]:
    """Yield the rows of a log by their keys."""
    return ((key_of(row), row) for row in rows_of(read_pages(path)))


def exchange_keys(kept: dict[Key, dict[str, object]]) -> list[Key]:
    """Return the sessions and turns of the exchanges among rows."""
    return [
        ("exchanges", values["session"], values["turn"])
        for key, values in kept.items()
        if key[0] == "exchanges"
    ]


def exchanges_until_damage(log: SessionLog) -> list[Exchange]:
    """Return the exchanges that a log shows until it comes to damage."""
    shown = []
    try:
        for exchange in log.exchanges():
            shown.append(exchange)  # those before the error, too
    except LogError:
        pass
    return shown


def without_paths(exchange: Exchange) -> Exchange:
    """Return an exchange without where its sound is."""
    return exchange.replace(heard_path=None, spoken_path=None)


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_told_and_what_is_undamaged_is_salvaged(whole: Path, tmp_path: Path, kind: str) -> None:
    look(whole, tmp_path, kind, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("kind", DAMAGES)
@pytest.mark.parametrize("seed", range(2, 14))
def test_damage_of_any_seed_is_told(whole: Path, tmp_path: Path, kind: str, seed: int) -> None:
    look(whole, tmp_path, kind, seed)
