"""Certificates: which ones are trusted, as the environment's variables have it."""

from __future__ import annotations

import os
import ssl

import httpx2

from voicelab.errors import ConfigurationError

__all__ = ["trusted_certificates"]


def trusted_certificates() -> ssl.SSLContext:
    """Return the certificates that are trusted; reads files for a while.

    Raises
    ------
    ConfigurationError
        A variable names no file or folder of certificates; the message names it.
    """
    try:
        return httpx2.create_ssl_context()
    except OSError:  # which those of certificates are, too
        pass
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file or None, folder or None)
    except ssl.SSLError:
        problem = f"names a file without certificates, {file}"
    except OSError as error:
        problem = f"names a file that cannot be read, {file} ({error.strerror})"
    else:
        path = os.environ.get("SSLKEYLOGFILE")
        raise _unusable("SSLKEYLOGFILE", f"names a file that cannot be written, {path}", "Unset it.")
    hint = "Set it to a file of certificates in PEM, or unset it."
    raise _unusable("SSL_CERT_FILE" if file else "SSL_CERT_DIR", problem, hint)


def _unusable(name: str, problem: str, hint: str) -> ConfigurationError:
    return ConfigurationError(f"{name} {problem}.", code="bad-variable", hint=hint)
