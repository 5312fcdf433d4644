"""Text: words, sentences, languages, and Markdown made fit to be spoken."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.text.languages import guess_language, language_of
    from voicelab.text.markdown_filter import speakable
    from voicelab.text.sentences import sentences_of

__all__ = ["guess_language", "language_of", "sentences_of", "speakable"]
__getattr__, __dir__ = lazy_exports(
    __name__, {
        "languages": "guess_language language_of",
        "markdown_filter": "speakable",
        "sentences": "sentences_of",
    },
)  # fmt: skip
