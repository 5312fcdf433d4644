"""Wire: HTTP and websockets byte by byte, for what no client library would send."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Answer", "CutShortError", "Wire"]

_LARGEST_HEAD = 1 << 20
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class CutShortError(Exception):
    """The connection ended within an answer, or ahead of one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    stays: bool
    """Whether the connection may be used again."""


class Wire:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Wire:
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=_LARGEST_HEAD))

    def send(self, data: bytes) -> None:
        """Send bytes; the other end may be gone."""
        if not self._writer.is_closing():
            self._writer.write(data)

    def close(self) -> None:
        """Leave."""
        self._writer.transport.abort()

    async def answer(self, method: str = "GET") -> Answer:
        """Return the next answer.

        Raises
        ------
        CutShortError
            The connection ended first.
        """
        try:
            while True:
                answer = await self._answer(method)
                if answer.status == 101 or answer.status >= 200:
                    return answer
        except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
            raise CutShortError(repr(error)[:200]) from error

    async def _answer(self, method: str) -> Answer:
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status, *_ = first.split(" ")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
        }
        stays = headers.get("connection", "").lower() != "close" and version == "HTTP/1.1"
        body = b""
        if method == "HEAD" or int(status) in (101, 204, 304) or int(status) < 200:
            pass
        elif headers.get("transfer-encoding", "").lower() == "chunked":
            body = await self._chunks()
        elif "content-length" in headers:
            body = await self._reader.readexactly(int(headers["content-length"]))
        else:
            body, stays = await self._reader.read(), False
        return Answer(int(status), headers, body, stays)

    async def _chunks(self) -> bytes:
        body = bytearray()
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            body += await self._reader.readexactly(size)
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return bytes(body)

    def send_frame(
        self, opcode: int, payload: bytes, *, first_byte: int | None = None, masked: bool = True
    ) -> None:
        """Send a frame; the mask is of zeros, so that what is sent can be read in a record."""
        size = len(payload)
        if size < 126:
            length = bytes([size])
        else:
            length = (
                b"\x7e" + size.to_bytes(2, "big") if size < 1 << 16 else b"\x7f" + size.to_bytes(8, "big")
            )
        if masked:
            length = bytes([length[0] | 0x80]) + length[1:] + bytes(4)
        self.send(bytes([0x80 | opcode if first_byte is None else first_byte]) + length + payload)

    async def frame(self) -> tuple[int, bytes]:
        """Return the next frame's opcode and payload; the server sends none in parts.

        Raises
        ------
        CutShortError
            The connection ended first.
        """
        try:
            first, second = await self._reader.readexactly(2)
            size = second & 0x7F
            if size >= 126:
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
            return first & 0x0F, await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise CutShortError(repr(error)[:200]) from error
