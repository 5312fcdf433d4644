"""A shared cause: one local model that cannot be loaded fails each stage, as all are loaded together.

Only the stage that needs it is to blame; of the others nothing is known.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from voicelab.doctor.checks import Check

__all__ = ["with_cause_once"]

_STAGES = 3
_OF_AN_ACCOUNT = re.compile(r"\b(AZURE_OPENAI|SPEECH)_")
_NO_ANSWER = "The embedded services run on this machine: try again, and see that it has memory left."


def with_cause_once(failed: Sequence[Check], installed: Sequence[Check]) -> list[Check]:
    """Return the checks of stages that failed; where all did with one error, it stands at one check alone.

    Parameters
    ----------
    installed
        What was found of the models, each under its name.
    """
    from voicelab.embedded.local.model_checks import stage_of
    from voicelab.embedded.options import EmbeddedOptions

    failed = [_without_account(check) for check in failed]
    if len(failed) < _STAGES or len({check.message for check in failed}) > 1:
        return failed
    broken = (check.name for check in installed if check.status == "failed")
    cause = next((name for name in broken if name in failed[0].message), None)
    if cause is None:
        services = dataclasses.replace(failed[0], name="embedded services")
        return [services, *(_not_tried(check, "the models cannot be loaded") for check in failed)]
    stage = stage_of(cause, EmbeddedOptions.from_environment())
    return [
        check if check.name == stage else _not_tried(check, f"the model {cause} cannot be loaded")
        for check in failed
    ]


def _without_account(check: Check) -> Check:
    """Return a check whose hint names no variable of an account, for there is none."""
    return dataclasses.replace(check, hint=_NO_ANSWER) if _OF_AN_ACCOUNT.search(check.hint) else check


def _not_tried(check: Check, why: str) -> Check:
    return dataclasses.replace(check, status="warning", message=f"not tried, because {why}", hint="")
