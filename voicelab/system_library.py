"""Libraries of the system that packages with native parts need, and how each is installed."""

from __future__ import annotations

import platform

__all__ = ["system_library_hint"]

_DEBIAN_PACKAGES = {
    "libasound": "libasound2",
    "libgomp": "libgomp1",
    "libssl": "libssl3",
    "libstdc++": "libstdc++6",
}
"""By the beginning of a library's file name. Small images of containers leave them out."""


def system_library_hint(error: ImportError | OSError, package: str) -> str:
    """Return what to do where the native part of an installed package cannot be loaded.

    Parameters
    ----------
    error
        What its import raised; on Linux it names the library that is not there.
    package
        The name that pip knows the package by.
    """
    if platform.system() == "Windows":
        return "Install the Microsoft Visual C++ Redistributable for Visual Studio 2015 to 2022."
    missing = [name for library, name in _DEBIAN_PACKAGES.items() if library in str(error)]
    if platform.system() == "Linux" and missing:
        return f"On Debian or Ubuntu, run: apt-get install {' '.join(missing)}. Alpine will not do."
    return f"Reinstall it: pip install --force-reinstall {package}"
