"""Images as Pillow decodes and resizes them, and as CLIPImageProcessor (the one with Pillow) prepares them.

Run: python make_images.py   (versions: requirements.txt; adds to resize.json under the installed Pillow's version)
"""

import base64
import hashlib
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
import PIL
from PIL import Image, ImageOps
from safetensors.numpy import save_file
from transformers import CLIPImageProcessor

FOLDER = Path(__file__).parent.parent / "goldens" / "images"
DRAWINGS = {"landscape": (61, 40), "portrait": (23, 57), "square": (32, 32), "small": (9, 13), "tower": (12, 80)}
PROCESSORS = {
    "quick-gelu": dict(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}),
    "gelu": dict(size={"shortest_edge": 34}, crop_size=30, image_mean=[0.5, 0.4, 0.3], image_std=[0.25, 0.5, 0.2]),
    "fixed size": dict(size={"height": 20, "width": 27}, do_center_crop=False),
    "no resize, border": dict(do_resize=False, crop_size={"height": 25, "width": 31}),
    "bilinear, odd crop": dict(size=29, resample=2, crop_size={"height": 28, "width": 21}),
    "no rescaling": dict(size=24, crop_size=24, do_rescale=False, image_mean=[120, 110, 100], image_std=[60, 61, 62]),
    "no normalization": dict(size=24, crop_size=24, do_normalize=False, rescale_factor=1 / 127.5),
    "neither": dict(size=17, crop_size=16, do_rescale=False, do_normalize=False),
}


def draw(width: int, height: int, seed: int) -> Image.Image:
    """A smooth ground, a sharp edge and some noise."""
    noise = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [128 + 110 * np.sin(x / (3.0 + c) + seed) * np.cos(y / (4.0 + 2 * c)) for c in range(3)]
    pixels = np.stack(waves, -1) + noise.normal(0, 12, (height, width, 3))
    pixels[(x + 2 * y) % 17 < 4] = noise.integers(0, 256, 3)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def encode(image: Image.Image, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, **options)
    return file.getvalue()


