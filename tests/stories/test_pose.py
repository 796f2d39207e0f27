"""A pose leaves the window as a picture, and as the joints that are drawn in it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit

from core.paths import sample_picture
from core.preprocessor import Preprocessor
from tests.stories.desk import Desk, play
from ui.notice import Kind

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_joints_of_a_pose_are_exported_as_json(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        action = desk.window.commands.export_joints
        await desk.settled()
        assert not action.isEnabled(), "edges have no joints"
        desk.session.choose(Preprocessor.OPENPOSE)
        guide = await desk.settled()
        assert guide.people is not None
        assert len(guide.people.persons) == 1
        await desk.in_front()
        desk.press(Qt.Key.Key_J, CTRL)
        dialog = await desk.dialog()
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        assert field.text() == "still-life-openpose.json"
        field.setText(str(tmp_path / "somebody.json"))
        QTimer.singleShot(0, dialog.accept)
        notice = await desk.noticed()
        assert notice.kind is Kind.DONE
        assert "somebody.json" in notice.what
        said = json.loads((tmp_path / "somebody.json").read_text("utf-8"))
        joints = np.reshape(said["people"][0]["pose_keypoints_2d"], (18, 3))
        np.testing.assert_allclose(joints, guide.people.persons[0].body, atol=1e-3)

    play(story, str(sample_picture()))


def test_where_nobody_is_there_are_no_joints_to_export_and_it_is_said(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (300, 200), "grey").save(tmp_path / "grey.png")

    async def story(desk: Desk) -> None:
        desk.session.choose(Preprocessor.OPENPOSE)
        guide = await desk.settled()
        assert not guide.pixels.any()
        assert (await desk.noticed()).what.startswith("No person found.")
        assert not desk.window.commands.export_joints.isEnabled()

    play(story, str(tmp_path / "grey.png"))
