"""The sample calculator of 2.4: from what people say in per cent to the methods, and back to sentences. No database."""
