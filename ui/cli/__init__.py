"""The command line. It never imports Qt, and speaks English."""
