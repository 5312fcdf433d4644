"""The embedded services' process: real, with the real models, driven by the official SDKs."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import azure.cognitiveservices.speech as sdk
import numpy as np
import openai
import psutil
import pytest

import voicelab as vl
from tests.embedded.clients import recognizer, synthesizer
from voicelab.audio.clip import Audio
from voicelab.embedded.local.recognition.recognition_choice import english_model, multilingual_model
from voicelab.embedded.options import EmbeddedOptions
from voicelab.embedded.process import EmbeddedProcess, embedded_process
from voicelab.errors import ModelError
from voicelab.recordings import recording
from voicelab.secret import Secret
from voicelab.services.services import Services

pytestmark = [pytest.mark.models, pytest.mark.timeout(300)]

WAIT_SECONDS = 30.0


@pytest.fixture(scope="module")
def process() -> Iterator[EmbeddedProcess]:
    process = embedded_process()
    yield process
    process.stop()


@pytest.fixture
def services(process: EmbeddedProcess) -> Services:
    process.ensure()
    return Services.embedded()


@pytest.fixture
def client(services: Services) -> Iterator[openai.AzureOpenAI]:
    completion = services.completion
    assert completion.key is not None
    with openai.AzureOpenAI(
        azure_endpoint=completion.endpoint,
        api_key=completion.key.reveal(),
        api_version=completion.api_version,
        max_retries=0,
    ) as client:
        yield client


def parent(tmp_path: Path, code: str, *, session: bool = False) -> subprocess.Popen[str]:
    """Start a program that has embedded services and says the process's identifier first."""
    beginning = """
        import os, signal, sys, time
        from voicelab.embedded.process import embedded_process
        process = embedded_process()
        print(process.pid, flush=True)
    """
    script = tmp_path / "parent.py"
    script.write_text(textwrap.dedent(beginning) + textwrap.dedent(code))
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=session,
    )


def child_of(program: subprocess.Popen[str]) -> psutil.Process:
    assert program.stdout is not None
    return psutil.Process(int(program.stdout.readline()))


def test_which_models_recognise_is_named_though_nobody_chose_them(process: EmbeddedProcess) -> None:
    assert process.models[0] == f"{english_model()} {multilingual_model()}"


def is_gone(process: psutil.Process) -> bool:
    gone, _ = psutil.wait_procs([process], timeout=WAIT_SECONDS)
    return bool(gone)


def test_it_replies_in_azures_way(client: openai.AzureOpenAI, services: Services) -> None:
    assert services.completion.deployment == "smollm2-135m-instruct"
    reply = client.chat.completions.create(
        model=services.completion.deployment,
        messages=[{"role": "user", "content": "Tell me a story."}],
        max_tokens=8,
    )

    assert reply.model == "smollm2-135m-instruct"
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 8


def test_it_recognises(services: Services) -> None:
    with recognizer(services) as client:
        client.write(Audio.from_wav(recording("stop")), Audio.silence(1.0))
        result = client.once()

    assert result.reason == sdk.ResultReason.RecognizedSpeech
    assert result.text == "Stop."


def test_it_speaks(services: Services) -> None:
    with synthesizer(services) as client:
        result = client.text("Hello there.")

    assert result.reason == sdk.ResultReason.SynthesizingAudioCompleted
    samples = np.frombuffer(result.audio_data[44:], "<i2")
    assert len(samples) > 8_000
    assert np.std(samples) > 300


