"""Comparisons on a real cluster: workers in processes of their own, one killed in mid-run."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

import voicelab as vl
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

LocalCluster: Any = distributed.LocalCluster  # neither has types
Client: Any = distributed.Client
TEXTS = [f"Question {number}?" for number in range(8)]

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.timeout(240),
    # What the cluster itself leaves behind when a worker is killed, or is late to close.
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(first_token_seconds=0.3, reply="It is so.")) as running:
        yield running


@pytest.fixture
def cluster(embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Run two worker processes whose environment names the services."""
    for name, value in {
        "SPEECH_KEY": embedded.key,
        "SPEECH_ENDPOINT": f"ws://127.0.0.1:{embedded.port}",
        "AZURE_OPENAI_API_KEY": embedded.key,
        "AZURE_OPENAI_ENDPOINT": f"http://127.0.0.1:{embedded.port}",
        "AZURE_OPENAI_DEPLOYMENT": "scripted",
    }.items():
        monkeypatch.setenv(name, value)
    with LocalCluster(
        n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as running:
        yield running


def test_a_killed_worker_costs_no_row(embedded: EmbeddedServices, cluster: Any, tmp_path: Path) -> None:
    arguments: dict[str, Any] = {"max_tokens": [16, 64], "repeats": 2, "log": tmp_path / "log.sqlite"}
    limits, timeouts = vl.Limits(concurrency=4), vl.Timeouts(retry=vl.RetryPolicy(retries=5))
    with Client(cluster) as client:
        workers = client.run(os.getpid)
        assert os.getpid() not in workers.values()
        kill_after(embedded, requests=8, process=next(iter(workers.values())))
        grid = vl.compare(
            TEXTS, executor=client.get_executor(), limits=limits, timeouts=timeouts, quiet=True, **arguments
        )
    assert killed.wait(5)
    frame = grid.df
    assert grid.ending == "done"
    assert len(frame) == len(grid) == 32
    assert set(frame["outcome"]) == {"completed"}
    assert list(frame["input"]) == [text for _ in range(2) for text in TEXTS for _ in range(2)]
    assert set(frame["reply"]) == {"It is so."}
    assert grid.exchange(32).spoken is not None
    # The workers wrote nothing: one session, of this process, holds every row once.
    assert len(grid.log.sessions) == 1
    assert len(grid.log) == 32
    again = vl.compare(TEXTS, quiet=True, **arguments)
    assert again.missing == 0


killed = threading.Event()


def kill_after(embedded: EmbeddedServices, *, requests: int, process: int) -> None:
    """Kill a process after so many requests."""

    def wait() -> None:
        embedded.request_log.wait_for(lambda log: len(log.requests) >= requests, 60)
        os.kill(process, signal.SIGKILL)
        killed.set()

    killed.clear()
    threading.Thread(target=wait, daemon=True).start()


def test_credentials_do_not_travel(embedded: EmbeddedServices, cluster: Any) -> None:
    with Client(cluster) as client, pytest.raises(vl.VoicelabError) as caught:
        vl.compare("What?", services=embedded.services, executor=client.get_executor(), log=False, quiet=True)
    assert caught.value.code == "credentials-stay"


def test_a_function_makes_the_services_where_the_workers_are(cluster: Any) -> None:
    with Client(cluster) as client:
        grid = vl.compare(
            TEXTS[:2],
            services=vl.Services.from_environment,
            executor=client.get_executor(),
            log=False,
            quiet=True,
        )
    assert set(grid.df["outcome"]) == {"completed"}
