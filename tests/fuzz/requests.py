"""Requests over HTTP, one at a time: each has an answer, and none of them is the server's failure."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from typing import get_args
from urllib.parse import quote

from tests.fuzz.findings import Tally
from tests.fuzz.mutation import Dice
from tests.fuzz.recorder import Request
from tests.fuzz.served import Served
from tests.fuzz.wire import Answer, CutShortError, Wire
from voicelab.embedded.faults import Stage

__all__ = ["ANSWER_SECONDS", "RequestTarget", "fault_of", "head_of"]

ANSWER_SECONDS = 5.0
"""How long an answer may take, in seconds."""
_INCOMPLETE_SECONDS = 0.05
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW", "get", "POST" * 30)
_HEADERS = (
    ("Content-Type", "application/json; charset=no-such"), ("Content-Type", "text/xml; charset=utf-16"),
    ("Content-Type", "application/ssml+xml; charset=punycode"), ("Content-Type", "multipart/form-data"),
    ("Content-Type", "multipart/form-data; boundary="), ("Content-Type",
    "multipart/mixed; boundary=" + "b" * 80),
    ("Content-Type", "\xff"), ("Content-Type", "application/json; charset=idna"), ("Content-Type", ";"),
    ("Content-Encoding", "gzip"), ("Content-Encoding", "br"), ("Content-Encoding", "deflate"),
    ("Content-Encoding", "zstd"), ("Origin", "http://["), ("Origin", "null"), ("Origin",
    "http://evil.example"),
    ("Origin", "http://localhost:99999"), ("Host", "["), ("Host", ""), ("Host", "x:99999999"), ("Range",
    "bytes=5-1"),
    ("Authorization", "Bearer"), ("Authorization", "Bearer \xe9"), ("Authorization", "Basic \0"), ("Cookie",
    "a=\"b;;"),
    ("If-Modified-Since", "x"), ("Accept", "*/*;q=x"), ("X-Microsoft-OutputFormat", "raw-0khz"), ("Upgrade",
    "websocket"),
    ("X-Microsoft-OutputFormat", "riff-24khz-16bit-mono-pcm"), ("x-ms-client-request-id", "\xe9" * 300),
    ("x-ms-client-request-id", "a b"), ("Pronunciation-Assessment", "x"), ("OpenAI-Beta", "realtime=v1"),
    ("Sec-WebSocket-Protocol", "a,,\xff, b"), ("api-key", "\xe9"), ("Ocp-Apim-Subscription-Key", ""),
    ("X-Forwarded-For", "::::"), ("A" * 9_000, "x"), ("Expect", "x"), ("traceparent", "00-x"), ("", "x"),
    ("a b", "x"),
)  # fmt: skip
_QUERY = (
    *("language", "format", "profanity", "cid", "api-version", "model", "reason", "wordLevelTimestamps"),
    *("endSilenceTimeoutMs", "initialSilenceTimeoutMs"),
)
_FRAMING = (
    ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "x"), ("Content-Length", "-1"),
    ("Content-Length", "9" * 30),
    ("Content-Length", "10, 10"), ("Content-Length", "1_0"), ("Expect", "100-continue"), ("Connection",
    "close, x"),
)  # fmt: skip


class RequestTarget:
    """Requests made of seeds.

    Parameters
    ----------
    faulty
        What a fault befalls that a request has queued.
    """

    def __init__(
        self, served: Served, seeds: Sequence[Request], tally: Tally, faulty: Sequence[Request] = ()
    ) -> None:
        self.tally = tally
        self._faulty = faulty
        self._served = served
        self._seeds = seeds
        self._wire: Wire | None = None
        self._last: list[Request] = []

    async def step(self, dice: Dice) -> int:
        """Send one input; return how many it was."""
        if dice.maybe(0.03):
            await self._send_broken(dice)
            return 1
        request = changed(dice, dice.choice(self._seeds), self._seeds)
        self._last = [*self._last[-2:], request]
        try:
            answer = await self.ask(request)
        except CutShortError as error:
            self._drop()
            self.tally.add(f"no answer: {error}", request)
        except asyncio.TimeoutError:
            self._drop()
            self.tally.add(f"no answer within {ANSWER_SECONDS:.0f} s", request)
        else:
            self.tally.answers[str(answer.status)] += 1
            if what := fault_of(answer, request.method):
                self.tally.add(what, request)
        if any(self._served.faults.pending(stage) for stage in get_args(Stage)):
            await self._befall(dice)
        for failure in self._served.take_failures():
            self.tally.add(failure, self._last)
        return 1

    def close(self) -> None:
        """Close the connection."""
        self._drop()

    async def _befall(self, dice: Dice) -> None:
        """Ask for something that the fault may befall: whatever it does, it is no failure."""
        wire = await Wire.open(self._served.port)
        request = dice.choice(self._faulty)
        wire.send(head_of(request, self._served.port) + request.body)
        with contextlib.suppress(CutShortError, asyncio.TimeoutError):
            await asyncio.wait_for(wire.answer(request.method), _INCOMPLETE_SECONDS)
        wire.close()
        self._served.faults.clear()

    async def ask(self, request: Request) -> Answer:
        """Send a request; return its answer.

        Raises
        ------
        CutShortError
            There was none.
        asyncio.TimeoutError
            There was none in time.
        """
        if self._wire is not None:
            try:
                return await self._ask(self._wire, request)
            except CutShortError:  # as clients do: the server may have closed it behind the last answer
                self._drop()
        self._wire = await Wire.open(self._served.port)
        return await self._ask(self._wire, request)

    async def _ask(self, wire: Wire, request: Request) -> Answer:
        wire.send(head_of(request, self._served.port) + request.body)
        answer = await asyncio.wait_for(wire.answer(request.method), ANSWER_SECONDS)
        if not answer.stays:
            self._drop()
        return answer

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    async def _send_broken(self, dice: Dice) -> None:
        """Send what is no whole request; it may be answered or waited for."""
        seed = dice.choice(self._seeds)
        if dice.maybe(0.5):
            sent = dice.raw(head_of(seed, self._served.port) + seed.body)
        else:
            request = Request(seed.method, seed.target, (*seed.headers, dice.choice(_FRAMING)), seed.body)
            sent = head_of(request, self._served.port, length=False) + dice.raw(request.body)
        wire = await Wire.open(self._served.port)
        wire.send(sent)
        try:
            answer = await asyncio.wait_for(wire.answer(seed.method), _INCOMPLETE_SECONDS)
            self.tally.answers[str(answer.status)] += 1
            if what := fault_of(answer, seed.method):
                self.tally.add(what, sent)
        except (CutShortError, asyncio.TimeoutError):
            self.tally.answers["incomplete"] += 1
        finally:
            wire.close()
        for failure in self._served.take_failures():
            self.tally.add(failure, sent)


def fault_of(answer: Answer, method: str) -> str | None:
    """Return what is wrong with an answer; `None` if nothing is."""
    if answer.status >= 500 and answer.status != 501:
        return f"status {answer.status}: {answer.body[:300]!r}"
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    try:
        told = json.loads(answer.body) if is_json and answer.body else None
    except ValueError:
        return f"status {answer.status} with what is no JSON: {answer.body[:300]!r}"
    if answer.status >= 400 and method != "HEAD":
        error = told.get("error") if isinstance(told, dict) else None
        reason = error.get("message") if isinstance(error, dict) else answer.body.strip()
        if not reason:
            return f"status {answer.status} without a reason"
    return None


def head_of(request: Request, port: int, *, length: bool = True) -> bytes:
    """Return what goes ahead of a request's body."""
    given = {name.lower() for name, _ in request.headers}
    headers = [*(() if "host" in given else (("Host", f"127.0.0.1:{port}"),)), *request.headers]
    if length and (request.body or request.method not in ("GET", "HEAD")):
        headers.append(("Content-Length", str(len(request.body))))
    lines = [f"{request.method} {_one_line(request.target)} HTTP/1.1"]
    lines += [f"{_one_line(name)}: {_one_line(value)}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass")


