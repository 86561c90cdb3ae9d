"""The story of each function, told once, with its collaborators as arguments."""
