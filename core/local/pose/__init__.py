"""People: their joints, hands and faces, and how these are drawn."""
