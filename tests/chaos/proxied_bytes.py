"""Proxied bytes: a proxy between the SDKs and the services, which disturbs their connections byte by byte."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator

from tests.chaos.byte_faults import MOST_LATE_SECONDS, BytePlan
from tests.chaos.disturbances import Disturbance
from tests.chaos.limits import CONNECTING_SECONDS, longest_failure_seconds, most_tries
from tests.chaos.proxy import Proxy, disturbing_proxy
from tests.chaos.talks import TalkPlan
from voicelab.embedded.faults import Stage
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.testing import EmbeddedServices

_CASCADE: tuple[Stage, ...] = ("recognition", "completion", "synthesis")
_ONE_SERVICE: tuple[Stage, ...] = ("realtime",)

__all__ = ["ProxiedBytes"]


class ProxiedBytes(Disturbance):
    """Connections that lose, garble, repeat or delay bytes, stall, or end.

    Parameters
    ----------
    seed
        Of what happens to each connection.
    """

    is_noticed_late = True

    def __init__(self, seed: int) -> None:
        self._plan = BytePlan(seed)
        self._proxy: Proxy | None = None
        self._shown = "proxy"

    @classmethod
    def drawn(cls, draw: random.Random, plan: TalkPlan) -> ProxiedBytes:
        """Return what may befall a talk."""
        return cls(draw.getrandbits(32))

    def longest_seconds(self, plan: TalkPlan, timeouts: Timeouts) -> float:
        """Return what it takes where every try of each turn fails by silence, and is late as well."""
        stages: tuple[Stage, ...] = _CASCADE if plan.engine == "cascade" else _ONE_SERVICE
        turn = sum(
            most_tries(timeouts, stage) * (longest_failure_seconds(timeouts, stage) + CONNECTING_SECONDS)
            for stage in stages
        )
        return len(plan.questions) * (turn + MOST_LATE_SECONDS)

    @contextlib.contextmanager
    def begun(self, embedded: EmbeddedServices) -> Iterator[Services]:
        """Put the proxy in between."""
        with disturbing_proxy(embedded.port, self._plan.connection) as proxy:
            self._proxy = proxy
            yield Services.at_port(proxy.port, key=embedded.key, model="scripted")
        self._shown, self._proxy = "; ".join(["proxy", *proxy.plans]), None

    def end(self) -> None:
        """Pass all on from now on."""
        assert self._proxy is not None
        self._proxy.calm()
        self.effects = sum(self._proxy.disturbed.values())

    def __str__(self) -> str:
        return self._shown
