"""The laptop's side: the command line and the local stack. No function imports it."""
