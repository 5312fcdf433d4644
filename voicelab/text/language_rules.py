"""What a language writes with a full stop that ends no sentence, as one value."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LanguageRules"]


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """What a language writes with a full stop that ends no sentence; all in small letters, without it."""

    before_names: frozenset[str] = frozenset()
    """Titles and the like: they never end a sentence."""
    before_numbers: frozenset[str] = frozenset()
    """Abbreviations where a number follows, words of their own elsewhere, such as ``No.``."""
    abbreviations: frozenset[str] = frozenset()
    """They may also end a sentence; mostly they do not."""
    suffixes: tuple[str, ...] = ()
    """Ends of words that are abbreviations with whatever stands ahead of them, such as ``Hauptstr.``."""
    openers: frozenset[str] = frozenset()
    """Words that sentences often begin with; after an abbreviation they show that one ended."""
    has_ordinals: bool = False
    """Whether ``3.`` is how 'third' is written."""

    def has_abbreviation(self, word: str) -> bool:
        """Say whether a word, in small letters, is listed."""
        if word in self.before_names or word in self.before_numbers or word in self.abbreviations:
            return True
        return self.has_suffix(word)

    def has_suffix(self, word: str) -> bool:
        """Say whether a word, in small letters, ends with an abbreviation that is listed."""
        return bool(self.suffixes) and word.endswith(self.suffixes)

    def __or__(self, other: LanguageRules) -> LanguageRules:
        return LanguageRules(
            self.before_names | other.before_names,
            self.before_numbers | other.before_numbers,
            self.abbreviations | other.abbreviations,
            (*self.suffixes, *other.suffixes),
            self.openers | other.openers,
            self.has_ordinals or other.has_ordinals,
        )