def changed(dice: Dice, seed: Request, seeds: Sequence[Request]) -> Request:
    """Return a request that differs from its seed in one to three ways."""
    method, target, headers, body = seed.method, seed.target, list(seed.headers), seed.body
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        kind = dice.choice(
            ("body",) * 10 + ("method", "path", "query", "query", "header", "header", "remove", "swap")
        )
        if kind == "body":
            body = dice.body(body)
        elif kind == "method":
            method = dice.choice(_METHODS)
        elif kind == "path":
            path, mark, query = target.partition("?")
            odd = dice.text(path)
            target = (odd if dice.maybe(0.3) else quote(odd, safe="/%:")) + mark + query
        elif kind == "query":
            target = _query_changed(dice, target)
        elif kind == "header":
            headers.append(dice.choice(_HEADERS))
        elif kind == "remove" and headers:
            place = dice.randrange(len(headers))
            if dice.maybe(0.5):
                headers[place] = (headers[place][0], dice.text(headers[place][1]))
            else:
                del headers[place]
        else:
            body = dice.choice(seeds).body
    return Request(method, target, tuple(headers), body)


def _query_changed(dice: Dice, target: str) -> str:
    path, _, query = target.partition("?")
    fields = [field for field in query.split("&") if field]
    name = dice.choice([*_QUERY, *(field.partition("=")[0] for field in fields)])
    odd = dice.choice(
        (str(dice.odd()), dice.text("en-US"), "%", "%zz", "%00", "%ed%a0%80", "+", "1e5", "NaN", "-1")
    )
    value = odd if dice.maybe(0.3) else quote(odd, safe="%", errors="replace")
    kept = [field for field in fields if not field.startswith(f"{name}=") or dice.maybe(0.3)]
    return f"{path}?{'&'.join([*kept, f'{name}={value}'])}"


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")
