"""Contains the checks of `copydesk deploy-check` that need more than a few lines."""
