"""Many pictures by many preprocessors into files: planned, made, paused, resumed, never spoilt."""
