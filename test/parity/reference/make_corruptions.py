"""ImageNet-C's corruptions by the libraries that ImageNet-C was made with, on the random numbers that ours draw.

Run: python make_corruptions.py  (writes ../goldens/corruptions.json)
With numpy 2.4.6, scipy 1.17.1, pillow 13.0.0, scikit-image 0.26.0, opencv-python-headless 5.0.0.93, wand 0.7.2 on
ImageMagick 6.9.11.

The kinds, their order of operations and their parameters are those of github.com/hendrycks/robustness
(ImageNet-C/imagenet_c/imagenet_c/corruptions.py and create_c/make_imagenet_64_c.py), Apache 2.0. Where they draw from
NumPy, this draws what datasets/src/corruptions draws, so that the outputs can be compared pixel by pixel. The frost is
synthetic: needles by OpenCV's filter over NumPy's plasma, blended with the reference's weights.
"""

import base64
import io
import json
from math import ceil
from pathlib import Path

import cv2
import numpy as np
import PIL
import scipy
import skimage
from PIL import Image
from scipy.ndimage import map_coordinates, zoom
from scipy.stats import poisson, zscore
from skimage.color import hsv2rgb, rgb2hsv
from skimage.filters import gaussian
from wand.image import Image as WandImage
from wand.version import MAGICK_VERSION

MASK = 0xFFFFFFFF
STRIDE = {64: 5, 128: 9}  # every fifth or ninth pixel of a row and column is kept


def mix(h):
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & MASK
    return h ^ (h >> 16)


class Draw:
    """splitmix32 from a text, as datasets/src/corruptions/random.ts."""

    def __init__(self, text):
        h = 0x811C9DC5
        for c in text:
            h = ((h ^ ord(c)) * 0x01000193) & MASK
        self.state = mix(h)

    def uniform(self, *shape, low=0.0, high=1.0):
        n = int(np.prod(shape))
        states = (self.state + 0x9E3779B9 * np.arange(1, n + 1, dtype=np.uint64)) & np.uint64(MASK)
        self.state = int(states[-1])
        h = states
        h = ((h ^ (h >> np.uint64(16))) * np.uint64(0x85EBCA6B)) & np.uint64(MASK)
        h = ((h ^ (h >> np.uint64(13))) * np.uint64(0xC2B2AE35)) & np.uint64(MASK)
        h = h ^ (h >> np.uint64(16))
        return low + (high - low) * (h.astype(np.float64) / 2**32).reshape(shape)

    def normal(self, *shape):
        u = self.uniform(*shape, 2)
        return np.sqrt(-2 * np.log(1 - u[..., 0])) * np.cos(2 * np.pi * u[..., 1])


