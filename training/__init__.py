"""This package makes the shipped model: `make train` reads annotated corpora and writes `model.npz`."""
