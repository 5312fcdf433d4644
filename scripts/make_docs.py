"""Write the generated parts of docs/ and CONTRIBUTING.md: the settings, those without effect, the panel's
controls, the conditions, the columns of the log and of cases, the codes of errors, the commands, the packages
in their layers.

Each stands between two comments in its file, so that people can write around it. With ``--check`` nothing
is written, and the exit code says whether all are current.
"""

from __future__ import annotations

import argparse
import ast
import configparser
import dataclasses
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

from voicelab import scores
from voicelab.callers.caller_turn import CallerTurn
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.caller_columns import CALLER_COLUMNS
from voicelab.cases.case import Case
from voicelab.cases.case_row import COLUMNS as CASE_COLUMNS
from voicelab.cli.command_line import make_parser
from voicelab.comparison.checks.aggregates import AGGREGATES
from voicelab.conditions.conditions import CONDITION_KINDS, Conditions
from voicelab.error_codes import ERROR_CODES, ErrorCode, Remedy
from voicelab.exchange.fields import ExchangeFields, Latency, Usage
from voicelab.log.frame import COLUMNS, Column
from voicelab.log.label import Label
from voicelab.scores.built_in_scores import BETTER_BY_RETURN_TYPE, built_in_scores, return_type, score_makers
from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.declaration import Stage
from voicelab.settings.effect_rules import RULES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

KINDS = {
    "text": "text",
    "choice": "text",
    "whole": "whole number",
    "measure": "number",
    "yes-no": "yes or no",
    "time": "time, UTC",
}


def settings_tables() -> str:
    """Return a table for each stage, a row for each setting."""
    return "\n\n".join(f"### {stage.capitalize()}\n\n{stage_table(stage)}" for stage in get_args(Stage))


def stage_table(stage: Stage) -> str:
    """Return a row for each setting of a stage."""
    sentences = field_docstrings(Settings)
    rows = [
        (f"`{name}`{' ↻' if it.reconnects else ''}", f"`{it.default!r}`", it.kind.allowed, sentences[name])
        for name, it in DECLARATIONS.items()
        if it.stage == stage
    ]
    return table(("setting", "default", "allowed", "what it is"), rows)


def conditions_table() -> str:
    """Return a row for each condition, in the order in which they take effect."""
    sentences = field_docstrings(Conditions)
    rows = [
        (
            f"`{field.name}`",
            f"`{field.default!r}`",
            CONDITION_KINDS[field.name].allowed,
            sentences[field.name],
        )
        for field in dataclasses.fields(Conditions)
    ]
    return table(("field", "default", "allowed", "what it is"), rows)


def without_effect_table() -> str:
    """Return a row for each rule of settings without effect."""
    rows = [(", ".join(f"`{name}`" for name in rule.names), rule.condition, rule.reason) for rule in RULES]
    return table(("setting", "has no effect with", "why"), rows)


def controls_table() -> str:
    """Return a row for each control of the panel."""
    sentences = field_docstrings(Settings)
    rows = [(it.label, f"`{name}`", sentences[name]) for name, it in DECLARATIONS.items() if it.label]
    return table(("control", "setting", "what it is"), rows)


def log_table() -> str:
    """Return a row for each column of the log's DataFrame."""
    rows = [(f"`{column.name}`", KINDS[column.kind], sentence_on(column)) for column in COLUMNS]
    return table(("column", "type", "what it is"), rows)


def cases_table() -> str:
    """Return a row for each known column of cases."""
    sentences = field_docstrings(Case)
    return table(("column", "what it is"), [(f"`{name}`", sentences[name]) for name in CASE_COLUMNS])


def turns_table() -> str:
    """Return a row for each field of a dialogue's turns."""
    sentences = field_docstrings(CallerTurn)
    return table(("field", "what it is"), [(f"`{name}`", sentence) for name, sentence in sentences.items()])


