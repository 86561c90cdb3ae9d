"""The console in the browser: what arrived, what was refused, how sites and sources do."""
