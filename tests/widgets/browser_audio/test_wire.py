"""The messages between page and kernel, as either side describes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from voicelab.widgets.browser_audio import wire

DECLARATIONS = Path(wire.__file__).with_name("wire.d.ts").read_text("utf-8")


def declared(name: str) -> dict[str, str]:
    """Return the fields of a message, as the page's declaration has them."""
    (body,) = re.findall(rf"^export interface {name} {{(.*?)}}", DECLARATIONS, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"(\w+): ([^;]+?)\s*(?:;|$)", body))


@pytest.mark.parametrize("union", ["FromPage", "ToPage"])
def test_the_page_declares_the_kernels_messages(union: str) -> None:
    (members,) = re.findall(rf"^export type {union} = (.*?);", DECLARATIONS, re.MULTILINE | re.DOTALL)
    assert members.split(" | ") == [each.__name__ for each in get_args(getattr(wire, union))]


@pytest.mark.parametrize("message", [*get_args(wire.FromPage), *get_args(wire.ToPage)])
def test_the_page_declares_the_fields_of_each(message: type) -> None:
    fields = get_type_hints(message)
    from_page = message in get_args(wire.FromPage)
    assert sorted([*declared(message.__name__), *(["page"] if from_page else [])]) == sorted(fields)
    types = " | ".join(f'"{each}"' for each in get_args(fields["type"]))
    assert declared(message.__name__)["type"] == types
