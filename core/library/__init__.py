"""The model library: networks that are added on wish, and make final guides where the pack drafts.

`row` says what a network is and `rows` which there are; `shelf` knows which of them are here, and
`records` remembers what was added. `queue` has `download` bring one after the other from `hub`, by
the `way` that leads there, into a `part` that survives; `adding` takes a file that somebody brings.
Both end in `taking`, which has `checking` look at a network's session before it counts. What is
said when it cannot be done is in `sentences` and `troubles`.
"""
