"""Which of the panel's controls have no effect now, and why; also which of their choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voicelab.settings import DECLARATIONS
from voicelab.settings.controls import Select
from voicelab.settings.kinds import Choice
from voicelab.settings.without_effect import values_without_effect, without_effect
from voicelab.widgets.panel.shown_setting import shown_setting

if TYPE_CHECKING:
    from voicelab.settings import Settings

__all__ = ["UnusedControls", "class_of", "unused_controls"]

UnusedControls = Mapping[str, Any]
"""What the page is told: ``controls``, by name, and ``choices``, by name and choice, each with why.

In ``lines`` stands the same to be read, a line for each reason.
"""


def class_of(name: str) -> str:
    """Return the class by which the page finds a control."""
    return f"voicelab-control-{name}"


def unused_controls(
    settings: Settings, unavailable: Mapping[str, str], others: Mapping[str, str]
) -> UnusedControls:
    """Return the controls and choices that have no effect with these settings.

    Parameters
    ----------
    unavailable
        Engines that cannot be used here, each with why.
    others
        Controls that have no effect for another reason than the settings, each with why.
    """
    shown = [name for name, declared in DECLARATIONS.items() if declared.control is not None]
    unused = without_effect(settings)
    reasons = {name: unused[own] for name in shown if (own := shown_setting(name, settings)) in unused}
    selects = [name for name in shown if isinstance(DECLARATIONS[name].control, Select)]
    choices = {name: _unused_choices(settings, name) for name in selects if name not in reasons}
    choices["engine"] = dict(unavailable)
    controls = dict(others) | reasons
    choices = {name: unused for name, unused in choices.items() if unused}
    return {"controls": controls, "choices": choices, "lines": _lines(controls, choices)}


def _lines(controls: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return each reason, behind the labels of what it is about."""
    labels: dict[str, list[str]] = {}
    for name, reason in controls.items():
        labels.setdefault(reason, []).append(_label(name))
    for name, unused in choices.items():
        for reason in dict.fromkeys(unused.values()):
            alike = ", ".join(choice for choice in unused if unused[choice] == reason)
            labels.setdefault(reason, []).append(f"{_label(name)} {alike}")
    return [f"{', '.join(named)}: {reason}" for reason, named in labels.items()]


def _label(name: str) -> str:
    return DECLARATIONS[name].label if name in DECLARATIONS else name.capitalize()


def _unused_choices(settings: Settings, name: str) -> dict[str, str]:
    kind = DECLARATIONS[name].kind
    assert isinstance(kind, Choice)
    found = {choice: values_without_effect(settings.replace(**{name: choice})) for choice in kind.choices}
    return {choice: reasons[name] for choice, reasons in found.items() if name in reasons}
