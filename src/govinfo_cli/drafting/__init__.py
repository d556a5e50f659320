"""A new entry: what is still to be said of it, what an answer means, and what the rules say of it, until it is a file."""
