"""How a diagnosis shows itself."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from voicelab.doctor.checks import failure
from voicelab.doctor.doctor import AREAS, Check, Diagnosis
from voicelab.doctor.report import READY
from voicelab.errors import ConfigurationError

WELL = Check(area="installed", name="Python", status="ok", message="3.11")
PACKAGES = [
    Check(area="installed", name=f"package{n}", status="ok", message=f"{n}.0", group="packages")
    for n in range(30)
]
MISSING = Check(
    area="installed", name="openai", status="failed", message="not installed", hint="Run: pip install openai"
)
SLOW = Check(
    area="reachable", name="completion", status="warning", message="slow", hint="Take a smaller one."
)
SILENT = Check(
    area="audible", name="microphone", status="warning", message="none", hint="Use it.", is_optional=True
)

WRONG = ConfigurationError("X is 'auto'.", code="bad-variable", hint="Set it to a number.")

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["healthy", "complete", "next_step", "checks"],
    "additionalProperties": False,
    "properties": {
        "healthy": {"type": "boolean"},
        "complete": {"type": "boolean"},
        "next_step": {"type": "string", "minLength": 1},
        "checks": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["area", "name", "status", "message", "hint", "measures", "group", "is_optional"],
                "properties": {
                    "area": {"enum": list(AREAS)},
                    "name": {"type": "string"},
                    "status": {"enum": ["ok", "warning", "failed"]},
                    "message": {"type": "string"},
                    "hint": {"type": "string"},
                    "measures": {"type": "object", "additionalProperties": {"type": "number"}},
                    "group": {"type": "string"},
                    "is_optional": {"type": "boolean"},
                },
            },
        },
    },
}


def test_a_diagnosis_escapes_what_services_say() -> None:
    odd = "<script>x</script>"
    refused = Check(area="reachable", name=odd, status="failed", message=odd, hint="<b>")
    listed = Check(area="installed", name=odd, status="ok", message=odd, group="packages")
    html = Diagnosis([listed, refused])._repr_html_()

    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<b>" not in html


def test_packages_that_are_well_are_folded_and_those_that_are_not_stand_out() -> None:
    diagnosis = Diagnosis([WELL, *PACKAGES, MISSING])
    html = diagnosis._repr_html_()

    assert html.count("<details>") == 1
    assert "<summary>30 packages</summary><div>package0 0.0, package1 1.0" in html
    assert html.count("<tr>") == 4  # the title, Python, the packages, what is missing
    text = str(diagnosis)
    assert "  ok       30 packages: package0 0.0, package1 1.0" in text
    assert "  failed   openai: not installed\n           Run: pip install openai" in text
    assert max(map(len, text.splitlines())) <= 100


def test_colours_are_those_of_the_theme_and_no_mark_stands_alone() -> None:
    html = Diagnosis([WELL, SLOW, MISSING])._repr_html_()

    for mark in ("✓ ok", "! warning", "✗ failed"):
        assert f">{mark}</td>" in html
    assert set(re.findall(r"color:(\S+?)[,;\"]", html)) <= {
        f"var(--jp-{name}" for name in ("success-color1", "warn-color0", "error-color1")
    } | {"var(--jp-content-font-color1", "var(--jp-content-font-color2"}


@pytest.mark.parametrize(
    ("checks", "step"),
    [
        ([WELL], READY),
        ([WELL, SILENT], READY),
        ([SLOW], "completion: Take a smaller one."),
        ([SILENT, SLOW], "completion: Take a smaller one."),
        ([SLOW, MISSING], "Run: pip install openai"),
        ([Check(area="set", name="x", status="failed", message="is wrong")], "x: is wrong."),
        ([failure("installed", "models", WRONG)], "X is 'auto'. Set it to a number."),
        ([failure("set", "services", WRONG)], "X is 'auto'. Set it to a number."),
        ([failure("reachable", "synthesis", WRONG)], "X is 'auto'. Set it to a number."),
        (
            [Check(area="installed", name="fast", status="warning", message="old", hint="Upgrade.")],
            "fast: Upgrade.",
        ),
    ],
)
def test_the_next_step_is_what_mends_the_first_cause(checks: list[Check], step: str) -> None:
    diagnosis = Diagnosis(checks)

    assert diagnosis.next_step == step
    assert str(diagnosis).endswith(f"\nNext: {step}")
    assert "<strong>Next:</strong>" in diagnosis._repr_html_()


def test_what_was_interrupted_says_so() -> None:
    diagnosis = Diagnosis([WELL])
    diagnosis.is_complete = False
    assert diagnosis.next_step == "Interrupted: run it again to know the rest."


def test_a_diagnosis_is_json() -> None:
    measured = Check(
        area="network", name="Speech", status="ok", message="x", measures={"connect_seconds": 0.1}
    )
    diagnosis = Diagnosis([WELL, *PACKAGES, MISSING, SLOW, SILENT, measured])
    again = json.loads(json.dumps(diagnosis.as_dict(), allow_nan=False))

    jsonschema.validate(again, SCHEMA)
    assert again["healthy"] is False
    assert again["checks"][-1]["measures"] == {"connect_seconds": 0.1}
