"""What is done to the rows of the workflow. One module a topic; each function is one transaction with its audit entry."""
