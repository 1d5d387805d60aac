"""What uploaded files may be, found out from their content. Loaded in the worker only: the parsers have no place in a request."""
