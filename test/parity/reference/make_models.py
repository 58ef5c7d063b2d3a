"""Two small CLIPs as Hugging Face folders, and what PyTorch's transformers computes with them.

Every tensor, gains and biases included, is drawn from a non-trivial distribution, so that a rule that is wrong
anywhere shows. Run after make_tokens.py and make_images.py: python make_models.py   (versions: requirements.txt)
"""

import json
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPTokenizerFast

GOLDENS = Path(__file__).parent.parent / "goldens"
IMAGES = ["landscape", "portrait", "square", "small", "tower"]
TEXTS = ["", "a photo of a red apple", "Crème brûlée, 2nd place!", "jack-o'-lantern", "日本 castle"]

MODELS = {
    "quick-gelu": dict(
        seed=1,
        eos=639,
        config=dict(projection_dim=24, logit_scale_init_value=2.6592),
        vision=dict(hidden_size=48, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4, image_size=32, patch_size=8, hidden_act="quick_gelu"),
        text=dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, vocab_size=640, max_position_embeddings=16, hidden_act="quick_gelu"),
    ),
    # 30 pixels are four patches of 7 and a rest; eos_token_id 2 is the mistake in Hugging Face's published files
    "gelu": dict(
        seed=2,
        eos=2,
        config=dict(projection_dim=20, logit_scale_init_value=2.0),
        vision=dict(hidden_size=40, intermediate_size=100, num_hidden_layers=2, num_attention_heads=5, image_size=30, patch_size=7, hidden_act="gelu", layer_norm_eps=1e-3),
        text=dict(hidden_size=36, intermediate_size=60, num_hidden_layers=3, num_attention_heads=2, vocab_size=600, max_position_embeddings=20, hidden_act="gelu", layer_norm_eps=1e-3),
    ),
}  # fmt: skip


def randomize(model: CLIPModel, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "norm" in name and name.endswith("weight"):
                parameter.copy_(1 + 0.3 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.2 * noise)
            elif "embedding" in name and "patch" not in name:
                parameter.copy_(0.5 * noise)
            elif name == "logit_scale":
                parameter.fill_(2.3 + 0.1 * noise)
            else:
                parameter.copy_(1.3 * noise / parameter[0].numel() ** 0.5)


def make(name: str, seed: int, eos: int, config: dict, vision: dict, text: dict) -> None:
    folder = GOLDENS / "models" / name
    size = text["vocab_size"]
    text = {**text, "bos_token_id": size - 2, "eos_token_id": eos, "pad_token_id": size - 1}
    model = CLIPModel(CLIPConfig(vision_config=vision, text_config=text, attn_implementation="eager", **config)).eval()
    randomize(model, seed)
    model.save_pretrained(folder)
    settings = next(each for each in json.loads((GOLDENS / "images/images.json").read_text())["prepared"] if each["name"] == name)
    processor = CLIPImageProcessor(**settings["given"])
    processor.save_pretrained(folder)
    tokenizer = CLIPTokenizerFast.from_pretrained(folder)

    pixels = processor([Image.open(GOLDENS / f"images/{image}.png") for image in IMAGES], return_tensors="pt").pixel_values
    length = text["max_position_embeddings"]
    ids = tokenizer(TEXTS, padding="max_length", max_length=length, return_tensors="pt").input_ids
    with torch.no_grad():
        seen = model.vision_model(pixel_values=pixels, output_hidden_states=True)
        read = model.text_model(input_ids=ids, output_hidden_states=True)
        both = model(input_ids=ids, pixel_values=pixels)
        tensors = {
            "pixels": pixels,
            "vision.pooled": seen.pooler_output,
            "vision.projected": model.get_image_features(pixel_values=pixels),
            "vision.normalized": both.image_embeds,
            "text.pooled": read.pooler_output,
            "text.projected": model.get_text_features(input_ids=ids),
            "text.normalized": both.text_embeds,
            "logits_per_image": both.logits_per_image,
        }
    for tower, output in (("vision", seen), ("text", read)):
        for i, state in enumerate(output.hidden_states):
            tensors[f"{tower}.hidden.{i}"] = state
    save_file({key: value.contiguous() for key, value in tensors.items()}, folder / "goldens.safetensors")
    (folder / "goldens.json").write_text(json.dumps({"images": IMAGES, "texts": TEXTS, "ids": ids.tolist()}) + "\n")
    for file in folder.iterdir():
        file.chmod(0o644)
    largest = {key: round(float(value.abs().max()), 2) for key, value in tensors.items()}
    print(name, largest)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for each, settings in MODELS.items():
        make(each, **settings)
