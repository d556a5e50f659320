"""Two catalogues to what differs, without opinion, and that to what it means: the profile's table judges."""
