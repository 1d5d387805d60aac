"""What the yearly planning does, verb by verb."""
