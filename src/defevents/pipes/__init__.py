"""spaCy components, one a file; importing a module registers its component."""
