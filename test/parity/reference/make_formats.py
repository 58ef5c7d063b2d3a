"""Small CLIPs in every format that checkpoints come in, and what PyTorch computes with them.

OpenAI's archives, OpenCLIP's folders, and PyTorch's own files of various ages. Every tensor and every running statistic
is drawn from a non-trivial distribution. Run after make_tokens.py and make_images.py: python make_formats.py
(versions: requirements.txt, and there the lines for OpenCLIP)
"""

import gzip
import hashlib
import json
import zipfile
from pathlib import Path

import open_clip
import torch
from open_clip.model import CLIP, convert_weights_to_lp
from open_clip.transform import PreprocessCfg, image_transform_v2
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPModel

GOLDENS = Path(__file__).parent.parent / "goldens"
FOLDER = GOLDENS / "formats"
IMAGES = ["landscape", "portrait", "square", "small", "tower"]
# The third has what the original's cleaning mends; the last is read as far as it fits.
TEXTS = ["", "a photo of a red apple", "Tom &amp;amp; Jerry’s “ﬁrst” café!", "日本 castle"]

MODELS = {
    # 3×3 patches, heads of 64 as OpenAI's all are; float16 where the originals are
    "openai-vit": dict(
        seed=11,
        embed_dim=24,
        quick_gelu=True,
        vision_cfg=dict(layers=1, width=128, patch_size=8, image_size=24),
        text_cfg=dict(context_length=16, width=64, heads=1, layers=2),
    ),
    # 3×3 places in the attention pool, so that one of the poolings leaves a row out
    "openai-resnet": dict(
        seed=12,
        embed_dim=20,
        quick_gelu=True,
        vision_cfg=dict(layers=[1, 2, 1, 1], width=4, image_size=96),
        text_cfg=dict(context_length=20, width=64, heads=1, layers=1),
    ),
    "open-clip-vit": dict(
        seed=13,
        embed_dim=20,
        quick_gelu=False,
        vision_cfg=dict(layers=2, width=30, head_width=10, mlp_ratio=2.5, patch_size=10, image_size=30),
        text_cfg=dict(context_length=18, width=24, heads=3, layers=2, mlp_ratio=3.0),
        preprocess=dict(mean=[0.5, 0.4, 0.3], std=[0.25, 0.5, 0.2], interpolation="bilinear", resize_mode="squash"),
    ),
    "open-clip-resnet": dict(
        seed=53,  # of few channels, and nearly all of them alive
        embed_dim=16,
        quick_gelu=True,
        vision_cfg=dict(layers=[1, 1, 2, 1], width=4, head_width=32, image_size=64),
        text_cfg=dict(context_length=14, width=20, heads=2, layers=1),
        preprocess=dict(mean=[0.48145466, 0.4578275, 0.40821073], std=[0.26862954, 0.26130258, 0.27577711], interpolation="bicubic", resize_mode="longest", fill_color=77),
    ),
}  # fmt: skip


def randomize(model: torch.nn.Module, seed: int) -> None:
    """As in make_models.py, and running statistics too."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if not tensor.is_floating_point():
                continue
            noise = torch.randn(tensor.shape, generator=generator)
            is_norm = any(part in name for part in ("ln_", "bn", "downsample.1"))
            if name == "logit_scale":
                tensor.fill_(2.3 + 0.1 * noise)
            elif name.endswith("running_var"):
                tensor.copy_(0.5 + noise.abs())
            elif is_norm and name.endswith("weight"):
                tensor.copy_(1 + 0.3 * noise)
            elif is_norm and name.endswith("bias") and "ln_" not in name:
                tensor.copy_(0.4 + 0.2 * noise)  # what a ReLU cuts off would hide what comes before it
            elif name.endswith(("bias", "running_mean")):
                tensor.copy_(0.2 * noise)
            elif "embedding" in name:
                tensor.copy_(0.5 * noise)
            elif name in ("text_projection", "visual.proj"):  # [in, out]
                tensor.copy_(1.3 * noise / tensor.shape[0] ** 0.5)
            else:
                tensor.copy_(1.3 * noise / tensor[0].numel() ** 0.5)


def vocabulary() -> list[str]:
    """The small vocabulary of a model of make_models.py as a file of merges in OpenAI's form."""
    merges = (GOLDENS / "models/quick-gelu/merges.txt").read_text(encoding="utf-8").splitlines()[1:41]
    return ["bpe_simple_vocab#version: 0.2", *merges]


def tokenizer(path: Path) -> "open_clip.SimpleTokenizer":
    return open_clip.tokenizer.SimpleTokenizer(bpe_path=str(path))