def callers_table() -> str:
    """Return a row for each field of a simulated caller, and the column that holds it in files."""
    sentences = field_docstrings(SimulatedCaller)
    fields = zip(CALLER_COLUMNS, dataclasses.fields(SimulatedCaller), strict=True)
    rows = [
        (
            f"`{field.name}`",
            f"`{column}`",
            "" if field.default is dataclasses.MISSING else f"`{field.default!r}`",
            sentences[field.name],
        )
        for column, field in fields
    ]
    return table(("field", "column", "default", "what it is"), rows)


def sentence_on(column: Column) -> str:
    """Return what a column is, from the docstring of the field that it holds."""
    if column.name in DECLARATIONS:
        return "A [setting](settings.md)."
    if column.name == "labelled_utc" or column.name.startswith("label_"):
        return field_docstrings(Label)[column.name.removeprefix("label_")]
    if column.name.endswith("_ms"):
        name = column.name.replace("_ms", "_seconds")
        documented = field_docstrings(Latency).get(name) or getattr(Latency, name).__doc__ or ""
        return f"{documented.splitlines()[0]} In milliseconds."
    sentence = {**field_docstrings(Usage), **field_docstrings(ExchangeFields)}[column.name]
    return sentence + (
        f" One of {', '.join(f'`{choice}`' for choice in column.choices)}." if column.choices else ""
    )


REMEDIES: dict[Remedy, str] = {
    "retry": "passes; tried again",
    "slow-down": "passes; tried again, and a comparison slows down",
    "later": "may pass; the next turn tries",
    "request": "concerns this request only",
    "settings": "lasts until the settings change",
    "set-up": "lasts until the set-up changes",
}

VARIABLES = {
    "key": "`SPEECH_KEY` or `AZURE_OPENAI_API_KEY`",
    "endpoint": "`SPEECH_REGION` or `AZURE_OPENAI_ENDPOINT`",
    "deployment": "`AZURE_OPENAI_DEPLOYMENT`",
    "setting": "deployment",
    "resource": "a Speech or an Azure OpenAI resource",
    "quota": "the quota",
}


def error_codes_table() -> str:
    """Return a row for each code of an error."""
    head = ("code", "of", "what happened", "does it pass?", "what to do")
    return table(head, [error_code_row(code) for code in ERROR_CODES.values()])


def error_code_row(code: ErrorCode) -> tuple[str, ...]:
    """Return what the table says of a code."""
    hint = code.hint_for(VARIABLES) or "what its message says"
    return f"`{code.name}`", ", ".join(code.parts), code.meaning, REMEDIES[code.remedy], hint


def commands() -> str:
    """Return a section for each command."""
    parser = make_parser()
    return "\n\n".join(sections(parser))


def sections(parser: argparse.ArgumentParser, level: int = 2) -> Iterator[str]:
    """Yield a command's section, and those of the commands below it."""
    arguments = []
    below: list[argparse.ArgumentParser] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            below += action.choices.values()
        elif not isinstance(action, argparse._HelpAction):
            arguments.append((f"`{spelling(action)}`", action.help or ""))
    text = f"{'#' * level} {parser.prog}"
    if parser.description:
        text += f"\n\n{parser.description}"
    if arguments:
        text += "\n\n" + table(("argument", "what it is"), arguments)
    yield text
    for command in below:
        yield from sections(command, level + 1)


def spelling(action: argparse.Action) -> str:
    """Return how an argument is written on the command line."""
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    if action.choices and not metavar:
        metavar = "|".join(map(str, action.choices))
    if action.nargs in ("+", "*"):
        metavar += " …"
    return " ".join([*action.option_strings[-1:], metavar]).strip()


def scores_table() -> str:
    """Return a row for each score that comes with voicelab, the makers of scores among them."""
    found = {**built_in_scores(), **score_makers()}.values()
    rows = [(score_call(score), first_sentence(score), better(score)) for score in found]
    return table(("score", "what it is", "better"), sorted(rows))


def score_call(score: Any) -> str:
    """Return how a score is written in a list of them."""
    if return_type(score) not in BETTER_BY_RETURN_TYPE:
        return f"`{score.__name__}`"
    first = next(iter(inspect.signature(score).parameters))
    return f"`{score.__name__}({first})`"


