"""Parse, call, respond."""
