"""Adapters of the model library: from a picture to a guide, by a network that was added."""
