"""Environment files: ``.env`` as people write it, for a shell, for Docker, for PowerShell, as YAML or JSON.

python-dotenv reads the values, with their quotes, comments and line breaks. Ahead of it stands what it does
not know: other encodings, and other ways to write an assignment. A line that is meant for us and is none is
an error that says where it stands; it is never passed over. A value may be made of others of the same file,
``${NAME}``, and never of the process's variables: the folder may be a stranger's.
"""

from __future__ import annotations

import codecs
import json
import re
from io import StringIO
from pathlib import Path

from voicelab.errors import ConfigurationError
from voicelab.expanded_path import expanded_path
from voicelab.secret import UNSEEN
from voicelab.services.variables import NAMES, is_known

__all__ = ["read_environment_file"]

_ENCODINGS = (  # the longer mark first: that of UTF-32 begins as that of UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)

_NAME = r"[A-Za-z_][\w.-]*"
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # cmd: the quotes hold the name, too
        rf"set\s+\"(?P<name>{_NAME})\s*=(?P<value>[^\"]*)\"",
        rf"(?:set|env|%env|!set|%set_env|(?:declare|typeset)(?:\s+-\w+)*)\s+(?P<name>{_NAME})\s*=(?P<value>.*)",
        rf"set(?:\s+--?\w+)+\s+(?P<name>{_NAME})\s+(?P<value>{_QUOTED}|\S+)",  # fish
        rf"%(?:env|set_env)\s+(?P<name>{_NAME})\s+(?P<value>.*)",
        rf"(?:setx|setenv)\s+(?P<name>{_NAME})\s+(?P<value>{_QUOTED}|\S+)(?:\s+/m)?",
        rf"(?:\$env[:.]|\$\{{env:|env:)(?P<name>{_NAME})\}}?\s*=(?P<value>.*)",
        rf"\[(?:System\.)?Environment\]::SetEnvironmentVariable\(\s*['\"](?P<name>{_NAME})['\"]\s*,"
        rf"\s*(?P<value>{_QUOTED}).*",
        rf"os\.environ\[['\"](?P<name>{_NAME})['\"]\]\s*=(?P<value>.*)",
        rf"process\.env\.(?P<name>{_NAME})\s*=(?P<value>.*)",
        rf"Environment=\"?(?P<name>{_NAME})=(?P<value>[^\"]*)\"?",  # systemd
        rf"-\s+(?P<name>{_NAME})\s*[=:](?P<value>.*)",  # a list in a Compose file
        rf"(?P<name>{_NAME})\s*:{{1,2}}=(?P<value>.*)",  # a makefile
        rf"(?P<name>{_NAME})\s*:(?P<value>(?!\s*[>|][+-]?$).*)",  # YAML, of one line
        rf"['\"](?P<name>{_NAME})['\"]\s*[:=](?P<value>.*)",
        rf"(?:export\s+)?(?P<name>{_NAME})\s*==?(?P<value>.*)",
    )
)
"""Ways to write an assignment, at the start of a line."""

_OURS = re.compile(r"speech|open_?ai|voicelab", re.IGNORECASE)
"""What a line says that was meant for us."""
_ASSIGNS_OURS = re.compile(
    rf"(?<![\w${{%])(?:{'|'.join(name for names in NAMES.values() for name in names)})\s*[=:]", re.IGNORECASE
)
"""What stands in a value where a second assignment was run into it."""
_HEAD = re.compile(
    r"(?:\[|-\s*)?(?:\w[\w.-]*[-_.])?(?:speech|open_?ai)(?:[-_.][\w.-]+)?\s*[\]:]+", re.IGNORECASE
)
"""The head of a section, or of what is nested below it."""
_ASIDE = re.compile(r"(?:#|;|//|::|rem\b|---|\[[^\]=]*\]\s*$)", re.IGNORECASE)
"""How comments of other formats begin, and the heads of sections."""


def read_environment_file(path: str | Path) -> dict[str, str]:
    """Return the variables of a file by name; none if there is no `.env`.

    The last of several values of one name counts, unless it is blank.

    Raises
    ------
    ConfigurationError
        The file cannot be read, or a line of it that is meant for us is no assignment.
    """
    path = expanded_path(path)
    try:
        if not path.is_file():
            return _nothing_of(path)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _refusal(f"The file {path} cannot be read ({type(error).__name__}).") from None
    text = _decoded(path, data)
    if re.match(r"\s*(?:\{|\[\s*[\[{\"])", text):
        return _from_json(path, text)
    values = _from_lines(path, text)
    if not any(is_known(name) for name in values):
        for number, line in enumerate(text.split("\n"), start=1):
            if _HEAD.fullmatch(line.strip()):
                raise _refusal(
                    f"Line {number} of the file {path} begins a section, with no known names in it."
                )
    return values


