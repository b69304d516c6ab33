"""The themes of the verification vectors, one module for a group of them."""
