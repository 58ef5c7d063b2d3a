"""Opens folders that saveCheckpoint wrote with transformers, and compares what they compute with the goldens.

Run: python check_saved.py <saved folder> quick-gelu|gelu [largest relative error, default 1e-5]
"""

import json
import sys
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import load_file
from transformers import CLIPImageProcessor, CLIPModel, CLIPTokenizer, CLIPTokenizerFast

saved, name = sys.argv[1], sys.argv[2]
tolerance = float(sys.argv[3]) if len(sys.argv) > 3 else 1e-5
GOLDENS = Path(__file__).parent.parent / "goldens"
folder = GOLDENS / "models" / name
expected = load_file(folder / "goldens.safetensors")
inputs = json.loads((folder / "goldens.json").read_text())

model, report = CLIPModel.from_pretrained(saved, output_loading_info=True)
model.eval()
problems = {key: value for key, value in report.items() if value}
if problems:
    raise SystemExit(f"{saved}: transformers reports {problems}")

for kind in (CLIPTokenizerFast, CLIPTokenizer):
    tokenizer = kind.from_pretrained(saved)
    length = model.config.text_config.max_position_embeddings
    # Without ftfy the slow one puts spaces around Chinese characters, whatever the files say.
    chosen = [i for i, text in enumerate(inputs["texts"]) if kind is CLIPTokenizerFast or text.isascii() or "é" in text]
    texts = [inputs["texts"][i] for i in chosen]
    ids = tokenizer(texts, padding="max_length", truncation=True, max_length=length).input_ids
    if ids != [inputs["ids"][i] for i in chosen]:
        raise SystemExit(f"{saved}: {kind.__name__} gives other token ids")
    if tokenizer.model_max_length != length:
        raise SystemExit(f"{saved}: {kind.__name__}'s model_max_length is {tokenizer.model_max_length}, not {length}")

processor = CLIPImageProcessor.from_pretrained(saved)
images = [Image.open(GOLDENS / f"images/{image}.png") for image in inputs["images"]]
pixels = processor(images, return_tensors="pt").pixel_values
if not torch.equal(pixels, expected["pixels"]):
    raise SystemExit(f"{saved}: the image processor gives other pixels")

with torch.no_grad():
    output = model(input_ids=torch.tensor(inputs["ids"]), pixel_values=pixels)
got = {"vision.normalized": output.image_embeds, "text.normalized": output.text_embeds, "logits_per_image": output.logits_per_image}
for key, value in got.items():
    error = float((value - expected[key]).abs().max() / expected[key].abs().max())
    print(f"{key}: {error:.2e} of the largest value")
    if error > tolerance:
        raise SystemExit(f"{saved}: {key} differs by more than {tolerance}")
