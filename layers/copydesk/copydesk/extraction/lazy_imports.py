"""Imported before bs4: what it imports for some of its users is loaded when someone first asks for it.

Nothing here does, and together their import is a sixth of ours, which every cold start of a function would pay:
soupsieve, its engine for CSS selectors, and the guessers of encodings, where they are installed.
importlib's LazyLoader does not help: in Python 3.13 an import statement already looks at the module's `__spec__`.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_NAMES = ("soupsieve", "chardet", "charset_normalizer")


class _OnDemand(ModuleType):
    """Stands in for a module until one of its members is asked for."""

    def __getattr__(self, member: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), member)


for _name in _NAMES:
    # bs4 does without those that are not there, and must not be told otherwise.
    if _name not in sys.modules and find_spec(_name):
        sys.modules[_name] = _OnDemand(_name)