def picture(size):
    """Slopes, a disk, stripes and grain, in integers: the test makes the same."""
    y, x = np.mgrid[0:size, 0:size]
    u, v = x * 64 // size, y * 64 // size
    disk = (u - 40) ** 2 + (v - 24) ** 2 < 200
    stripes = (u // 6 + v // 9) % 2 == 0
    grain = (x * 7919 + y * 104729 + x * y * 31) % 23
    r = np.where(disk, 220 - v, 30 + 2 * u) + grain
    g = np.where(stripes, 60 + v, 170 - u) + grain // 2
    b = np.where(disk & stripes, 20 + u, 90 + 2 * v) + grain // 3
    return np.stack([r, g, b], axis=-1).clip(0, 255).astype(np.uint8)


def disk_kernel(radius, edge):
    reach, ksize = (8, (3, 3)) if radius <= 8 else (radius, (5, 5))
    line = np.arange(-reach, reach + 1)
    X, Y = np.meshgrid(line, line)
    flat = (X**2 + Y**2 <= radius**2).astype(np.float32)
    return cv2.GaussianBlur(flat / flat.sum(), ksize=ksize, sigmaX=edge)


def clipped_zoom(img, factor):
    h = img.shape[0]
    ch = ceil(h / factor)
    top = (h - ch) // 2
    out = zoom(img[top : top + ch, top : top + ch], (factor, factor, 1), order=1)
    trim = (out.shape[0] - h) // 2
    return out[trim : trim + h, trim : trim + h]


def magick_motion(array, radius, sigma, angle):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    with WandImage(blob=buffer.getvalue()) as image:
        image.motion_blur(radius=radius, sigma=sigma, angle=angle)
        return np.array(Image.open(io.BytesIO(image.make_blob("PNG"))).convert("RGB" if array.ndim == 3 else "L"))


def plasma(size, decay, draw):
    m = np.zeros((size, size))
    wibble, step = 100.0, size
    while step >= 2:
        half = step // 2

        def wobbled(a):
            return a / 4 + wibble * draw.uniform(*a.shape, low=-wibble, high=wibble)

        corner = m[::step, ::step].copy()
        square = corner + np.roll(corner, -1, axis=0)
        square = square + np.roll(square, -1, axis=1)
        m[half::step, half::step] = wobbled(square)
        center = m[half::step, half::step]
        m[::step, half::step] = wobbled(center + np.roll(center, 1, axis=0) + (corner + np.roll(corner, -1, axis=1)))
        m[half::step, ::step] = wobbled(center + np.roll(center, 1, axis=1) + (corner + np.roll(corner, -1, axis=0)))
        step, wibble = half, wibble / decay
    m -= m.min()
    return m / m.max()


def to_bytes(x):
    return np.uint8(np.clip(x, 0, 1) * 255)


def gaussian_noise(x, c, draw):
    return to_bytes(x / 255.0 + c * draw.normal(*x.shape))


def shot_noise(x, c, draw):
    return to_bytes(poisson.ppf(draw.uniform(*x.shape), x / 255.0 * c).clip(0) / c)


def impulse_noise(x, c, draw):
    u = draw.uniform(*x.shape, 2)
    return to_bytes(np.where(u[..., 0] <= c, (u[..., 1] <= 0.5) * 1.0, x / 255.0))


def speckle_noise(x, c, draw):
    return to_bytes(x / 255.0 + x / 255.0 * (c * draw.normal(*x.shape)))


def gaussian_blur(x, c, draw):
    return to_bytes(gaussian(x / 255.0, sigma=c, channel_axis=-1))


def defocus_blur(x, c, draw):
    kernel = disk_kernel(*c)
    return to_bytes(np.stack([cv2.filter2D(x[..., d] / 255.0, -1, kernel) for d in range(3)], axis=-1))


def glass_blur(x, c, draw):
    sigma, reach, rounds = c
    size = x.shape[0]
    x = np.uint8(gaussian(x / 255.0, sigma=sigma, channel_axis=-1) * 255)
    for _ in range(rounds):
        for h in range(size - reach, reach, -1):
            for w in range(size - reach, reach, -1):
                dx, dy = (int(v) - reach for v in draw.uniform(2) * 2 * reach)
                x[h, w], x[h + dy, w + dx] = x[h + dy, w + dx], x[h, w]
    return to_bytes(gaussian(x / 255.0, sigma=sigma, channel_axis=-1))


def motion_blur(x, c, draw):
    return magick_motion(x, *c, float(draw.uniform(1, low=-45, high=45)[0]))


def zoom_blur(x, c, draw):
    x = (x / 255.0).astype(np.float32)
    factors = np.arange(1, c[0], c[1])
    return to_bytes((x + sum(clipped_zoom(x, f) for f in factors)) / (len(factors) + 1))


def snow(x, c, draw):
    x = np.array(x, dtype=np.float32) / 255.0
    layer = clipped_zoom((c[0] + c[1] * draw.normal(*x.shape[:2]))[..., np.newaxis], c[2])
    layer[layer < c[3]] = 0
    layer = (np.clip(layer.squeeze(), 0, 1) * 255).astype(np.uint8)
    layer = magick_motion(layer, c[4], c[5], float(draw.uniform(1, low=-135, high=-45)[0])) / 255.0
    layer = layer[..., np.newaxis]
    grey = cv2.cvtColor(x, cv2.COLOR_RGB2GRAY)[..., np.newaxis]
    x = c[6] * x + (1 - c[6]) * np.maximum(x, grey * 1.5 + 0.5)
    return to_bytes(x + layer + np.rot90(layer, k=2))


def star(radius, sigma, first):
    """Six of ImageMagick's motion strokes from one pixel, 60 degrees apart, as a kernel to correlate with."""
    reach = 2 * radius + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1))
    steps = np.arange(reach)
    weights = np.exp(-(steps**2) / (2 * sigma**2))
    for arm in range(6):
        angle = np.deg2rad(first + 60 * arm)
        columns = np.ceil(steps * np.cos(angle) - 0.5).astype(int)
        rows = np.ceil(steps * np.sin(angle) - 0.5).astype(int)
        start = 1 if arm else 0
        np.add.at(kernel, (reach + rows[start:], reach + columns[start:]), weights[start:] / weights.sum())
    return kernel


