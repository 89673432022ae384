"""Finding what was said, among what a person may read."""
