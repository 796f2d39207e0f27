"""Where the preprocessor that is named in the arguments is offered, in the source it is started in.

Prints, as JSON, whether the window shows it and what its guide of the picture looks like, and the
same of the served API.
"""

from __future__ import annotations

import base64
import json
import sys
import uuid
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from core.catalog import CATALOG
from core.codec import decode
from core.local.engine import LocalEngine
from core.preprocessor import Preprocessor
from core.server.running import RunningServer, ServerSettings
from tests.stories.desk import Desk, play

Told = dict[str, Any]


def in_the_window(name: Preprocessor, picture: str) -> Told:
    told: Told = {}

    async def story(desk: Desk) -> None:
        await desk.settled()
        desk.click_tile(name)
        guide = await desk.settled()
        sheet = await desk.thumbnails()
        told["tile"] = desk.tile(name).text()
        told["thumbnail"] = sheet[name] is not None
        told["menu"] = desk.window.commands.preprocessors[name].text()
        told["options"] = [
            option.name
            for option in CATALOG[name].options
            if desk.number(option.name).isVisibleTo(desk.window.side)
        ]
        told["levels"] = np.unique(guide.pixels).tolist()

    assert play(story, picture) == 0
    return told


def by_the_api(name: Preprocessor, picture: str) -> Told:
    folder = Path(picture).with_name("served")
    server = RunningServer.start(LocalEngine, ServerSettings(folder=folder))
    task = {
        "taskType": "controlNetPreprocess",
        "taskUUID": str(uuid.uuid4()),
        "inputImage": base64.b64encode(Path(picture).read_bytes()).decode(),
        "preProcessorType": name.value,
        "outputType": "base64Data",
        "outputFormat": "PNG",
    }
    try:
        key = {"Authorization": f"Bearer {server.key}"}
        with httpx.Client(headers=key, trust_env=False, timeout=60) as http:
            (item,) = http.post(server.url, json=[task]).json()["data"]
            described = http.get(server.url.replace("/v1", "/openapi.json")).json()
    finally:
        server.stop()
    guide = decode(base64.b64decode(item["guideImageBase64Data"]))
    schema = described["components"]["schemas"][f"Preprocess{name.capitalize()}"]
    return {"levels": np.unique(guide).tolist(), "described": list(schema["properties"])}


if __name__ == "__main__":
    newcomer = Preprocessor(sys.argv[1])
    told = {
        "window": in_the_window(newcomer, sys.argv[2]),
        "api": by_the_api(newcomer, sys.argv[2]),
    }
    print(json.dumps(told))