def frost(x, c, draw):
    size = x.shape[0]
    keep, share, needle = c
    haze = plasma(size, 1.5, draw)
    seeds = draw.uniform(size, size)
    seeds[seeds >= 0.02] = 0
    kernel = star(*needle, float(draw.uniform(1, low=0, high=60)[0]))
    needles = cv2.filter2D(seeds, -1, kernel, borderType=cv2.BORDER_REFLECT_101)
    ice = zscore(zscore(haze, axis=None) + zscore(needles, axis=None), axis=None) * 25
    sheet = np.uint8(np.clip(np.array([144, 165, 177]) + ice[..., np.newaxis], 0, 255))
    return np.uint8(np.clip(keep * x + share * sheet, 0, 255))


def spatter(x, c, draw):
    x = np.array(x, dtype=np.float32) / 255.0
    mean, deviation, sigma, threshold, most, is_mud = c
    liquid = gaussian(mean + deviation * draw.normal(*x.shape[:2]), sigma=sigma)
    liquid[liquid < threshold] = 0
    if is_mud:
        m = gaussian((liquid > threshold).astype(np.float32), sigma=most)[..., np.newaxis]
        m[m < 0.8] = 0
        return to_bytes(x * (1 - m) + m * np.float32([63, 42, 20]) / 255)
    liquid = (liquid * 255).astype(np.uint8)
    depth = cv2.distanceTransform(255 - cv2.Canny(liquid, 50, 150), cv2.DIST_L2, 5)
    depth = cv2.blur(cv2.threshold(depth, 20, 20, cv2.THRESH_TRUNC)[1], (3, 3)).astype(np.uint8)
    relief = np.float32([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]])
    light = cv2.filter2D(cv2.equalizeHist(depth), cv2.CV_8U, relief)
    m = liquid * cv2.blur(light, (3, 3)).astype(np.float32)
    return to_bytes(x + most * (m / m.max())[..., np.newaxis] * np.float32([175, 238, 238]) / 255)


def fog(x, c, draw):
    size = x.shape[0]
    x = x / 255.0
    most = x.max()
    x = x + c[0] * plasma(size, c[1], draw)[:size, :size, np.newaxis]
    return to_bytes(x * most / (most + c[0]))


def brightness(x, c, draw):
    hsv = rgb2hsv(x / 255.0)
    hsv[..., 2] = np.clip(hsv[..., 2] + c, 0, 1)
    return to_bytes(hsv2rgb(hsv))


def saturate(x, c, draw):
    hsv = rgb2hsv(x / 255.0)
    hsv[..., 1] = np.clip(hsv[..., 1] * c[0] + c[1], 0, 1)
    return to_bytes(hsv2rgb(hsv))


def contrast(x, c, draw):
    x = x / 255.0
    means = x.mean(axis=(0, 1), keepdims=True)
    return to_bytes((x - means) * c + means)


