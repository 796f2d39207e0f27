"""Guides made on this computer: one engine, and one module for each family of preprocessors."""
