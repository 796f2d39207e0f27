"""Fuzzing: whatever comes from outside ends in a valid value or in one of core/errors.py.

`python -m tests.fuzz` looks for inputs that break this, guided by which code they reach; what it
finds of use is kept in `corpus/`, and `tests/core/fuzz` replays that with every run of the tests.
"""
