"""The plans that `gen.py` prints: right ones, those easily refused, and wrong ones."""
