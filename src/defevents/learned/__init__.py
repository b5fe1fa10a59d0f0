"""Learned decisions: linear models over named features, and the features of each decision."""
