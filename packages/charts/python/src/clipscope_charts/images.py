"""Pictures of rows: taken from files, bytes, Pillow images and arrays, and packed for the browser."""

from __future__ import annotations

import io
import os
import struct
import zlib
from typing import Any

import numpy as np

from .columns import check_rows, pack

SIDE = 128
"""Longest side of a picture as it is sent, where Pillow is installed to make it smaller."""

LARGEST = 200_000_000
"""Largest number of bytes of all pictures of a chart: notebooks keep them in memory and in their files."""


def image_traits(images: Any, name: str, *, rows: int) -> dict[str, bytes]:
    """The traits of a chart's pictures: the files one after the other, and where each ends; no traits for None.

    `images` has one entry for each row: the path of a file, its bytes, a Pillow image, an array, or None for no
    picture; or is an array `[rows, height, width, 3]`. Raises ValueError and TypeError for anything else.
    """
    if images is None:
        return {}
    if isinstance(images, (str, bytes, os.PathLike)) or not hasattr(images, "__len__"):
        raise TypeError(f"{name} is a {type(images).__name__}: give a list or an array with an image for each row.")
    check_rows(images, name, rows)
    files: list[bytes] = []
    total = 0
    for row, image in enumerate(images):
        files.append(_file(image, f"{name}, row {row}"))
        total += len(files[-1])
        if total > LARGEST:
            raise ValueError(
                f"{name} has more than {LARGEST // 1_000_000} MB up to row {row}: install Pillow, which makes "
                "pictures small before they are sent, or give fewer."
            )
    ends = np.cumsum([len(each) for each in files])
    return {"_images": b"".join(files), "_image_ends": pack(ends, "<i4")}


def _file(image: Any, where: str) -> bytes:
    """An image file as the browser reads it; empty for no picture."""
    if image is None or (isinstance(image, float) and np.isnan(image)):
        return b""
    if isinstance(image, np.ndarray):
        return _png(_small_pixels(_pixels(image, where)))
    if hasattr(image, "save") and hasattr(image, "thumbnail"):
        return _small_file(image)
    if isinstance(image, (str, os.PathLike)):
        try:
            with open(image, "rb") as file:
                image = file.read()
        except OSError as error:
            raise ValueError(f"{where}: {os.fspath(error.filename)} can't be read ({error.strerror}).") from error
    if not isinstance(image, (bytes, bytearray, memoryview)):
        raise TypeError(
            f"{where} is a {type(image).__name__}: give the path of a file, its bytes, a Pillow image, an array, or "
            "None."
        )
    return _smaller(bytes(image), where)


def _smaller(data: bytes, where: str) -> bytes:
    """An image file with at most `SIDE` pixels a side; unchanged without Pillow."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        return data
    try:
        with Image.open(io.BytesIO(data)) as image:
            if max(image.size) <= SIDE and image.format in ("PNG", "JPEG", "WEBP", "GIF"):
                return data
            return _small_file(image)
    except UnidentifiedImageError as error:
        raise ValueError(f"{where} is not an image file that Pillow can read.") from error


def _small_file(image: Any) -> bytes:
    """A copy of a Pillow image as a PNG file with at most `SIDE` pixels a side."""
    copy = image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB")
    copy.thumbnail((SIDE, SIDE))
    file = io.BytesIO()
    copy.save(file, "PNG")
    return file.getvalue()


def _pixels(image: np.ndarray, where: str) -> np.ndarray:
    """Pixels as `[height, width, 1, 3 or 4]` uint8; floats go from 0 to 1."""
    pixels = image[:, :, None] if image.ndim == 2 else image
    if pixels.ndim != 3 or pixels.shape[2] not in (1, 3, 4) or 0 in pixels.shape:
        raise ValueError(f"{where} has the shape {image.shape}: it must be [height, width] or [height, width, 3].")
    if pixels.dtype.kind == "f":
        if not (np.isfinite(pixels).all() and 0 <= pixels.min() and pixels.max() <= 1):
            raise ValueError(f"{where} has floats outside 0 to 1: give those, or whole numbers from 0 to 255.")
        return np.round(pixels * 255).astype(np.uint8)
    if pixels.dtype.kind not in "ui" or pixels.min() < 0 or pixels.max() > 255:
        raise ValueError(f"{where} must have whole numbers from 0 to 255, or floats from 0 to 1.")
    return pixels.astype(np.uint8)


def _small_pixels(pixels: np.ndarray) -> np.ndarray:
    """Pixels averaged in squares, so that no side is much longer than `SIDE`."""
    height, width, channels = pixels.shape
    step = min(max(height, width) // SIDE, height, width)
    if step < 2:
        return pixels
    rows, cols = height // step, width // step
    squares = pixels[: rows * step, : cols * step].reshape(rows, step, cols, step, channels)
    return np.round(squares.mean(axis=(1, 3))).astype(np.uint8)


def _png(pixels: np.ndarray) -> bytes:
    """Pixels as a PNG file."""
    height, width, channels = pixels.shape
    lines = np.zeros((height, 1 + width * channels), np.uint8)
    lines[:, 1:] = pixels.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
