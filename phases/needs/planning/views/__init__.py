"""Pages of the yearly planning: one module a topic."""
