"""What earlier runs found, kept beside git's own state and never trusted: a large catalogue is not read anew when little changed."""
