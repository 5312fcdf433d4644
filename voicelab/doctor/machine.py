"""What `voicelab.doctor` finds without asking any service: variables, packages, models, devices."""

from __future__ import annotations

import importlib.metadata
import itertools
import os
import platform
import sys
from collections.abc import Iterator
from typing import Literal

from packaging.requirements import Requirement

from voicelab.doctor.checks import Area, Check, Status, failure
from voicelab.errors import ConfigurationError
from voicelab.extras import install_command
from voicelab.resources import memory_bytes, processor_count
from voicelab.services.services import Services
from voicelab.system_library import system_library_hint
from voicelab.working_folder import working_folder

__all__ = ["Target", "missing_models", "what_is_installed", "what_is_set"]

Target = Services | Literal["embedded"] | None
"""The services that the variables name; `None` if they name none that could be used."""

_DISTRIBUTION = "voicelab-jupyter"


def what_is_set(dotenv: str = ".env") -> tuple[list[Check], Target]:
    """Look at the variables of the process and of a file; return the services that they name, too."""
    from voicelab.services.environment import NAMES, why_embedded
    from voicelab.services.environment_file import read_environment_file

    checks: list[Check] = []
    try:
        working_folder()
    except ConfigurationError as error:
        return [failure("set", "working folder", error)], None
    try:
        in_file = read_environment_file(dotenv)
    except ConfigurationError as error:
        return [failure("set", dotenv, error)], None
    known = set(itertools.chain.from_iterable(NAMES.values()))
    for source, place in ((os.environ, ""), (in_file, f", in {dotenv}")):
        for name, value in source.items():
            if value.strip() and (name.upper() in known or name.startswith("VOICELAB_")):
                checks.append(_ok("set", name, f"set{place}"))
    try:
        services = Services.from_variables(in_file, os.environ)
    except ConfigurationError as error:
        return [*checks, failure("set", "services", error)], None
    if services is None:
        message = "no account is set: the embedded services are used, and nothing leaves this machine"
        if note := why_embedded(in_file, os.environ):
            return [*checks, _check("set", "services", "warning", message, f"{note}.")], "embedded"
        return [*checks, _ok("set", "services", message)], "embedded"
    return [*checks, _ok("set", "services", services.describe())], services


def what_is_installed(*, embedded: bool) -> Iterator[Check]:
    """Look at Python, the packages, and the models where the embedded services are used."""
    version = platform.python_version()
    tested = (3, 10) <= sys.version_info < (3, 14)
    yield _check(
        "installed",
        "Python",
        "ok" if tested else "warning",
        f"{version} on {platform.system()} {platform.machine()}",
        "" if tested else "voicelab is tested on Python 3.10 to 3.13.",
    )
    memory = memory_bytes()
    size = f", {memory / 2**30:.0f} GB of memory" if memory else ""
    yield _ok("installed", "machine", f"{processor_count()} processors{size}")
    yield _ok("installed", _DISTRIBUTION, importlib.metadata.version("voicelab-jupyter"))
    for package in _required():
        yield _package(package, "failed", "Run: pip install --force-reinstall voicelab-jupyter")
    yield from _speech_sdk()
    for package in ("ipykernel", *_required("notebook")):
        yield _package(package, "warning", f"For notebooks, run: {install_command('notebook')}")
    yield from _kernel()
    if embedded:
        for package in _required("embedded"):
            yield _package(package, "failed", f"Run: {install_command('embedded')}")
        yield from _models()


def _speech_sdk() -> Iterator[Check]:
    """See whether the SDK's native part can be loaded, which an installed package does not promise."""
    try:
        import azure.cognitiveservices.speech  # noqa: F401
    except ModuleNotFoundError:
        return
    except (ImportError, OSError) as error:
        hint = system_library_hint(error, "azure-cognitiveservices-speech")
        yield _check("installed", "Speech SDK", "failed", f"cannot be loaded: {error}", hint)


def _kernel() -> Iterator[Check]:
    version = _version("ipykernel")
    if version is not None and int(version.split(".")[0]) < 7:
        yield _check(
            "installed",
            "subshells",
            "warning",
            f"ipykernel {version} has none: the browser's microphone waits while a cell computes",
            "Upgrade: pip install 'ipykernel>=7' 'jupyterlab>=4.4'",
        )


def missing_models() -> list[str]:
    """Return the models that the embedded services need from the start and that are not there.

    Raises
    ------
    ConfigurationError
        A variable that chooses models is wrong.
    """
    from voicelab.embedded.local.engines import needed_models
    from voicelab.embedded.local.model_files.models import installed
    from voicelab.embedded.options import EmbeddedOptions

    return sorted(set(needed_models(EmbeddedOptions.from_environment())) - set(installed()))


def _models() -> Iterator[Check]:
    try:
        from voicelab.embedded.local.model_checks import checked_models
        from voicelab.embedded.local.model_files.known_models import MODELS
        from voicelab.embedded.options import EmbeddedOptions

        found = list(checked_models(EmbeddedOptions.from_environment()))
    except ConfigurationError as error:
        yield failure("installed", "models", error)
        return
    for model in found:
        if model.error is not None:
            yield failure("installed", model.name, model.error)
        elif model.is_there:
            yield _ok("installed", model.name, model.words)
        else:
            yield Check(
                area="installed",
                name=model.name,
                status="warning",
                message=f"not fetched yet ({model.words}): it comes at first use",
                hint=f"To fetch it now, run: voicelab models add {model.name}"
                if model.name in MODELS
                else "",
                is_optional=True,
            )


def _required(extra: str = "") -> list[str]:
    """Return the packages that voicelab itself, or one of its extras, needs on this Python."""

    def applies(requirement: Requirement, extra: str) -> bool:
        return requirement.marker is None or requirement.marker.evaluate({"extra": extra})

    requirements = list(map(Requirement, importlib.metadata.requires(_DISTRIBUTION) or []))
    own = [each for each in requirements if applies(each, "")]
    if not extra:
        return [each.name for each in own]
    return [each.name for each in requirements if applies(each, extra) and each not in own]


def _package(name: str, if_missing: Status, hint: str) -> Check:
    version = _version(name)
    if version is None:
        return _check("installed", name, if_missing, "not installed", hint)
    return Check(area="installed", name=name, status="ok", message=version, group="packages")


def _ok(area: Area, name: str, message: str) -> Check:
    return Check(area=area, name=name, status="ok", message=message)


def _check(area: Area, name: str, status: Status, message: str, hint: str) -> Check:
    return Check(area=area, name=name, status=status, message=message, hint=hint)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
