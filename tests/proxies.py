"""Proxies: one that refuses, and one that looks into the connections that it lets through."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from io import BufferedIOBase
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("models_invalid.pem")
"""Of ``models.invalid``, as which the proxy that looks into connections presents itself."""


@contextlib.contextmanager
def refusing_proxy(status: bytes = b"407 Proxy Authentication Required") -> Iterator[tuple[str, list[bytes]]]:
    """Give the address of a proxy that refuses, and the first lines of what it was asked."""
    asked: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(read_head(self.rfile)[0])
            self.wfile.write(b"HTTP/1.1 %b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)

    with serving(Handler) as address:
        yield address, asked


@contextlib.contextmanager
def inspecting_proxy(port: int) -> Iterator[tuple[str, list[list[bytes]]]]:
    """Give the address of a proxy that ends encryption, and passes all on to a port of this machine.

    Gives the lines of what it was asked, too.
    """
    asked: list[list[bytes]] = []
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(read_head(self.rfile))
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with (
                contextlib.suppress(OSError),  # who does not trust it goes away
                tls.wrap_socket(self.request, server_side=True) as near,
                socket.create_connection(("127.0.0.1", port)) as far,
            ):
                back = threading.Thread(target=pass_on, args=(far, near))
                back.start()
                own = b"Host: 127.0.0.1:%d" % port  # the services serve nobody who asks another machine
                pass_on(near, far, lambda data: data.replace(b"Host: models.invalid", own))
                back.join()

    with serving(Handler) as address:
        yield address, asked


def pass_on(
    source: socket.socket, target: socket.socket, change: Callable[[bytes], bytes] = lambda data: data
) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(change(data))
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def read_head(stream: BufferedIOBase) -> list[bytes]:
    return list(iter(stream.readline, b"\r\n"))


@contextlib.contextmanager
def serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[str]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
