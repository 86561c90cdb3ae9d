"""This module delays imports that bs4 and w3lib make for only some of their users. It must be imported before both.

bs4 imports soupsieve (CSS selectors) and the encoding detectors, where they are installed. Nothing here uses them.
Their import takes a sixth of the time of all imports, on every cold start of a function. The LazyLoader of importlib
does not help: in Python 3.13 an import statement already reads the module's `__spec__`.

w3lib imports urllib.request for one function, which makes a URL of a file's path. With it come the HTTP client, TLS and
email: 35 modules, a twelfth of the time of all imports of the extraction.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_NAMES = ("soupsieve", "chardet", "charset_normalizer")


class _OnDemand(ModuleType):
    """Stands in for a module until one of its members is read."""

    def __getattr__(self, member: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), member)


for _name in _NAMES:
    # bs4 works without the modules that are not installed, and must not find a stand-in for them.
    if _name not in sys.modules and find_spec(_name):
        sys.modules[_name] = _OnDemand(_name)


@contextmanager
def _without_http() -> Iterator[None]:
    """Stands in for urllib.request, unless it is already imported. Later imports find the real module."""
    name = "urllib.request"
    if name in sys.modules:
        yield
        return
    stand_in = ModuleType(name)
    stand_in.pathname2url = lambda path: import_module(name).pathname2url(path)  # type: ignore[attr-defined]
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        del sys.modules[name]


with _without_http():
    import w3lib.url  # noqa: F401  (the import that is meant)
