"""``voicelab serve``: the embedded services in the foreground, for any program that uses the SDKs."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.cli.option_values import given_text
from voicelab.cli.ports import port_number, why_refused
from voicelab.cli.terminal import OutputError, end_of_output, report, write
from voicelab.secret import flaw_of_credential

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from voicelab.embedded.options import EmbeddedOptions

__all__ = ["register", "run"]

_READY = """\
The embedded services listen on 127.0.0.1:{port}; the key is {key}

Speech SDK      SpeechConfig(host="ws://127.0.0.1:{port}", subscription=KEY)
openai          AzureOpenAI(azure_endpoint="http://127.0.0.1:{port}", api_key=KEY, api_version="2024-10-21")
                with the model {model!r}
realtime        AsyncOpenAI(base_url="http://127.0.0.1:{port}/openai/v1", api_key=KEY,
                websocket_base_url="ws://127.0.0.1:{port}/openai/v1").realtime
Voice Live      connect(endpoint="http://127.0.0.1:{port}", model={model!r},
                credential=AzureKeyCredential(KEY))
voicelab        SPEECH_KEY=KEY SPEECH_ENDPOINT=http://127.0.0.1:{port} AZURE_OPENAI_API_KEY=KEY
                AZURE_OPENAI_ENDPOINT=http://127.0.0.1:{port} AZURE_OPENAI_DEPLOYMENT={model}
                AZURE_OPENAI_REALTIME_DEPLOYMENT={model} AZURE_VOICELIVE_API_KEY=KEY
                AZURE_VOICELIVE_ENDPOINT=http://127.0.0.1:{port}

Ctrl-C ends them.
"""


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "serve",
        help="run the embedded services by themselves",
        description="Run the embedded services in the foreground: Azure's protocols over local models, on "
        "this machine's loopback address. The key is new each time, unless VOICELAB_KEY holds one.",
    )
    parser.add_argument(
        "--port", type=port_number, default=0, metavar="N", help="where to listen (default: a free one)"
    )
    parser.add_argument(
        "--recognition-model",
        type=given_text,
        metavar="MODEL",
        help="a faster-whisper model's folder or name",
    )
    parser.add_argument(
        "--completion-model",
        type=given_text,
        metavar="MODEL",
        help="tiny, another of `voicelab models`, a GGUF file; with --completion-url, a model's name there",
    )
    parser.add_argument(
        "--completion-url",
        type=given_text,
        metavar="URL",
        help="an OpenAI-compatible server that replies, ending in /v1",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C; return the exit code."""
    import dataclasses

    from voicelab.embedded.local.engines import check_packages, choose_models, needed_models
    from voicelab.embedded.local.model_files.models import ensure_models
    from voicelab.embedded.options import EmbeddedOptions

    key = os.environ.get("VOICELAB_KEY", "").strip()
    if flaw := flaw_of_credential(key):
        report(f"The key in VOICELAB_KEY holds {flaw}, which no key does; choose another.")
        return 2
    named = ("recognition_model", "completion_model", "completion_url")
    changes = {name: value for name in named if (value := getattr(args, name))}
    options = dataclasses.replace(EmbeddedOptions.from_environment(), **changes)
    check_packages()
    if refusal := why_refused(args.port):
        report(refusal)
        return 1
    if missing := _missing_model(options):
        report(f"There is no model {missing}; name a file or folder that is there.")
        return 2
    options = choose_models(options)
    ensure_models(needed_models(options))
    code = 0
    try:
        asyncio.run(_serve(options, args.port, key or None))
    except OutputError as error:
        code = end_of_output(error)
    # Threads inside a model cannot be stopped, and Python would wait for them.
    os._exit(code)


def _missing_model(options: EmbeddedOptions) -> str:
    """Return the model that recognises if it is neither there nor can be fetched; otherwise nothing."""
    from voicelab.embedded.local.recognition.named_model import is_fetched

    model = options.recognition_model
    is_missing = model and not is_fetched(model) and not Path(model).exists()
    return model if model and is_missing else ""


async def _serve(options: Any, port: int, key: str | None) -> None:
    from voicelab.embedded.serving import serve

    until = asyncio.Event()
    for name in ("SIGINT", "SIGTERM"):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            asyncio.get_running_loop().add_signal_handler(getattr(signal, name), until.set)

    def ready(port: int, key: str) -> None:
        write(_READY.format(port=port, key=key, model=options.model_name))

    await serve(options, key=key, port=port, on_ready=ready, until=until)
