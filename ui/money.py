"""Amounts of money as people write them. No Qt here: the command line needs it as well."""

from __future__ import annotations


def money(usd: float) -> str:
    """An amount in USD: "$0.004", "$12.50"."""
    return f"${amount(usd)}"


def amount(usd: float) -> str:
    """The number alone: cents, or as many places as a small one needs."""
    if usd and abs(usd) < 0.1:
        return f"{usd:.4f}".rstrip("0")
    return f"{usd:.2f}"
