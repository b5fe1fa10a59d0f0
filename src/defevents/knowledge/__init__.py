"""The knowledge base: data files, and what loads and searches them."""
