"""A ViT-B/32 and an RN50 of full size, with random weights, and what PyTorch computes with them.

`pnpm parity --full-size` runs this: python make_full_size.py <new folder> <folder with CLIP's vocab.json and merges.txt>
(versions: requirements.txt, and there the lines for OpenCLIP). It writes 1 GB.
"""

import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import open_clip
import torch
from make_formats import randomize as randomize_open_clip
from make_models import GOLDENS, IMAGES
from make_models import randomize as randomize_transformers
from open_clip.transform import PreprocessCfg, image_transform_v2
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPTokenizerFast

TEXTS = ["", "a photo of a cat", "a photo of a dog", "itap of a very old wooden table by the sea, at night; 2nd place!"]


def save(folder: Path, reference: str, pixels: torch.Tensor, images: torch.Tensor, texts: torch.Tensor) -> None:
    save_file({"vision.projected": images.contiguous(), "text.projected": texts.contiguous()}, folder / "goldens.safetensors")
    inputs = {"images": IMAGES, "texts": TEXTS, "reference": f"{reference}, PyTorch {torch.__version__}"}
    (folder / "goldens.json").write_text(json.dumps(inputs) + "\n")
    print(folder.name, "pixels", tuple(pixels.shape), "largest", float(images.abs().max()), float(texts.abs().max()))


def vit(folder: Path, vocabulary: str) -> None:
    model = CLIPModel(CLIPConfig(vision_config=dict(patch_size=32))).eval()  # the other defaults are ViT-B/32's
    randomize_transformers(model, 21)
    model.save_pretrained(folder)
    processor = CLIPImageProcessor()
    processor.save_pretrained(folder)
    tokenizer = CLIPTokenizerFast.from_pretrained(vocabulary)
    tokenizer.save_pretrained(folder)
    pixels = processor([Image.open(GOLDENS / f"images/{image}.png") for image in IMAGES], return_tensors="pt").pixel_values
    ids = tokenizer(TEXTS, padding="max_length", max_length=77, return_tensors="pt").input_ids
    images, texts = model.get_image_features(pixel_values=pixels), model.get_text_features(input_ids=ids)
    save(folder, f"transformers {version('transformers')}", pixels, images, texts)


def resnet(folder: Path) -> None:
    folder.mkdir()
    config = open_clip.get_model_config("RN50-quickgelu")
    model = open_clip.model.CLIP(**config).eval()
    randomize_open_clip(model, 22)
    save_file({key: value.contiguous() for key, value in model.state_dict().items()}, folder / "open_clip_model.safetensors")
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config}, indent=2) + "\n")
    shutil.copy(open_clip.tokenizer.default_bpe(), folder / "bpe_simple_vocab_16e6.txt.gz")
    transform = image_transform_v2(PreprocessCfg(size=config["vision_cfg"]["image_size"]), is_train=False)
    pixels = torch.stack([transform(Image.open(GOLDENS / f"images/{image}.png")) for image in IMAGES])
    ids = open_clip.get_tokenizer("RN50")(TEXTS)
    save(folder, f"open_clip {version('open_clip_torch')}", pixels, model.encode_image(pixels), model.encode_text(ids))


with torch.no_grad():
    target = Path(sys.argv[1])
    vit(target / "vit-b-32", sys.argv[2])
    resnet(target / "rn50")
