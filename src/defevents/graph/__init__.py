"""The event graph over any number of articles."""