def png16(pixels: np.ndarray) -> bytes:
    """A PNG of 16 bits, [height, width, channels], as Pillow does not write it; each row has another filter."""
    height, width, channels = pixels.shape
    rows = pixels.astype(">u2").tobytes()
    length, step = width * channels * 2, 2 * channels
    above, filtered = bytes(length), b""
    for y in range(height):
        row = rows[y * length : (y + 1) * length]
        a, c = bytes(step) + row[:-step], bytes(step) + above[:-step]
        guesses = [bytes(length), a, above, bytes((i + j) // 2 for i, j in zip(a, above)), bytes(map(paeth, a, above, c))]
        filtered += bytes([y % 5]) + bytes((value - guess) % 256 for value, guess in zip(row, guesses[y % 5]))
        above = row
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # noqa: E731
    header = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    packed = zlib.compress(filtered)
    parts = [(b"IHDR", header), (b"IDAT", packed[:100]), (b"IDAT", packed[100:]), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def paeth(a: int, b: int, c: int) -> int:
    return min((a, b, c), key=lambda each: abs(a + b - c - each))  # of equals the first


def encoded_files() -> dict[str, bytes]:
    image = draw(47, 33, 11)
    alpha = Image.fromarray((np.mgrid[0:33, 0:47].sum(0) * 7 % 256).astype(np.uint8))
    rgba = image.copy()
    rgba.putalpha(alpha)
    palette = image.quantize(60)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    second = draw(47, 33, 12)
    inks = Image.fromarray(np.dstack([np.asarray(image), 255 - np.asarray(alpha) // 2]), "CMYK")
    y, x = np.mgrid[0:33, 0:47]
    dark = (x * y // 4 + 3 * x)[..., None]  # some of it below 256
    wide = np.asarray(rgba).astype(int) * 257 + np.random.default_rng(13).integers(-100, 100, (33, 47, 4))
    wide = wide.clip(0, 65535)
    return {
        "rgba.png": encode(rgba, format="png"),
        "grey.png": encode(image.convert("L"), format="png"),
        "grey-alpha.png": encode(rgba.convert("LA"), format="png"),
        "palette.png": encode(palette, format="png"),
        "palette-alpha.png": encode(palette, format="png", transparency=3),
        "one-bit.png": encode(image.convert("1"), format="png"),
        "photo.jpg": encode(image, format="jpeg", quality=85),
        "photo-444.jpg": encode(image, format="jpeg", quality=95, subsampling=0),
        "grey.jpg": encode(image.convert("L"), format="jpeg", quality=85),
        "turned.jpg": encode(image, format="jpeg", quality=85, exif=exif),
        "progressive.jpg": encode(image, format="jpeg", quality=70, progressive=True),
        "lossless.webp": encode(rgba, format="webp", lossless=True, exact=True),
        "animation.gif": encode(palette, format="gif", save_all=True, append_images=[second.quantize(60)]),
        "animation.webp": encode(image, format="webp", save_all=True, append_images=[second], lossless=True),
        "animation.png": encode(image, format="png", save_all=True, append_images=[second]),
        "cmyk.jpg": encode(inks, format="jpeg", quality=90, subsampling=0),
        "cmyk.tif": encode(inks, format="tiff", compression="tiff_lzw"),
        "grey-16.png": png16(dark),
        "grey-16.tif": encode(Image.fromarray(dark[..., 0].astype(np.uint16)), format="tiff", compression="tiff_lzw"),
        "grey-alpha-16.png": png16(wide[..., [0, 3]]),
        "colors-16.png": png16(wide[..., :3]),
        "colors-alpha-16.png": png16(wide),
    }


def sha(pixels: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()


def resize_cases() -> list[dict]:
    sizes = np.random.default_rng(3)
    cases = [(1, 1, 7, 5), (1, 50, 3, 1), (50, 1, 1, 9), (2, 3, 1, 1), (64, 64, 64, 64), (64, 64, 64, 31), (64, 64, 31, 64),
             (1031, 733, 224, 224), (640, 480, 298, 224), (480, 640, 224, 298), (375, 1000, 224, 597), (2000, 9, 3, 300), (224, 224, 48, 48)]  # fmt: skip
    cases += [tuple(int(n) for n in sizes.integers(1, 100, 4)) for _ in range(60)]
    return [dict(zip(("width", "height", "toWidth", "toHeight"), case)) for case in cases]


def bytes_of(count: int) -> np.ndarray:
    """What the test makes too: bytes of a multiplicative generator, every other eight of them 0 or 255."""
    state = np.empty(count, np.uint64)
    value = 12345
    for i in range(count):
        value = value * 48271 % 2147483647
        state[i] = value
    noise = (state >> np.uint64(8)) & np.uint64(255)
    extreme = (np.arange(count) // 8) % 2 == 1
    return np.where(extreme, np.where(noise > 127, 255, 0), noise).astype(np.uint8)


def make_resize() -> None:
    path = FOLDER / "resize.json"
    cases = resize_cases()
    goldens = json.loads(path.read_text()) if path.exists() else {"cases": cases}
    pixels = bytes_of(max(case["width"] * case["height"] for case in cases) * 3)
    hashes = {}
    for name, resample in (("bicubic", Image.Resampling.BICUBIC), ("bilinear", Image.Resampling.BILINEAR)):
        hashes[name] = []
        for case in cases:
            image = pixels[: case["width"] * case["height"] * 3].reshape(case["height"], case["width"], 3)
            resized = Image.fromarray(image).resize((case["toWidth"], case["toHeight"]), resample)
            hashes[name].append(sha(np.asarray(resized)))
    goldens[f"pillow-{PIL.__version__.split('.')[0]}"] = hashes
    path.write_text(json.dumps(dict(sorted(goldens.items())), indent=1) + "\n")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    make_resize()
    if not PIL.__version__.startswith("13."):
        return
    images = {}
    for seed, (name, (width, height)) in enumerate(DRAWINGS.items()):
        images[name] = draw(width, height, seed)
        images[name].save(FOLDER / f"{name}.png")
    decoded = []
    for name, content in encoded_files().items():
        (FOLDER / name).write_bytes(content)
        with Image.open(FOLDER / name) as image:
            stored = np.asarray(image.convert("RGB"))
            upright = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
            scaled = np.asarray(image) >> 8 if image.mode == "I;16" else None
        entry = {"file": name, "width": upright.shape[1], "height": upright.shape[0], "sha256": sha(upright)}
        if not np.array_equal(stored, upright):
            entry["stored"] = sha(stored)
        if scaled is not None:
            entry["scaled"] = sha(np.repeat(scaled[..., None], 3, -1).astype(np.uint8))
        if name == "cmyk.jpg":
            entry["pixels"] = base64.b64encode(upright.tobytes()).decode()
        decoded.append(entry)
    prepared, tensors = [], {}
    for name, options in PROCESSORS.items():
        processor = CLIPImageProcessor(**options)
        for image in images:
            key = f"{name}: {image}"
            tensors[key] = processor(images[image], return_tensors="np").pixel_values[0].astype(np.float32)
        config = {key: value for key, value in processor.to_dict().items() if not key.startswith("_")}
        prepared.append({"name": name, "given": options, "config": config, "images": list(images)})
    save_file(tensors, FOLDER / "prepared.safetensors", metadata={"format": "np"})
    (FOLDER / "prepared.safetensors").chmod(0o644)
    (FOLDER / "images.json").write_text(json.dumps({"decoded": decoded, "prepared": prepared}, indent=1) + "\n")


main()
