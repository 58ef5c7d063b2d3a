"""Opens a folder that saveCheckpoint wrote of a ResNet with OpenCLIP, and compares what it computes with the goldens.

Run: python check_open_clip.py <saved folder> openai-resnet|open-clip-resnet [largest relative error, default 1e-5]
"""

import hashlib
import json
import sys
from pathlib import Path

import open_clip
import torch
from PIL import Image
from safetensors.torch import load_file

saved, name = sys.argv[1], sys.argv[2]
tolerance = float(sys.argv[3]) if len(sys.argv) > 3 else 1e-5
GOLDENS = Path(__file__).parent.parent / "goldens"
expected = load_file(GOLDENS / f"formats/{name}.safetensors")
inputs = json.loads((GOLDENS / f"formats/{name}.json").read_text())

torch.set_num_threads(1)
model, _, transform = open_clip.create_model_and_transforms(f"local-dir:{saved}")
model.eval()
pixels = torch.stack([transform(Image.open(GOLDENS / f"images/{image}.png")) for image in inputs["images"]])
if [hashlib.sha256(each.contiguous().numpy().tobytes()).hexdigest() for each in pixels] != inputs["pixels"]:
    raise SystemExit(f"{saved}: the transform gives other pixels")
with torch.no_grad():
    got = {"vision.projected": model.encode_image(pixels), "text.projected": model.encode_text(torch.tensor(inputs["ids"]))}
for key, value in got.items():
    error = float((value - expected[key]).abs().max() / expected[key].abs().max())
    print(f"{key}: {error:.2e} of the largest value")
    if error > tolerance:
        raise SystemExit(f"{saved}: {key} differs by more than {tolerance}")
