"""Runs the local stack of a checkout, and finds the stack that a command means. No function imports it."""
