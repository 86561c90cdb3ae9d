"""Contains one module per function with its steps in order; collaborators are passed in as arguments."""