def first_sentence(score: Any) -> str:
    """Return the first paragraph of a score's docstring, without what all begin with."""
    paragraph = " ".join((inspect.getdoc(score) or "").split("\n\n")[0].split())
    for beginning in ("Return a score that says ", "Return ", "Say "):
        if paragraph.startswith(beginning):
            return paragraph.removeprefix(beginning)
    return paragraph


def better(score: Any) -> str:
    """Return which values of a score are better."""
    if return_type(score) in BETTER_BY_RETURN_TYPE:
        return BETTER_BY_RETURN_TYPE[return_type(score)]
    direction = scores.higher_is_better(score)
    if direction is None:
        return "neither"
    returned = return_type(score)
    return "true" if "bool" in returned else "higher" if direction else "lower"


def aggregates_table() -> str:
    """Return a row for each aggregate of checks."""
    return table(("aggregate", "what it is"), [(f"`{name}`", what) for name, what in AGGREGATES.items()])


def layers_table() -> str:
    """Return a row for each package and module of the top level, from the highest layer to the lowest."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    layers = contracts["importlinter:contract:layers"]["layers"].split("\n")
    rows = [
        (str(number), *described(name.strip()))
        for number, layer in enumerate(filter(None, layers), start=1)
        for name in layer.split("|")
    ]
    return table(("layer", "where", "what"), rows)


def described(name: str) -> tuple[str, str]:
    """Return where a package or a module of the top level is, and its docstring's first line."""
    package = ROOT / "voicelab" / name
    file = package / "__init__.py" if package.is_dir() else package.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return f"`{name}/`" if package.is_dir() else f"`{name}.py`", docstring.splitlines()[0]


def field_docstrings(owner: type) -> dict[str, str]:
    """Return the string under each field of a class and of those it inherits from, on one line."""
    sentences = {}
    for each in reversed(owner.__mro__[:-1]):
        tree = ast.parse(inspect.getsource(each)).body[0]
        assert isinstance(tree, ast.ClassDef)
        for field, below in zip(tree.body, tree.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
                assert isinstance(field.target, ast.Name)
                assert isinstance(below.value, ast.Constant)
                sentences[field.target.id] = " ".join(str(below.value.value).split())
    return sentences


def table(head: tuple[str, ...], rows: list[Any]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell(text) for text in line)} |" for line in lines)


def cell(text: str) -> str:
    """Return text as it may stand in a table: reStructuredText's literals become Markdown's."""
    return text.replace("``", "`").replace("|", "\\|")


PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    "settings": ("settings.md", settings_tables),
    "settings without effect": ("engines.md", without_effect_table),
    "conditions": ("conditions.md", conditions_table),
    "controls": ("panel.md", controls_table),
    "columns": ("log.md", log_table),
    "columns of cases": ("cases.md", cases_table),
    "fields of simulated callers": ("callers.md", callers_table),
    "turns of dialogues": ("cases.md", turns_table),
    "error codes": ("troubleshooting.md", error_codes_table),
    "commands": ("cli.md", commands),
    "scores": ("scores.md", scores_table),
    "layers": ("../CONTRIBUTING.md", layers_table),
    "aggregates": ("suite.md", aggregates_table),
}


def main() -> int:
    """Write or check; return the exit code."""
    check = sys.argv[1:] == ["--check"]
    stale = []
    for name, (file, make) in PARTS.items():
        path = DOCS / file
        begin, end = f"<!-- generated: {name}, by make docs -->", "<!-- generated: end -->"
        text = path.read_text(encoding="utf-8")
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        current, count = pattern.subn(lambda _: f"{begin}\n\n{make()}\n\n{end}", text)  # noqa: B023
        if count != 1:
            sys.exit(f"{path} must hold {begin} and {end} once")
        if current != text:
            stale.append(file)
            if not check:
                path.write_text(current, encoding="utf-8")
    if check and stale:
        print(f"Stale: {', '.join(stale)}. Run: make docs")
        return 1
    print(f"Written: {', '.join(stale)}" if stale else "All current")
    return 0


if __name__ == "__main__":
    sys.exit(main())
