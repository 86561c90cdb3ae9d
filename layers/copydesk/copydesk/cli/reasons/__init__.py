"""This package puts the features of the scorer into plain words, to explain why a text was left out or kept."""