def test_the_same_options_share_a_process(process: EmbeddedProcess) -> None:
    found: list[EmbeddedProcess] = []
    threads = [threading.Thread(target=lambda: found.append(embedded_process())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [process] * 8


def test_the_key_is_in_no_argument_and_no_variable(process: EmbeddedProcess) -> None:
    child = psutil.Process(process.pid)

    assert process.key not in " ".join(child.cmdline())
    assert process.key not in " ".join(child.environ().values())


def test_it_listens_on_loopback_only(process: EmbeddedProcess) -> None:
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(process.pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]

    assert set(listening) == {"127.0.0.1"}


def test_a_killed_one_is_replaced_on_the_same_port_with_the_same_key(
    process: EmbeddedProcess, services: Services
) -> None:
    before = (process.pid, process.port, process.key)
    victim = psutil.Process(process.pid)
    victim.kill()
    assert is_gone(victim)
    # The thread that waits for the child learns of its end a moment later.
    deadline = time.monotonic() + WAIT_SECONDS
    while process.alive and process.pid == before[0] and time.monotonic() < deadline:
        time.sleep(0.01)

    after = embedded_process()

    assert after is process
    assert after.pid != before[0]
    assert (after.port, after.key) == before[1:]
    with synthesizer(services) as client:
        assert client.text("Hello.").reason == sdk.ResultReason.SynthesizingAudioCompleted


def test_one_that_is_killed_again_and_again_is_replaced_though_nobody_asks(
    process: EmbeddedProcess, services: Services
) -> None:
    for _ in range(2):  # the second time within the first seconds of its life
        before = process.pid
        psutil.Process(before).kill()
        deadline = time.monotonic() + WAIT_SECONDS
        while (process.pid == before or not process.alive) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert process.pid != before

    after = process.pid
    assert embedded_process().pid == after, "by then it is there, and is not started again"
    with synthesizer(services) as client:
        assert client.text("Hello.").reason == sdk.ResultReason.SynthesizingAudioCompleted


def test_one_that_is_killed_while_none_can_be_started_is_replaced_once_one_can(
    process: EmbeddedProcess, services: Services
) -> None:
    before = process.pid
    with no_more_files():
        os.kill(before, signal.SIGKILL)
        deadline = time.monotonic() + WAIT_SECONDS
        while process.alive and time.monotonic() < deadline:
            time.sleep(0.01)
        with pytest.raises(ModelError, match="did not start: too many open files"):
            process.ensure()
        time.sleep(0.3)  # whoever watches it tries as well
    deadline = time.monotonic() + WAIT_SECONDS
    while (process.pid == before or process.is_lost) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.pid != before
    assert not process.is_lost


@contextlib.contextmanager
def no_more_files() -> Iterator[None]:
    """Let this process open no file for the length of the block; what is open stays so."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_turn_of_an_open_session_waits_until_a_killed_one_is_there_again(process: EmbeddedProcess) -> None:
    with vl.Session(services=Services.embedded(), log=False, max_tokens=4) as session:
        psutil.Process(process.pid).kill()
        deadline = time.monotonic() + WAIT_SECONDS
        while not process.is_lost and time.monotonic() < deadline:
            time.sleep(0.001)
        assert session.ask("Hello.").outcome == "completed"


def test_another_servers_model_replies_where_it_is_named(services: Services) -> None:
    completion = services.completion
    assert completion.key is not None
    elsewhere = EmbeddedOptions(
        completion_url=f"{completion.endpoint}/openai/v1",
        completion_key=completion.key,
        completion_model="tiny",
    )
    other = EmbeddedProcess(elsewhere)
    try:
        with openai.OpenAI(
            base_url=f"http://127.0.0.1:{other.port}/openai/v1", api_key=other.key, max_retries=0
        ) as client:
            reply = client.chat.completions.create(
                model="any", messages=[{"role": "user", "content": "Hello."}], max_tokens=4
            )
    finally:
        other.stop()

    assert reply.usage is not None
    assert reply.usage.completion_tokens <= 4


def test_it_ends_with_a_program_that_ends(tmp_path: Path) -> None:
    program = parent(tmp_path, "")
    child = child_of(program)

    assert program.wait(WAIT_SECONDS) == 0
    assert is_gone(child)
    program.communicate()


def test_it_ends_when_its_program_is_killed(tmp_path: Path) -> None:
    program = parent(tmp_path, "time.sleep(600)")
    child = child_of(program)
    assert child.is_running()

    program.kill()
    program.communicate()

    assert is_gone(child)


def test_it_ends_by_itself_when_asked_to_stop(tmp_path: Path) -> None:
    code = """
        import urllib.request
        url = f"http://127.0.0.1:{process.port}/cognitiveservices/voices/list"
        asked = urllib.request.Request(url, headers={"Ocp-Apim-Subscription-Key": process.key})
        urllib.request.urlopen(asked).read()  # answered when the models are loaded
        process.stop()
        print(process._child.returncode, flush=True)
    """
    program = parent(tmp_path, code)
    child_of(program)

    out, _ = program.communicate(timeout=WAIT_SECONDS)

    assert out.split() == ["0"]


def test_models_that_are_being_loaded_do_not_hold_up_its_end(tmp_path: Path) -> None:
    program = parent(tmp_path, "process.stop(); print(process.alive, flush=True)")
    child = child_of(program)

    out, _ = program.communicate(timeout=WAIT_SECONDS)

    assert out.split() == ["False"]
    assert is_gone(child)


def test_an_interrupt_of_the_program_does_not_reach_it(tmp_path: Path) -> None:
    code = """
        try:
            print("ready", flush=True)
            time.sleep(600)
        except KeyboardInterrupt:
            print("interrupted", process.alive, flush=True)
            sys.stdin.readline()
            print("later", process.alive, flush=True)
    """
    program = parent(tmp_path, code, session=True)
    child = child_of(program)
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"

    os.killpg(program.pid, signal.SIGINT)

    assert program.stdout.readline() == "interrupted True\n"
    assert child.is_running()
    out, _ = program.communicate("go on\n", timeout=WAIT_SECONDS)
    assert out == "later True\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_copy_of_the_program_ends_without_it(tmp_path: Path) -> None:
    code = """
        if os.fork() == 0:
            sys.exit(0)
        os.wait()
        print(process.alive, embedded_process() is process, flush=True)
    """
    program = parent(tmp_path, code)
    child_of(program)

    out, _ = program.communicate(timeout=WAIT_SECONDS)

    assert out == "True True\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_it_ends_with_its_program_though_a_forked_copy_lives_on(tmp_path: Path) -> None:
    code = """
        if os.fork() == 0:
            sys.stdin.readline()
            os._exit(0)
        print("forked", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    program = parent(tmp_path, code)
    child = child_of(program)
    assert program.stdout is not None
    assert program.stdout.readline() == "forked\n"

    assert is_gone(child)
    program.communicate("end\n")


def test_a_start_that_fails_shows_the_end_of_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "aiohttp.py").write_text("raise ImportError('this aiohttp is broken')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(ModelError, match="this aiohttp is broken") as caught:
        EmbeddedProcess(EmbeddedOptions.from_environment())

    assert caught.value.code == "embedded-start"
    assert ".log" in caught.value.hint


def test_a_model_that_cannot_be_loaded_is_reported_to_who_asks(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF")
    process = EmbeddedProcess(EmbeddedOptions(completion_model=str(broken)))
    try:
        with (
            openai.OpenAI(
                base_url=f"http://127.0.0.1:{process.port}/openai/v1", api_key=process.key, max_retries=0
            ) as client,
            pytest.raises(openai.InternalServerError, match=r"broken\.gguf.*is damaged"),
        ):
            client.chat.completions.create(model="any", messages=[{"role": "user", "content": "Hello."}])
    finally:
        process.stop()


def test_a_key_for_another_server_is_not_shown() -> None:
    options = EmbeddedOptions(completion_url="http://127.0.0.1:1/v1", completion_key=Secret("sesame-open"))

    assert "sesame" not in repr(options)
