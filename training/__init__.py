"""How the shipped model is made: `make train` reads annotated corpora and writes `model.npz`."""
