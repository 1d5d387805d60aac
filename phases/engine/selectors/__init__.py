"""What pages and gates read. One module a topic."""
