"""The model library: networks that are added on wish, and make final guides where the pack drafts.

row.py says what a network is and rows.py which there are; download.py and queue.py fetch them,
shelf.py keeps them, checking.py opens them once before they count as ready.
"""
