"""The local stack of a checkout, and which stack a command means. No function imports it."""
