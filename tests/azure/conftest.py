"""The services of the contract tests: scripted ones always, a real account where one is set and wanted."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from voicelab import Services
from voicelab.errors import ConfigurationError
from voicelab.services.environment import NAMES
from voicelab.services.environment_file import read_environment_file
from voicelab.testing import ScriptedEngines, embedded_services

WANTED = os.environ.get("VOICELAB_TEST_AZURE") == "1"
# Taken before the tests' own fixture clears them.
VARIABLES = {name: os.environ[name] for names in NAMES.values() for name in names if name in os.environ}

QUESTION = "What is the capital of France?"


@pytest.fixture(scope="module")
def script() -> ScriptedEngines:
    """What the embedded services follow."""
    return ScriptedEngines(
        transcripts=[QUESTION], reply="The capital of France is Paris.", heard_language="en-US"
    )


@pytest.fixture(scope="module", params=["embedded", pytest.param("azure", marks=pytest.mark.azure)])
def services(request: pytest.FixtureRequest, script: ScriptedEngines) -> Iterator[Services]:
    if request.param == "azure":
        yield real_services()
        return
    with embedded_services(script) as embedded:
        yield embedded.services


def real_services() -> Services:
    """Return the account that the variables name, or skip the test and say why."""
    if not WANTED:
        pytest.skip("needs a real account; run it by: make test-azure")
    try:
        services = Services.from_variables(read_environment_file(".env"), VARIABLES)
    except ConfigurationError as error:
        pytest.skip(str(error))
    if services is None:
        pytest.skip("no account is set: see docs/azure.md")
    return services