def embeddings(model: torch.nn.Module, pixels: torch.Tensor, ids: torch.Tensor) -> dict[str, torch.Tensor]:
    """Projected and before the projection, which a hook on what follows it sees."""
    seen = {}
    with torch.no_grad():
        if hasattr(model.visual, "attnpool"):
            # attention's output before c_proj: the same attention with the projection left out
            pool = model.visual.attnpool
            weight, bias = pool.c_proj.weight.data, pool.c_proj.bias.data
            pool.c_proj = torch.nn.Linear(weight.shape[1], weight.shape[1])
            pool.c_proj.weight.data, pool.c_proj.bias.data = torch.eye(weight.shape[1]), torch.zeros(weight.shape[1])
            seen["vision.pooled"] = model.visual(pixels)
            pool.c_proj = torch.nn.Linear(weight.shape[1], weight.shape[0])
            pool.c_proj.weight.data, pool.c_proj.bias.data = weight, bias
        else:
            projection, model.visual.proj = model.visual.proj, None
            seen["vision.pooled"] = model.visual(pixels)
            model.visual.proj = projection
        seen["vision.projected"] = model.encode_image(pixels)
        projection, model.text_projection = model.text_projection, None
        seen["text.pooled"] = model.encode_text(ids)
        model.text_projection = projection
        seen["text.projected"] = model.encode_text(ids)
    return seen


def sha(tensor: torch.Tensor) -> str:
    return hashlib.sha256(tensor.contiguous().numpy().tobytes()).hexdigest()


