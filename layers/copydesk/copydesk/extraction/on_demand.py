"""Imported before bs4: soupsieve, its engine for CSS selectors, is loaded when someone first asks for one.

Nothing here does, and its import is a seventh of ours, which every cold start of a function would pay.
importlib's LazyLoader does not help: in Python 3.13 an import statement already looks at the module's `__spec__`.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_NAME = "soupsieve"


class _OnDemand(ModuleType):
    """Stands in for a module until one of its members is asked for."""

    def __getattr__(self, member: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), member)


sys.modules.setdefault(_NAME, _OnDemand(_NAME))
