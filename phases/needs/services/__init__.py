"""What is done in phase 1 beside the design record."""
