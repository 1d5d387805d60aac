"""Measures the pages against their limits, on PostgreSQL: `make bench`, or `python -m bench` with DATABASE_URL set.

It makes a database of its own beside the one named and drops it at the end. All times are lower quartiles of interleaved
rounds in one process with production settings, so that a busy machine slows both sides of a ratio alike.
"""
