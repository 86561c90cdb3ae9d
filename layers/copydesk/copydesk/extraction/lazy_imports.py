"""This module delays imports that bs4 makes for only some of its users. It must be imported before bs4.

The delayed modules are soupsieve (CSS selectors) and the encoding detectors, where they are installed. Nothing here
uses them. Their import takes a sixth of the time of all imports, on every cold start of a function. The LazyLoader of
importlib does not help: in Python 3.13 an import statement already reads the module's `__spec__`.
"""

import sys
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