def without_code(path: Path) -> None:
    """Leaves out of an archive how the code was made, which is large, and gives the entries a fixed time."""
    with zipfile.ZipFile(path) as archive:
        entries = [(entry.filename, entry.compress_type, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, method, content in entries:
            if not name.endswith(".debug_pkl"):
                archive.writestr(zipfile.ZipInfo(name), content, method)


def make(name: str, seed: int, vision_cfg: dict, text_cfg: dict, preprocess: dict | None = None, **config) -> None:
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    lines = vocabulary()
    path = folder / "bpe_simple_vocab_16e6.txt.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    words = tokenizer(path)
    text_cfg = {**text_cfg, "vocab_size": len(words.encoder)}
    model = CLIP(vision_cfg=vision_cfg, text_cfg=text_cfg, **config).eval()
    randomize(model, seed)

    if name.startswith("openai"):
        sizes = {"input_resolution": vision_cfg["image_size"], "context_length": text_cfg["context_length"], "vocab_size": text_cfg["vocab_size"]}  # fmt: skip
        for key, number in sizes.items():
            if hasattr(model, key):
                delattr(model, key)
            model.register_buffer(key, torch.tensor(number))
        mask = model.attn_mask
        del model.attn_mask
        model.attn_mask = mask  # an attribute that is no parameter, as in the originals
        scripted = torch.jit.script(model)
        convert_weights_to_lp(model, torch.float16)
        types = {key: value.dtype for key, value in model.state_dict().items()}
        for key, tensor in [*scripted.named_parameters(), *scripted.named_buffers()]:
            tensor.data = tensor.data.to(types.get(key, tensor.dtype))
        torch.jit.save(scripted, folder / "model.pt")
        without_code(folder / "model.pt")
        model.float()
    else:
        state = {key: value.contiguous() for key, value in model.state_dict().items()}
        if "vit" in name:
            save_file(state, folder / "open_clip_model.safetensors")
        else:
            state = {key: value.bfloat16() if value.is_floating_point() else value for key, value in state.items()}
            torch.save(state, folder / "open_clip_pytorch_model.bin")
            model.load_state_dict(state)
        settings = {key: value for key, value in config.items() if key != "quick_gelu" or value}
        described = {"model_cfg": {**settings, "vision_cfg": vision_cfg, "text_cfg": text_cfg}, "preprocess_cfg": preprocess}
        (folder / "open_clip_config.json").write_text(json.dumps(described, indent=2) + "\n")

    transform = image_transform_v2(PreprocessCfg(size=vision_cfg["image_size"], **(preprocess or {})), is_train=False)
    pixels = torch.stack([transform(Image.open(GOLDENS / f"images/{image}.png")) for image in IMAGES])
    ids = words(TEXTS, context_length=text_cfg["context_length"])
    tensors = embeddings(model, pixels, ids)
    save_file({key: value.contiguous() for key, value in tensors.items()}, FOLDER / f"{name}.safetensors")
    described = {"images": IMAGES, "texts": TEXTS, "ids": ids.tolist(), "pixels": [sha(each) for each in pixels]}
    (FOLDER / f"{name}.json").write_text(json.dumps(described, indent=1) + "\n")
    print(name, {key: round(float(value.abs().max()), 2) for key, value in tensors.items()})


def make_preprocessing() -> None:
    """Resize modes, interpolations and sizes: hashes of what OpenCLIP's transforms make."""
    cases = []
    for mode in ("shortest", "longest", "squash"):
        for interpolation in ("bicubic", "bilinear"):
            for size in (15, 24, 32, 33):
                config = PreprocessCfg(size=size, resize_mode=mode, interpolation=interpolation, fill_color=12 if size % 2 else 0)
                transform = image_transform_v2(config, is_train=False)
                hashes = {image: sha(transform(Image.open(GOLDENS / f"images/{image}.png"))) for image in IMAGES}
                cases.append({"size": size, "resize_mode": mode, "interpolation": interpolation, "fill_color": config.fill_color, "sha256": hashes})  # fmt: skip
    (FOLDER / "preprocessing.json").write_text(json.dumps(cases, indent=1) + "\n")


def make_hugging_face() -> None:
    """One very small CLIPModel as pytorch_model.bin, as PyTorch saved before 1.6, and in shards of both kinds."""
    common = dict(hidden_size=12, intermediate_size=20, num_hidden_layers=1, num_attention_heads=3, hidden_act="gelu")
    text = dict(vocab_size=600, max_position_embeddings=20, bos_token_id=598, eos_token_id=599, pad_token_id=599)
    torch.manual_seed(15)
    model = CLIPModel(CLIPConfig(projection_dim=8, vision_config=dict(**common, image_size=30, patch_size=15), text_config=dict(**common, **text))).eval()  # fmt: skip
    folder = FOLDER / "hugging-face"
    for name, options in {
        "bin": dict(safe_serialization=False),
        "safetensors": dict(),
        "shards": dict(max_shard_size="12KB"),
        "bin-shards": dict(max_shard_size="20KB", safe_serialization=False),
    }.items():
        model.save_pretrained(folder / name, **options)
    legacy = folder / "legacy"
    legacy.mkdir(exist_ok=True)
    torch.save(model.state_dict(), legacy / "pytorch_model.bin", _use_new_zipfile_serialization=False)


def make_values() -> None:
    """Tensors of all kinds in files of all protocols, and what they are."""
    base = torch.arange(24, dtype=torch.float32) / 8 - 1
    shared = torch.randn(30, generator=torch.Generator().manual_seed(16))
    tensors = {
        "float": base.reshape(2, 3, 4),
        "half": base.half().reshape(4, 6),
        "bfloat": base.bfloat16(),
        "double": (base.double() / 3).reshape(6, 4),
        "transposed": base.reshape(4, 6).t(),
        "permuted": base.reshape(2, 3, 4).permute(2, 0, 1),
        "strided": shared[3:27:4],
        "part": shared[5:11].reshape(2, 3),
        "expanded": shared[:3, None].expand(3, 4),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(base[:5].clone()),
    }
    numbers = {"long": torch.tensor(-7), "int": torch.tensor([49408], dtype=torch.int32), "byte": torch.tensor(255, dtype=torch.uint8), "bool": torch.tensor(True)}  # fmt: skip
    others = {"positions": torch.arange(5), "plain": 3, "word": "né", "none": None, "list": [1, 2.5, (True, "x")], "large": 2**40, "negative": -(2**33)}
    folder = FOLDER / "torch"
    folder.mkdir(exist_ok=True)
    for protocol in (2, 3, 4, 5):
        torch.save({**tensors, **numbers, **others}, folder / f"protocol-{protocol}.pt", pickle_protocol=protocol)
    torch.save({**tensors, **numbers, **others}, folder / "legacy.pt", _use_new_zipfile_serialization=False)
    wrapped = {"epoch": 3, "optimizer": {"state": {0: {"step": 1.0}}, "lr": 1e-3}, "state_dict": {f"module.{key}": value for key, value in tensors.items()}}  # fmt: skip
    torch.save(wrapped, folder / "wrapped.pt")
    save_file({key: value.detach().float().contiguous().clone() for key, value in tensors.items()}, folder / "values.safetensors")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for each, settings in MODELS.items():
        make(each, **settings)
    make_preprocessing()
    make_hugging_face()
    make_values()
    for file in FOLDER.rglob("*"):
        if file.is_file():
            file.chmod(0o644)
