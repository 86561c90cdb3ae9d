"""What the tests of several commands need."""

from tests.unit.storage.conftest import store as store
from tests.unit.storage.conftest import tables as tables
