"""Damages of a log, drawn by a seed: bytes, pages, the write-ahead log, rows, sounds, whole files."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.exchanges import an_exchange
from voicelab.exchange.fields import Usage
from voicelab.log.session_log import SessionLog
from voicelab.settings import Settings

__all__ = ["DAMAGES", "a_log", "damaged", "write"]

_PAGE = 4096


def a_log(folder: Path) -> Path:
    """Make a log of two sessions with long and short replies, labels, settings and sound; return its file.

    A copy of it that its program was ended in the midst of is in the folder ``open`` beside.
    """
    path = folder / "log.sqlite"
    with SessionLog(path) as log:
        for name in ("first", "second"):
            for turn in range(1, 21):
                exchange = log.append(
                    an_exchange(
                        name,
                        turn,
                        reply="Mount Everest. " * turn**2,
                        settings=Settings(max_tokens=100 + turn % 3),
                        **({} if turn % 5 == 0 else {"heard_audio": None, "spoken_audio": None}),
                    )
                )
                log.add_label(exchange, notes=f"Of turn {turn}", rater="Ann")
            log.set_usage(name, 7, Usage(prompt_tokens=7))
    with SessionLog(path) as log:
        for turn in range(1, 6):
            log.append(an_exchange("third", turn, reply="Mount Everest. " * 90 * turn))
        shutil.copytree(folder, folder.parent / f"{folder.name}-open")
    return path


def write(path: Path, sql: str) -> None:
    """Change a log as another program does."""
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()


def damaged(path: Path, kind: str, seed: int) -> None:
    """Damage a log."""
    DAMAGES[kind](path, random.Random(seed))


def _with_bytes(change: Callable[[bytearray, random.Random], bytearray | None], name: str = "") -> _Damage:
    def damage(path: Path, lot: random.Random) -> None:
        file = path.with_name(f"{path.name}{name}")
        data = bytearray(file.read_bytes())
        file.write_bytes(change(data, lot) or data)

    return damage


def _flip(data: bytearray, lot: random.Random) -> None:
    for _ in range(lot.choice((1, 1, 1, 8, 60))):
        data[lot.randrange(len(data))] ^= 1 << lot.randrange(8)


def _flip_header(data: bytearray, lot: random.Random) -> None:
    data[lot.randrange(100)] ^= 1 << lot.randrange(8)


def _flip_text(data: bytearray, lot: random.Random) -> None:
    found = [place for place in range(0, len(data) - 7, 97) if data[place : place + 400].count(b"Everest")]
    place = data.index(b"Everest", lot.choice(found))
    data[place + lot.randrange(7)] ^= 1 << lot.randrange(7)


def _truncate(data: bytearray, lot: random.Random) -> None:
    del data[lot.randrange(1, len(data)) :]


def _pages(data: bytearray, lot: random.Random, count: int) -> list[slice]:
    numbers = lot.sample(range(len(data) // _PAGE), count)
    return [slice(number * _PAGE, (number + 1) * _PAGE) for number in numbers]


def _zero(data: bytearray, lot: random.Random) -> None:
    for page in _pages(data, lot, lot.randint(1, 4)):
        data[page] = bytes(_PAGE)


def _noise(data: bytearray, lot: random.Random) -> None:
    for page in _pages(data, lot, lot.randint(1, 3)):
        data[page] = lot.randbytes(_PAGE)


def _swap(data: bytearray, lot: random.Random) -> None:
    one, other = _pages(data, lot, 2)
    data[one], data[other] = data[other], data[one]


def _repeat(data: bytearray, lot: random.Random) -> None:
    one, other = _pages(data, lot, 2)
    data[one] = data[other]


def _first_page(data: bytearray, lot: random.Random) -> None:
    data[:_PAGE] = lot.choice((bytes(_PAGE), lot.randbytes(_PAGE)))


def _of_open(damage: _Damage) -> _Damage:
    """Have the log be one whose program was ended in the midst."""

    def damage_open(path: Path, lot: random.Random) -> None:
        shutil.rmtree(path.parent)
        shutil.copytree(path.parent.parent / "whole-open", path.parent)
        damage(path, lot)

    return damage_open


def _lose_wal(path: Path, _: random.Random) -> None:
    path.with_name(f"{path.name}-wal").unlink()


def _another_file(path: Path, lot: random.Random) -> None:
    path.write_bytes(lot.choice((b"Dear diary, " * 900, b"\x89PNG\r\n\x1a\n" + lot.randbytes(5000), b"x")))


def _another_database(path: Path, _: random.Random) -> None:
    path.unlink()
    write(path, "CREATE TABLE photos (name TEXT); INSERT INTO photos VALUES ('Everest.jpg')")


def _edit(path: Path, lot: random.Random) -> None:
    changes = (
        "UPDATE exchanges SET reply = 'Mount Everist' WHERE turn = {turn}",
        "UPDATE exchanges SET completion_tokens = 13 WHERE turn = {turn}",
        "UPDATE exchanges SET outcome = 'hummed' WHERE turn = {turn}",
        "UPDATE exchanges SET turn = '<b>' WHERE turn = {turn}",
        "UPDATE exchanges SET transcript = x'ff00' WHERE turn = {turn}",
        "UPDATE exchanges SET words = '[' WHERE turn = {turn}",
        "UPDATE exchanges SET checksum = NULL, words = '[1]' WHERE turn = {turn}",
        "UPDATE exchanges SET checksum = NULL, alternatives = '7' WHERE turn = {turn}",
        "UPDATE exchanges SET settings_id = 99 WHERE turn = {turn}",
        "UPDATE settings SET json = '{{}}' WHERE id = 2",
        "UPDATE settings SET json = '[]', checksum = NULL WHERE id = 2",
        "DELETE FROM settings WHERE id = 2",
        "DELETE FROM sessions WHERE session = 'first'",
        "UPDATE labels SET notes = 'No.' WHERE turn = {turn}",
        "UPDATE labels SET thumbs_up = 'yes' WHERE turn = {turn}",
        "UPDATE sessions SET services = 'elsewhere'",
        "CREATE TRIGGER t AFTER INSERT ON exchanges BEGIN DELETE FROM sessions; END",
        "CREATE VIEW v AS SELECT * FROM exchanges",
        "ALTER TABLE exchanges ADD COLUMN loud TEXT AS (upper(reply))",
    )
    write(path, lot.choice(changes).format(turn=lot.randint(1, 20)))


def _newer(path: Path, lot: random.Random) -> None:
    write(path, "INSERT INTO voicelab_migrations (name) VALUES ('moods')")
    write(path, "ALTER TABLE exchanges ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")
    _with_bytes(_flip_text)(path, lot)


def _sound(path: Path, lot: random.Random) -> None:
    file = lot.choice(sorted(path.parent.rglob("*.wav")))
    kind = lot.choice(("flip", "cut", "gone", "folder") + (("link", "pipe") if os.name == "posix" else ()))
    data = bytearray(file.read_bytes())
    file.unlink()
    if kind == "flip":
        data[lot.randrange(len(data))] ^= 1
        file.write_bytes(data)
    elif kind == "cut":
        file.write_bytes(data[: lot.randrange(len(data))])
    elif kind == "folder":
        file.mkdir()
    elif kind == "link":
        file.symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(file)


def _left(path: Path, _: random.Random) -> None:
    folder = path.with_name("log-audio") / "first"
    (folder / "0099-heard.wav").write_bytes(b"RIFF")


_Damage = Callable[[Path, random.Random], None]

DAMAGES: dict[str, _Damage] = {
    "flipped-bytes": _with_bytes(_flip),
    "flipped-header": _with_bytes(_flip_header),
    "flipped-text": _with_bytes(_flip_text),
    "truncated": _with_bytes(_truncate),
    "zeroed-pages": _with_bytes(_zero),
    "noise": _with_bytes(_noise),
    "swapped-pages": _with_bytes(_swap),
    "repeated-page": _with_bytes(_repeat),
    "first-page": _with_bytes(_first_page),
    "flipped-wal": _of_open(_with_bytes(_flip, "-wal")),
    "torn-wal": _of_open(_with_bytes(_truncate, "-wal")),
    "lost-wal": _of_open(_lose_wal),
    "flipped-beside-wal": _of_open(_with_bytes(_flip)),
    "another-file": _another_file,
    "another-database": _another_database,
    "edited": _edit,
    "newer": _newer,
    "sound": _sound,
    "left-sound": _left,
}
"""Each changes a log, by lot."""
