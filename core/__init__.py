"""Underdrawing without its window: values, pictures in and out, engines. Never imports Qt."""

import os

# onnxruntime would keep an identifier of this computer, and report to its makers how it is used. It
# reads this when it is first imported, wherever that is.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
