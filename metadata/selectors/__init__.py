"""What is read from the registry."""
