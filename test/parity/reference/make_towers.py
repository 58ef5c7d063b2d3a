"""The config.json of one tower of the small model gelu alone, as transformers 5.24.0 saves it, and the names of its tensors.

Writes goldens/towers.json.
"""

import json
import tempfile
from pathlib import Path

from safetensors import safe_open
from transformers import CLIPConfig, CLIPTextModelWithProjection, CLIPVisionModelWithProjection

GOLDENS = Path(__file__).parents[1] / "goldens"
goldens = {}
whole = CLIPConfig.from_pretrained(GOLDENS / "models" / "gelu")
towers = {
    "images": (CLIPVisionModelWithProjection, whole.vision_config),
    "texts": (CLIPTextModelWithProjection, whole.text_config),
}
for name, (kind, tower) in towers.items():
    tower.projection_dim = whole.projection_dim
    with tempfile.TemporaryDirectory() as folder:
        kind.from_pretrained(GOLDENS / "models" / "gelu", config=tower).save_pretrained(folder)
        config = json.loads((Path(folder) / "config.json").read_text())
        with safe_open(f"{folder}/model.safetensors", "pt") as file:
            goldens[name] = {"config": config, "tensors": sorted(file.keys())}
(GOLDENS / "towers.json").write_text(json.dumps(goldens, indent=1) + "\n")
