"""What the resolver weighs candidates for entities by."""
