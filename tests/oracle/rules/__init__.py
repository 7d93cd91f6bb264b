"""The second engine, room by room; `oracle.py` is its door."""
