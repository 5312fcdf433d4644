"""Pure parsers, without a server: whatever they are given, they raise what they document, and soon."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.findings import Tally
from tests.fuzz.mutation import Dice
from tests.fuzz.seeds import CHAT, DEFINITION, SSML, sound_files
from voicelab.audio.clip import Audio
from voicelab.cases.cases import Cases
from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.completion.json_patterns import UnsupportedPatternError, supported_pattern
from voicelab.embedded.completion.json_schema import supported_schema
from voicelab.embedded.forms.words import shown_words, word_forms
from voicelab.embedded.speech.framing import ProtocolError, parse
from voicelab.embedded.speech.pcm import PcmDecoder
from voicelab.embedded.speech.sound_file import decoded_file
from voicelab.embedded.speech.ssml import read_ssml
from voicelab.embedded.speech.transcription_definition import TranscriptionDefinition
from voicelab.embedded.speech.xml_text import xml_text
from voicelab.errors import ConfigurationError
from voicelab.log.session_log import read_csv
from voicelab.printable import printable
from voicelab.services.environment import services_from
from voicelab.services.environment_file import read_environment_file
from voicelab.text.backchannels import is_backchannel
from voicelab.text.json_objects import json_object
from voicelab.text.markdown_filter import Speakable
from voicelab.text.same_words import same_words
from voicelab.text.sentences import sentences_of
from voicelab.text.terminal_escapes import TerminalEscapes
from voicelab.text.word_differences import word_differences

__all__ = ["PARSERS", "Parser", "ParserTarget", "failure_of"]

_LONGEST_SECONDS = 1.0
_MARKDOWN = (
    "# A *title*\n\nSee [this](https://example.com/a_(b)) and `code` -- **bold** ~~no~~ $x^2$, "
    "\\(a_1\\) [1].\n"
    "1. One\n2. Two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nprint(1)\n```\n"
    "<b>He</b> said &amp; 5 km/h... It costs $5.50 - or 3,5 €! Dr. Who, z. B. am 3. Mai? "
    "www.example.com \U0001f600 H~2~O 10^-3 \\frac{1}{2}"
)
_FORMULAS = r"""So $$\sqrt[3]{x_{1}^2} + \sum_{i=1}^{n} \frac{a}{b+1} \cdot \binom{n}{k}$$ and
\[\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \left( \text{if } x \not= y \right)\] where
\(\vec{v} \leq \overline{z}^{*}\), 2^{10}, a_{ij}.
> * [x] **Note**: see [^1] and 【4:0†source】, <sub>2</sub>, ~~~
~~~ ![alt *a*](b "t") __init__.py, 3*4*5 = 60, `a``b` <https://a.b/c?d=e&f> a@b.de & C:\temp
\u00e9 &#233; -- --- ... (a) 1/2 +/- 5'6"
=====
- - -
	code
