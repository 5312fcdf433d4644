"""Services: where recognition, completion and synthesis live, and their credentials."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from voicelab.event_loop import run_in_thread
from voicelab.loopback import is_loopback
from voicelab.secret import Secret
from voicelab.services.credentials import default_credential
from voicelab.services.endpoints import CompletionService, ServiceKind, SpeechService
from voicelab.services.environment import services_from, why_embedded
from voicelab.services.environment_file import read_environment_file
from voicelab.services.speech_to_speech import (
    SpeechToSpeechEngine,
    SpeechToSpeechService,
    speech_to_speech_service,
)
from voicelab.services.upstream import upstream_service
from voicelab.working_folder import working_folder

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    from voicelab.embedded.local.model_files.arrival import ModelArrival
    from voicelab.embedded.options import EmbeddedOptions
    from voicelab.embedded.process import EmbeddedProcess

__all__ = ["Services"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services that a session talks to.

    Examples
    --------
    >>> Services.from_environment({"SPEECH_KEY": "0123456789abcdef"})
    Traceback (most recent call last):
    ...
    voicelab.errors.ConfigurationError: SPEECH_KEY is set, but SPEECH_REGION, ... and ... are not. ...
    """

    speech: SpeechService
    completion: CompletionService
    realtime: SpeechToSpeechService | None = None
    """Where OpenAI's Realtime API is; `None` for the resource of `completion`."""
    voice_live: SpeechToSpeechService | None = None
    """Where Azure's Voice Live is; `None` for the resource of `completion`, if that is one of Foundry."""
    kind: ServiceKind = "custom"
    """``azure``, ``embedded`` (local models, no account) or ``custom``."""
    replies_from: str | None = None
    """The server that replies for the embedded services, where it is not a model of their own."""
    embedded_models: tuple[str, str, str] = ("", "", "")
    """Which models recognise, reply and speak for the embedded services; empty for the usual ones."""
    note: str = ""
    """What is worth knowing of how they were chosen; empty if nothing."""
    arrival: ModelArrival | None = field(default=None, repr=False, compare=False)
    """Models of the embedded services that may still be on their way; requests wait for them."""
    process: EmbeddedProcess | None = field(default=None, repr=False, compare=False)
    """The process of the embedded services that this one started, and starts again where it was killed."""

    @classmethod
    def azure(
        cls,
        *,
        speech_key: str | Secret,
        speech_region: str,
        openai_key: str | Secret,
        openai_endpoint: str,
        deployment: str | None = None,
        realtime_deployment: str | None = None,
        api_version: str | None = None,
    ) -> Services:
        """Use Azure Speech and Azure OpenAI with keys.

        Parameters
        ----------
        openai_endpoint
            The resource's address, or the full URL of a call to it.
        realtime_deployment
            The deployment of the speech-to-speech model, for ``engine="realtime"``.
        api_version
            By default what the URL says, else `DEFAULT_API_VERSION`.
        """
        completion = CompletionService.azure(
            openai_endpoint, key=openai_key, deployment=deployment, api_version=api_version
        )
        return cls(
            speech=SpeechService(region=speech_region, key=speech_key),
            completion=completion,
            realtime=SpeechToSpeechService.realtime(completion, realtime_deployment),
            kind="azure",
        )

    @classmethod
    def keyless(
        cls,
        *,
        speech_endpoint: str,
        openai_endpoint: str,
        deployment: str | None = None,
        realtime_deployment: str | None = None,
        api_version: str | None = None,
        credential: TokenCredential | None = None,
    ) -> Services:
        """Use Azure with an identity in place of keys.

        Parameters
        ----------
        realtime_deployment
            As for `azure`.
        credential
            Any credential of ``azure-identity``; by default its ``DefaultAzureCredential``.

        Raises
        ------
        ConfigurationError
            ``azure-identity`` is not installed.
        """
        credential = default_credential() if credential is None else credential
        completion = CompletionService.azure(
            openai_endpoint, credential=credential, deployment=deployment, api_version=api_version
        )
        return cls(
            speech=SpeechService.at(speech_endpoint, credential=credential),
            completion=completion,
            realtime=SpeechToSpeechService.realtime(completion, realtime_deployment),
            kind="azure",
        )

    @classmethod
    def embedded(cls, options: EmbeddedOptions | None = None, *, wait: bool = True) -> Services:
        """Use local models: no account, nothing leaves the machine.

        Fetches the models at first use (about 550 MB, once) and starts the server of this process,
        one for all sessions.

        Parameters
        ----------
        options
            Other models; by default what the environment says, else those that come by default.
        wait
            Whether to return only when the models are there; otherwise the turns of a session wait.

        Raises
        ------
        ConfigurationError
            A package that runs the models is not installed, or the replying server's address is none.
        ModelError
            A model cannot be fetched or loaded.
        """
        from voicelab.embedded.options import EmbeddedOptions
        from voicelab.embedded.process import embedded_process

        options = EmbeddedOptions.from_environment() if options is None else options
        upstream = upstream_service(options)
        if upstream is not None:  # the address of a call is as good as the base address
            options = dataclasses.replace(options, completion_url=upstream.endpoint)
        server = embedded_process(options)
        if wait:
            server.arrival.wait()
        return dataclasses.replace(
            cls.at_port(server.port, key=server.key, model=server.model, upstream=upstream),
            kind="embedded",
            replies_from=server.options.completion_host,
            embedded_models=server.models,
            arrival=server.arrival,
            process=server,
        )

    @classmethod
    def at_port(
        cls, port: int, *, key: str | Secret, model: str, upstream: CompletionService | None = None
    ) -> Services:
        """Use embedded services that run already, as ``voicelab serve`` has them; `model` is what replies."""
        web = f"http://127.0.0.1:{port}"
        completion = CompletionService(
            api="azure", endpoint=web, key=key, deployment=model, upstream=upstream
        )
        return cls(
            speech=SpeechService(host=f"ws://127.0.0.1:{port}", key=key),
            completion=completion,
            realtime=SpeechToSpeechService.realtime(completion, model),
            voice_live=SpeechToSpeechService.voice_live(web, key=key, model=model, upstream=upstream),
        )

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] | None = None,
        *,
        dotenv: str | Path | None = ".env",
        wait: bool = True,
    ) -> Services:
        """Use what the environment variables say; the embedded services if they say nothing.

        Parameters
        ----------
        environment
            Variables by name; by default those of this process.
        dotenv
            A file of further variables; those of the process win. ``.env`` is read if it exists, a file of
            another name must exist. Only with the process's own environment.
        wait
            See `embedded`.

        Raises
        ------
        ConfigurationError
            Some variables are set and others that they need are not, or a value or a line of the file
            cannot be right; the message names the variable or the line. Or the working folder is gone.
        """
        working_folder()
        sources: tuple[Mapping[str, str], ...]
        if environment is not None:
            sources = (environment,)
        else:
            sources = ({} if dotenv is None else read_environment_file(dotenv), os.environ)
        found = cls.from_variables(*sources)
        if found is not None:
            return found
        return dataclasses.replace(cls.embedded(wait=wait), note=why_embedded(*sources))

    @classmethod
    def from_variables(cls, *sources: Mapping[str, str]) -> Services | None:
        """Return the services that variables name, or `None` if they name none; see `services_from`."""
        if (found := services_from(*sources)) is None:
            return None
        speech, completion, realtime, voice_live, kind = found
        return cls(speech=speech, completion=completion, realtime=realtime, voice_live=voice_live, kind=kind)

    def speech_to_speech(self, engine: SpeechToSpeechEngine) -> SpeechToSpeechService:
        """Return where a speech-to-speech engine is.

        Raises
        ------
        ConfigurationError
            Nothing says where Voice Live is.
        """
        given = self.voice_live if engine == "voice-live" else self.realtime
        return given or speech_to_speech_service(engine, self.completion)

    @property
    def name(self) -> str:
        """What they are in two or three words, such as ``Azure westeurope``; `describe` says more."""
        if self.kind == "embedded":
            return "Embedded services"
        if self.speech.host is None:
            return f"Azure {self.speech.region or urlsplit(self.speech.place).hostname}"
        host = urlsplit(self.speech.host).hostname
        return "Services on this machine" if is_loopback(self.speech.host) else f"Services at {host}"

    def wait(self) -> None:
        """Return when all models that the services need are there; show the user how far they are.

        Raises
        ------
        ModelError
            One cannot be fetched or stored.
        """
        if self.arrival is not None and not self.arrival.is_over:
            self.arrival.wait()

    async def arrived(self) -> None:
        """Return when they run, and all models that they need are there; raises as `embedded` does."""
        if self.process is not None and self.process.is_lost:
            await run_in_thread(self.process.ensure)
        if self.arrival is not None and not self.arrival.is_over:
            await self.arrival.over()

    @property
    def reply_locally(self) -> bool:
        """Whether a local model of the embedded services replies."""
        return self.kind == "embedded" and self.replies_from is None

    def key_content(self) -> tuple[object, ...]:
        """Return what a score that uses them depends on: the models and where they are, no credentials."""
        return self.kind, self.replies_from, self.embedded_models, self.speech, self.completion

    def describe(self) -> str:
        """Say in one line where things live; no credentials."""
        note = f"; {self.note}" if self.note else ""
        if self.kind == "embedded" and self.replies_from:
            return f"embedded services: local models for speech, replies from {self.replies_from}{note}"
        if self.reply_locally:
            return f"embedded services: small local models, no account, nothing leaves this machine{note}"
        speech = "Speech" if self.speech.host else "Azure Speech"
        places = [f"{speech} at {self.speech.place}", f"model at {self.completion.endpoint}"]
        engines = [each.place for each in (self.realtime, self.voice_live) if each is not None]
        return ", ".join(filter(None, [*places, *engines]))