def _nothing_of(path: Path) -> dict[str, str]:
    """Return no variables, where nobody can expect any: `.env` need not exist, and may be a folder."""
    if path.with_name(f"{path.name}.txt").is_file():
        raise _refusal(f"There is no file {path}, but {path}.txt: an editor added the ending. Take it off.")
    if path.name != ".env":
        raise _refusal(f"There is no file {path}.")
    return {}


def _decoded(path: Path, data: bytes) -> str:
    """Return the text of a file, in whatever encoding editors and shells of Windows save."""
    encoding = next((name for mark, name in _ENCODINGS if data.startswith(mark)), "utf-8")
    if encoding == "utf-8" and data[:2].count(0) == 1:
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal(f"The file {path} cannot be read: line {line} is no {encoding}.") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _refusal(f"The file {path} cannot be read: line {line} holds a NUL character.")
    return "\n".join(text.splitlines()) + "\n"


def _from_json(path: Path, text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _refusal(f"The file {path} begins as JSON and is none: see line {line}.") from None
    if not isinstance(found, dict):
        raise _refusal(f"The file {path} is a list in JSON, and no names with their values.")
    nested = next((name for name, value in found.items() if isinstance(value, dict | list)), None)
    if nested is not None:
        raise _refusal(f"The file {path} is JSON that holds more than names and texts: see {nested!r}.")
    return {name: "" if value is None else str(value) for name, value in found.items()}


def _from_lines(path: Path, text: str) -> dict[str, str]:
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    written = text.split("\n")
    good: list[str] = []
    filled: set[str] = set()
    bad: list[int] = []
    for binding in parse_stream(StringIO("\n".join(map(_as_assignment, written)))):
        source, name, value = binding.original.string, binding.key, binding.value
        if binding.error or (name is not None and (value is None or _assigns_ours(name, value))):
            bad.append(binding.original.line + len(source) - len(source.lstrip("\n")))
        elif name is not None and value is not None and (value.strip() or name not in filled):
            good.append(source)
            filled |= {name} if value.strip() else set()
    for number in bad:
        if _OURS.search(written[number - 1]) or not good:
            raise _refusal(f"Line {number} of the file {path} is no NAME=value, or its quotes do not end.")
    # Broken lines are left out, which python-dotenv would log.
    values = dotenv_values(stream=StringIO("\n".join(good)), interpolate=False)
    return _resolved(path, {name: value or "" for name, value in values.items()})


def _assigns_ours(name: str, value: str) -> bool:
    """Whether a value is meant to set one of our variables, as ``name: SPEECH_KEY`` of a Kubernetes file."""
    return bool(_ASSIGNS_OURS.search(value)) or (name.lower() == "name" and is_known(value))


def _resolved(path: Path, values: dict[str, str]) -> dict[str, str]:
    """Return values with ``${NAME}`` replaced by what stands above it in the file, or by its default."""
    from dotenv.variables import Variable, parse_variables

    resolved: dict[str, str] = {}
    for name, value in values.items():
        atoms = list(parse_variables(value))
        for atom in atoms:
            if (
                isinstance(atom, Variable)
                and atom.default is None
                and atom.name not in resolved
                and is_known(name)
            ):
                raise _refusal(
                    f"{name} in the file {path} refers to {atom.name}, which the file does not set above it; "
                    "nothing of the environment is put into a file's values."
                )
        resolved[name] = "".join(atom.resolve(resolved) for atom in atoms)
    return resolved


def _as_assignment(line: str) -> str:
    """Return a line as ``NAME=value``; what is none, as it is; what is a comment or a head, blank."""
    bare = line.strip().strip(UNSEEN).strip()
    if _ASIDE.match(bare):
        return ""
    for form in _FORMS:
        if found := form.fullmatch(bare):
            value = (found["value"] or "").strip()
            return f"{found['name']}={_without_end(value)}"
    return line.strip(UNSEEN)


def _without_end(value: str) -> str:
    """Return a value without what program code puts around it: a prefix, a comma or semicolon at its end."""
    value = re.sub(rf"^[rbuf]{{1,2}}(?=(?:{_QUOTED})\s*[,;]?$)", "", value, flags=re.IGNORECASE)
    return re.sub(rf"^({_QUOTED}|[^\s\"'#]+)\s*[,;]$", r"\1", value)


def _refusal(sentence: str) -> ConfigurationError:
    return ConfigurationError(
        sentence,
        code="bad-dotenv",
        hint="Write one NAME=value a line, and save it as plain UTF-8 text that you may read; or remove it.",
    )
