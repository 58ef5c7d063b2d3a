"""Every model that OpenCLIP configures: its config, and the names and shapes of its tensors as a hash.

Run: python make_architectures.py   (versions: requirements.txt, and there the lines for OpenCLIP)
"""

import hashlib
import json
from pathlib import Path

import open_clip
import torch
from open_clip.model import CLIP, CustomTextCLIP

FILE = Path(__file__).parent.parent / "goldens/formats/architectures.json"


def tensors(config: dict) -> dict[str, list[int]] | None:
    """None for what is neither class, or needs a model of Hugging Face's."""
    config = json.loads(json.dumps(config))
    kind = CustomTextCLIP if config.pop("custom_text", False) else CLIP
    try:
        with torch.device("meta"):
            state = kind(**config).state_dict()
    except (TypeError, OSError):
        return None
    # What a text tower of its own puts before its names is left out, as it is where core reads them.
    return {key.removeprefix("text."): list(value.shape) for key, value in state.items() if value.is_floating_point()}


lines = []
for name in sorted(open_clip.list_models()):
    config = open_clip.get_model_config(name)
    found = tensors(config)
    entry = {"config": config, "sha256": None}
    if found is not None:
        text = "\n".join(sorted(f"{key} {shape}" for key, shape in found.items()))
        entry["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    lines.append(f"{json.dumps(name)}: {json.dumps(entry)}")
FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
