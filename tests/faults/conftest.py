"""These fixtures simulate AWS in this process for the tests that need no local stack."""

from tests.integration.account import account

__all__ = ["account"]
