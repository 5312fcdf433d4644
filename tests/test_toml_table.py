"""Tables of TOML files: what is wrong names the file, the table and the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.toml_table import TomlTable, read_toml


def table_of(tmp_path: Path, text: str) -> TomlTable:
    (tmp_path / "a.toml").write_text(text, "utf-8")
    return read_toml(tmp_path / "a.toml")


def test_values_are_read_by_their_kinds(tmp_path: Path) -> None:
    table = table_of(tmp_path, "\ufeffname = 'Grüße'\nlist = ['a']\nfile = 'b/c.csv'\n[limits]\ntokens = 3\n")
    assert (table.text("name"), table.text("other", "usual")) == ("Grüße", "usual")
    assert (table.texts("list"), table.texts("other")) == (["a"], [])
    assert (table.path("file"), table.path("other")) == (tmp_path / "b" / "c.csv", None)
    assert table.table("limits").of_kind("tokens", int, "a whole number") == 3
    assert table.table("other").values == {}
    assert "name" in table
    assert "other" not in table


@pytest.mark.parametrize(
    ("text", "key", "kind", "why"),
    [
        ("a = ' '", "a", "text", "key a: it is blank; give it a value, or leave it out"),
        ("a = 3", "a", "text", "key a: it must be a text, not 3"),
        ("a = 'b'", "a", "texts", "key a: it must be a list of texts, not 'b'"),
        ("a = ['b', 3]", "a", "texts", "key a: it must be a list of texts, and has 3"),
        ("a = true", "a", "whole", "key a: it must be a whole number, not True"),
        ("a = []", "a", "table", "key a: it must be a table, not []"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_its_key(
    tmp_path: Path, text: str, key: str, kind: str, why: str
) -> None:
    table = table_of(tmp_path, text)
    with pytest.raises(ValueError, match=r"a\.toml, ") as refused:
        table.of_kind(key, int, "a whole number") if kind == "whole" else getattr(table, kind)(key)
    assert str(refused.value) == f"{tmp_path / 'a.toml'}, {why}"


def test_an_unknown_key_is_refused_with_the_nearest(tmp_path: Path) -> None:
    table = table_of(tmp_path, "[limits]\ntoken = 3")
    with pytest.raises(ValueError, match=r"table limits has a key 'token', .* there are: tokens, money"):
        table.table("limits").check_keys(["money", "tokens"])


def test_what_is_wrong_with_a_value_has_its_place_ahead(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a = 3")
    for error in (ValueError("no"), TypeError("no")):
        with pytest.raises(ValueError, match=r"a\.toml, key a: no$"), table.placed("a"):
            raise error
    with pytest.raises(FileNotFoundError, match=r"a\.toml, key a: no$"), table.placed("a"):
        raise FileNotFoundError("no")


@pytest.mark.parametrize("data", [b"a = ", b"a = 1\na = 2", b"\xff\xfe", b"a = '\x00'"])
def test_what_is_no_toml_is_refused_with_its_place(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.toml").write_bytes(data)
    with pytest.raises(ValueError, match=r"a\.toml is no TOML file: "):
        read_toml(tmp_path / "a.toml")


def test_a_file_that_is_not_there_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"b\.toml cannot be read: there is no such file"):
        read_toml(tmp_path / "b.toml")
    with pytest.raises(FileNotFoundError, match="cannot be read: it is a folder"):
        read_toml(tmp_path)