def elastic_transform(x, c, draw):
    size = x.shape[0]
    alpha, sigma, affine = (size * v for v in c)
    x = np.array(x, dtype=np.float32) / 255.0
    center, third = np.float32(x.shape[:2]) // 2, size // 3
    before = np.float32([center + third, [center[0] + third, center[1] - third], center - third])
    after = before + draw.uniform(3, 2, low=-affine, high=affine).astype(np.float32)
    matrix = cv2.getAffineTransform(before, after)
    x = cv2.warpAffine(x, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)
    dx, dy = (
        gaussian(draw.uniform(size, size, low=-1, high=1), sigma, mode="reflect", truncate=3) * alpha for _ in range(2)
    )
    j, i, k = np.meshgrid(np.arange(size), np.arange(size), np.arange(3))
    at = [i + dy[..., np.newaxis], j + dx[..., np.newaxis], k]
    return to_bytes(map_coordinates(x, at, order=1, mode="reflect"))


def pixelate(x, c, draw):
    size = x.shape[0]
    small = Image.fromarray(x).resize((int(size * c), int(size * c)), Image.BOX)
    return np.array(small.resize((size, size), Image.BOX))


def jpeg_compression(x, c, draw):
    buffer = io.BytesIO()
    Image.fromarray(x).save(buffer, "JPEG", quality=c)
    return np.array(Image.open(buffer))


def elastics(unit, *rows):
    return [tuple(unit * v for v in row) for row in rows]