"""
_TERMINAL = "\x1b[31mRed\x1b[0m \x1b]0;title\x07 \x9b1m \x1b(B \u202etxt" + _MARKDOWN
_ENVIRONMENT = (
    "# services\nexport AZURE_SPEECH_KEY='abc'\nAZURE_SPEECH_REGION=westeurope\n"
    'AZURE_OPENAI_ENDPOINT="https://x.openai.azure.com/"\nAZURE_OPENAI_API_KEY=${KEY}\n'
    "AZURE_OPENAI_DEPLOYMENT: a\n"
)
_SCHEMA = {
    "type": "object",
    "properties": {
        "a": {"type": "string", "pattern": "^[a-z]{1,3}\\d+$", "maxLength": 5},
        "b": {"$ref": "#"},
    },
    "required": ["a"],
    "additionalProperties": False,
    "$defs": {"c": {"anyOf": [{"type": "integer", "minimum": 1}, {"enum": ["x", None]}]}},
}
_CSV = (
    "session,turn,started_utc,heard,reply,cold,words\n"
    's,1,2026-11-30T10:00:00Z,"Hi, you",\'=1,no,"[[""Hi"",0.1,0.2]]"\n'
)
_FRAME = 'Path:speech.context\r\nX-RequestId:0123\r\nContent-Type:application/json\r\n\r\n{"context":{}}'
_CASES = {
    "a.json": json.dumps(
        [{"input": "Hi", "expected": "Hello", "tags": ["a"], "history": [{"role": "user", "content": "x"}]}]
    ),
    "a.jsonl": json.dumps(
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes"}]}
    )
    + "\n",
    "a.csv": "input,expected,tags\nHi,Hello,a\n",
    "a.yaml": "- input: Hi\n  expected: Hello\n- input: [a, b]\n",
}


@dataclass(frozen=True, slots=True)
class Parser:
    """What reads bytes, and what it may raise."""

    seeds: tuple[bytes, ...]
    read: Callable[[bytes], object]
    raises: tuple[type[Exception], ...] = ()


class ParserTarget:
    """Odd inputs for one parser."""

    def __init__(self, name: str, tally: Tally) -> None:
        self.tally = tally
        self._parser = PARSERS[name]

    async def step(self, dice: Dice) -> int:
        """Read one input; return 1."""
        given = dice.body(dice.choice(self._parser.seeds))
        began = time.thread_time()
        failure = failure_of(self._parser, given)
        if failure is not None:
            self.tally.add(failure, given)
        if (seconds := time.thread_time() - began) > _LONGEST_SECONDS:
            self.tally.add(f"it took {seconds:.1f} s", given)
        self.tally.answers["read" if failure is None else "failed"] += 1
        return 1

    def close(self) -> None:
        """Nothing is open."""


def failure_of(parser: Parser, given: bytes) -> str | None:
    """Return what a parser raises that it does not document; `None` if it does not."""
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            parser.read(given)
    except parser.raises as error:
        return None if str(error) else f"{type(error).__name__} without a message"
    except Exception:
        return traceback.format_exc()
    return None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _pcm(data: bytes) -> None:
    decoder = PcmDecoder()
    for piece in (data[:50], data[50:]):
        decoder.decode(piece)
    decoder.finish()


def _spoken(data: bytes) -> None:
    text, line, spoken = _text(data), Speakable(), ""
    for begin in range(0, len(text), 7):
        spoken += line.feed(text[begin : begin + 7])
    spoken += line.finish()
    for language in (None, "en", "de", "el", "ja"):
        list(sentences_of(spoken, language))
    word_differences(text[:500], spoken[:500])
    is_backchannel(text[:200])


def _terminal(data: bytes) -> None:
    escapes, text = TerminalEscapes(), _text(data)
    shown = printable(escapes.feed(text[:9]) + escapes.feed(text[9:]) + escapes.finish())
    if "\x1b" in shown or "\x9b" in shown:
        raise AssertionError(f"an escape is left: {shown!r}")


def _environment(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, ".env")
        path.write_bytes(data)
        services_from(read_environment_file(path))


def _cases(name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            Cases.read(path)

    return read


def _schema(data: bytes) -> None:
    schema = json_object(data)
    if schema is not None:
        for strict in (True, False):
            with contextlib.suppress(InvalidRequestError):
                supported_schema(schema, "a", "response_format", strict=strict)


def _forms(data: bytes) -> None:
    text = _text(data)
    for locale in ("en-US", "de-DE", "ja-JP"):
        word_forms(shown_words(text, locale), locale, text)


def _same_words(data: bytes) -> None:
    one, _, other = _text(data)[:400].partition("|")
    same_words(one, other)


PARSERS: Mapping[str, Parser] = {
    "framing": Parser(
        (_FRAME.encode(), b"\0\x20Path:audio\r\nX-RequestId:0123\r\nabc"),
        lambda data: (parse(data), parse(_text(data))),
        (ProtocolError,),
    ),
    "ssml": Parser(
        (SSML.encode(), SSML.encode("utf-16")), lambda data: read_ssml(xml_text(data)), (ProtocolError,)
    ),
    "pcm": Parser((sound_files()["wav"],), _pcm, (ProtocolError,)),
    "sound-file": Parser(
        tuple(sound_files().values()),
        lambda data: list(decoded_file(data, longest_seconds=60)),
        (ProtocolError,),
    ),
    "audio-file": Parser(
        tuple(sound_files().values()), lambda data: Audio.from_file(io.BytesIO(data)), (ValueError,)
    ),
    "definition": Parser(
        (json.dumps(DEFINITION).encode(),),
        lambda data: TranscriptionDefinition.read(json_object(data) or {}),
        (ProtocolError,),
    ),
    "json": Parser((json.dumps(CHAT).encode(),), json_object),
    "schema": Parser((json.dumps(_SCHEMA).encode(),), _schema),
    "pattern": Parser(
        (b"^[a-z]{1,3}\\d+(?:x|y)*$", b"[^\\w\\s]+|\\u00e9?"),
        lambda data: supported_pattern(_text(data)),
        (UnsupportedPatternError,),
    ),
    "environment": Parser(
        (_ENVIRONMENT.encode(), json.dumps({"AZURE_SPEECH_KEY": "x"}).encode()),
        _environment,
        (ConfigurationError,),
    ),
    "log-csv": Parser((_CSV.encode(),), lambda data: read_csv(io.BytesIO(data)), (ValueError,)),
    "spoken-text": Parser((_MARKDOWN.encode(), _FORMULAS.encode()), _spoken),
    "terminal": Parser((_TERMINAL.encode(),), _terminal),
    "forms": Parser(
        (b"On May 3rd, 1,234.50 dollars at 10:30 a.m. - call +1 (425) 555-0100, 1/2 of 5% \xe2\x82\xac.",),
        _forms,
    ),
    "same-words": Parser((b"It costs 1,200 dollars.|It costs twelve hundred dollars",), _same_words),
    **{
        f"cases-{name[2:]}": Parser((text.encode(),), _cases(name), (ValueError, TypeError))
        for name, text in _CASES.items()
    },
}
"""What is read from bytes."""
