"""These fixtures serve the tests of several commands."""

from tests.unit.storage.conftest import store as store
from tests.unit.storage.conftest import tables as tables