PARAMETERS = {  # of 64 × 64, and of 224 × 224, which ours take from 128 on
    gaussian_noise: ([0.04, 0.08, 0.12, 0.15, 0.18], [0.08, 0.12, 0.18, 0.26, 0.38]),
    shot_noise: ([250, 100, 50, 30, 15], [60, 25, 12, 5, 3]),
    impulse_noise: ([0.01, 0.02, 0.05, 0.08, 0.14], [0.03, 0.06, 0.09, 0.17, 0.27]),
    speckle_noise: ([0.15, 0.2, 0.25, 0.3, 0.35], [0.15, 0.2, 0.35, 0.45, 0.6]),
    gaussian_blur: ([0.5, 0.75, 1, 1.25, 1.5], [1, 2, 3, 4, 6]),
    defocus_blur: (
        [(0.5, 0.6), (1, 0.1), (1.5, 0.1), (2.5, 0.01), (3, 0.1)],
        [(3, 0.1), (4, 0.5), (6, 0.5), (8, 0.5), (10, 0.5)],
    ),
    glass_blur: (
        [(0.1, 1, 1), (0.5, 1, 1), (0.6, 1, 2), (0.7, 2, 1), (0.9, 2, 2)],
        [(0.7, 1, 2), (0.9, 2, 1), (1, 2, 3), (1.1, 3, 2), (1.5, 4, 2)],
    ),
    motion_blur: (
        [(10, 1), (10, 1.5), (10, 2), (10, 2.5), (12, 3)],
        [(10, 3), (15, 5), (15, 8), (15, 12), (20, 15)],
    ),
    zoom_blur: (
        [(1.06, 0.01), (1.11, 0.01), (1.16, 0.01), (1.21, 0.01), (1.26, 0.01)],
        [(1.11, 0.01), (1.16, 0.01), (1.21, 0.02), (1.26, 0.02), (1.31, 0.03)],
    ),
    snow: (
        [
            (0.1, 0.2, 1, 0.6, 8, 3, 0.8),
            (0.1, 0.2, 1, 0.5, 10, 4, 0.8),
            (0.15, 0.3, 1.75, 0.55, 10, 4, 0.7),
            (0.25, 0.3, 2.25, 0.6, 12, 6, 0.65),
            (0.3, 0.3, 1.25, 0.65, 14, 12, 0.6),
        ],
        [
            (0.1, 0.3, 3, 0.5, 10, 4, 0.8),
            (0.2, 0.3, 2, 0.5, 12, 4, 0.7),
            (0.55, 0.3, 4, 0.9, 12, 8, 0.7),
            (0.55, 0.3, 4.5, 0.85, 12, 8, 0.65),
            (0.55, 0.3, 2.5, 0.85, 12, 12, 0.55),
        ],
    ),
    frost: (
        [(k, ice, (6, 2.4)) for k, ice in ((1, 0.3), (0.9, 0.4), (0.8, 0.45), (0.75, 0.5), (0.7, 0.55))],
        [(k, ice, (20, 8)) for k, ice in ((1, 0.4), (0.8, 0.6), (0.7, 0.7), (0.65, 0.7), (0.6, 0.75))],
    ),
    spatter: (
        [
            (0.62, 0.1, 0.7, 0.7, 0.6, 0),
            (0.65, 0.1, 0.8, 0.7, 0.6, 0),
            (0.65, 0.3, 1, 0.69, 0.6, 0),
            (0.65, 0.1, 0.7, 0.68, 0.6, 1),
            (0.65, 0.1, 0.5, 0.67, 0.6, 1),
        ],
        [
            (0.65, 0.3, 4, 0.69, 0.6, 0),
            (0.65, 0.3, 3, 0.68, 0.6, 0),
            (0.65, 0.3, 2, 0.68, 0.5, 0),
            (0.65, 0.3, 1, 0.65, 1.5, 1),
            (0.67, 0.4, 1, 0.65, 1.5, 1),
        ],
    ),
    fog: ([(0.4, 3), (0.7, 3), (1, 2.5), (1.5, 2), (2, 1.75)], [(1.5, 2), (2, 2), (2.5, 1.7), (2.5, 1.5), (3, 1.4)]),
    brightness: ([0.1, 0.2, 0.3, 0.4, 0.5], [0.1, 0.2, 0.3, 0.4, 0.5]),
    contrast: ([0.4, 0.3, 0.2, 0.1, 0.05], [0.4, 0.3, 0.2, 0.1, 0.05]),
    saturate: (
        [(0.3, 0), (0.1, 0), (2, 0), (5, 0.1), (30, 0.2)],
        [(0.3, 0), (0.1, 0), (2, 0), (5, 0.1), (20, 0.2)],
    ),
    elastic_transform: (
        elastics(1, (0, 0, 0.08), (0.05, 0.3, 0.06), (0.1, 0.08, 0.06), (0.1, 0.03, 0.03), (0.16, 0.03, 0.02)),
        elastics(
            244 / 224, (2, 0.7, 0.1), (2, 0.08, 0.2), (0.05, 0.01, 0.02), (0.07, 0.01, 0.02), (0.12, 0.01, 0.02)
        ),
    ),
    pixelate: ([0.9, 0.8, 0.7, 0.6, 0.5], [0.6, 0.5, 0.4, 0.3, 0.25]),
    jpeg_compression: ([65, 58, 50, 40, 25], [25, 18, 15, 10, 7]),
}

out = {"64": {}, "128": {}}
for corruption, tables in PARAMETERS.items():
    kind = corruption.__name__
    for size, table in zip((64, 128), tables):
        entries = []
        for severity, parameters in enumerate(table, start=1):
            image = corruption(picture(size), parameters, Draw(f"{kind} {severity} 7"))
            kept = image[:: STRIDE[size], :: STRIDE[size]]
            entries.append(base64.b64encode(kept.tobytes()).decode())
        out[str(size)][kind] = entries

modules = {m.__name__: m.__version__ for m in (np, scipy, PIL, skimage, cv2)}
golden = {"versions": {**modules, "ImageMagick": MAGICK_VERSION}, "seed": 7, "stride": STRIDE, "outputs": out}
(Path(__file__).parents[1] / "goldens" / "corruptions.json").write_text(json.dumps(golden, indent=1) + "\n")
