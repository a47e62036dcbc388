"""Where the local certificate authority is kept, known before anything of TLS is loaded.

How it was checked: by our own tests; this file holds no fact about Xero.
"""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path


class FolderUnusable(Exception):
    """The certificates cannot be kept there: give --tls-folder a folder that you may write."""


def usual_folder() -> Path:
    return user_data_path("xero-emulator") / "tls"
