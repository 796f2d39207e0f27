"""Guides by Runware's ControlNet preprocess API, or by a server of one's own that speaks it.

`client` asks and waits: `connection` is one exchange, `ordering` brings tasks to their end and
never pays for one twice, `asking` asks what costs nothing, `results` brings the guides in,
`sentences` says what went wrong.
`engine` makes an engine of it, with `outgoing` and `guides` for the pixels and `purchases` for
what was paid.
"""
