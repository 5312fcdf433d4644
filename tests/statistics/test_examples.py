"""The examples in the docstrings."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import voicelab.statistics


def test_every_example_gives_what_it_says() -> None:
    modules = [
        importlib.import_module(f"voicelab.statistics.{each.name}")
        for each in pkgutil.iter_modules(voicelab.statistics.__path__)
    ]
    results = [doctest.testmod(module) for module in modules]

    assert sum(each.attempted for each in results) > 10
    assert sum(each.failed for each in results) == 0
