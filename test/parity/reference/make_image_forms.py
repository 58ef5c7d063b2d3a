"""Every form of GIF, BMP, Netpbm and of the EXIF orientation, as Pillow reads it.

Run: python make_image_forms.py   (versions: requirements.txt)

Files that Pillow does not write are written here by hand from the formats' specifications. `rgb` is what
`Image.open(file).convert("RGB")` gives, `upright` the same after `ImageOps.exif_transpose`. PAM, which Pillow does not
read, has the pixels that it was made of.
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

FOLDER = Path(__file__).parent.parent / "goldens" / "images" / "forms"
noise = np.random.default_rng(41)
COLORS = noise.integers(0, 256, (256, 3), np.uint8)


def indices(width: int, height: int, colors: int) -> np.ndarray:
    """Runs, and places without them."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = (x // 3 + y * 2) % colors
    return np.where((x + y) % 7 < 3, noise.integers(0, colors, (height, width)), pixels).astype(np.uint8)


# --- GIF ---------------------------------------------------------------------------------------------------------


def lzw(pixels: bytes, bits: int) -> bytes:
    """GIF89a, appendix F; clears its table when it is full."""
    clear, codes, out, held, count = 1 << bits, {}, bytearray(), 0, 0

    def put(code: int, width: int) -> None:
        nonlocal held, count
        held |= code << count
        count += width
        while count >= 8:
            out.append(held & 255)
            held, count = held >> 8, count - 8

    def reset() -> dict:
        return {bytes([i]): i for i in range(clear)}

    codes, width = reset(), bits + 1
    put(clear, width)
    word = b""
    following = clear + 2
    for pixel in pixels:
        longer = word + bytes([pixel])
        if longer in codes:
            word = longer
            continue
        put(codes[word], width)
        if following == 4096:
            put(clear, width)
            codes, width, following = reset(), bits + 1, clear + 2
        else:
            codes[longer] = following
            if following == 1 << width:
                width += 1
            following += 1
        word = bytes([pixel])
    put(codes[word], width)
    put(clear + 1, width)
    if count:
        out.append(held & 255)
    blocks = [bytes(out[i : i + 255]) for i in range(0, len(out), 255)]
    return bytes([bits]) + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def table(colors: np.ndarray) -> bytes:
    return colors.astype(np.uint8).tobytes()


def gif(screen, frames, palette=COLORS[:16], background=0, version=b"GIF89a", extra=b"") -> bytes:
    """`frames`: (left, top, pixels) and options: palette, transparent, disposal, interlaced."""
    bits = lambda colors: int(np.log2(len(colors))) - 1  # noqa: E731
    flags = 0x70 | (0x80 | bits(palette) if palette is not None else 0)
    file = version + struct.pack("<HHBBB", *screen, flags, background, 0) + (table(palette) if palette is not None else b"")
    file += extra
    for left, top, pixels, options in frames:
        transparent, local = options.get("transparent"), options.get("palette")
        if transparent is not None or "disposal" in options:
            flags = options.get("disposal", 0) << 2 | (transparent is not None)
            file += b"!\xf9\x04" + struct.pack("<BHBB", flags, 5, transparent or 0, 0)
        height, width = pixels.shape
        flags = (0x80 | bits(local) if local is not None else 0) | (0x40 if options.get("interlaced") else 0)
        file += b"," + struct.pack("<HHHHB", left, top, width, height, flags)
        file += table(local) if local is not None else b""
        order = [y for first, step in ((0, 8), (4, 8), (2, 4), (1, 2)) for y in range(first, height, step)]
        rows = pixels[order] if options.get("interlaced") else pixels
        file += lzw(rows.tobytes(), options.get("bits", max(2, int(pixels.max()).bit_length())))
    return file + b";"


def gifs() -> dict[str, bytes]:
    small, whole = indices(9, 7, 16), indices(20, 15, 16)
    deep = noise.integers(0, 256, (70, 90)).astype(np.uint8)  # fills the table of codes
    grays = np.repeat(np.arange(16, dtype=np.uint8)[:, None], 3, 1)
    two = noise.integers(0, 2, (15, 20)).astype(np.uint8)
    comment = b"!\xfe\x05hello\x00!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    return {
        "whole": gif((20, 15), [(0, 0, whole, {})]),
        "87a": gif((20, 15), [(0, 0, whole, {})], version=b"GIF87a"),
        "two-colors": gif((20, 15), [(0, 0, two, {})], palette=COLORS[:2]),
        "full-table": gif((90, 70), [(0, 0, deep, {})], palette=COLORS),
        "comment-and-loop": gif((20, 15), [(0, 0, whole, {})], extra=comment),
        "transparent": gif((20, 15), [(0, 0, whole, {"transparent": 5})]),
        "transparent-not-used": gif((20, 15), [(0, 0, whole % 8, {"transparent": 12})]),
        "offset": gif((20, 15), [(6, 4, small, {})], background=3),
        "offset-transparent": gif((20, 15), [(6, 4, small, {"transparent": 3})], background=2),
        "offset-local": gif((20, 15), [(6, 4, small, {"palette": COLORS[100:116]})]),
        "offset-local-transparent": gif((20, 15), [(6, 4, small, {"palette": COLORS[100:116], "transparent": 9})]),
        "local-only": gif((20, 15), [(0, 0, whole, {"palette": COLORS[30:46]})], palette=None),
        "local-grays": gif((20, 15), [(2, 2, small, {"palette": grays})]),
        "global-grays": gif((20, 15), [(2, 2, small, {"transparent": 7})], palette=grays),
        "no-palette": gif((20, 15), [(2, 2, small, {})], palette=None),
        "interlaced": gif((20, 15), [(0, 0, whole, {"interlaced": True})]),
        "interlaced-offset": gif((20, 15), [(3, 5, small, {"interlaced": True, "transparent": 1})]),
        "interlaced-low": gif((9, 3), [(0, 0, small[:3], {"interlaced": True})]),
        "beyond-the-screen": gif((8, 6), [(6, 4, small, {})]),
        "beyond-the-palette": gif((20, 15), [(0, 0, whole, {})], palette=COLORS[:4]),
        "transparent-beyond-the-palette": gif((20, 15), [(2, 2, small % 4, {"transparent": 200})], palette=COLORS[:4]),
        **{
            f"animated-disposal-{how}": gif(
                (20, 15), [(0, 0, whole, {"disposal": how}), (6, 4, small, {"transparent": 3, "disposal": how})]
            )
            for how in range(4)
        },
        "animated-first-is-small": gif((20, 15), [(6, 4, small, {"disposal": 2, "transparent": 3}), (0, 0, whole, {})]),
    }


# --- BMP ---------------------------------------------------------------------------------------------------------


def bmp(width, height, bits, data, palette=None, compression=0, header=40, masks=None, colors=None, gap=0) -> bytes:
    """Height < 0: the first row is the topmost."""
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
        entries = palette[:, ::-1].tobytes() if palette is not None else b""
    else:
        used = colors if colors is not None else (len(palette) if palette is not None else 0)
        info = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(data), 2835, 2835, used, 0)
        long = b"".join(struct.pack("<I", mask) for mask in masks or ())
        info += long.ljust(header - 40, b"\0") if header > 40 else long
        entries = b"".join(bytes([*color[::-1], 0]) for color in palette) if palette is not None else b""
    start = 14 + len(info) + len(entries) + gap
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + info + entries + b"\0" * gap + data


def rows_of(pixels: np.ndarray, bits: int) -> bytes:
    """Packed, padded to 4 bytes, as they come."""
    packed = b""
    for row in pixels:
        if bits < 8:
            per = 8 // bits
            wide = np.pad(row, (0, -len(row) % per)).reshape(-1, per).astype(int)
            row = sum(wide[:, i] << (8 - bits * (i + 1)) for i in range(per)).astype(np.uint8)
        line = row.tobytes()
        packed += line + b"\0" * (-len(line) % 4)
    return packed


def runs(pixels: np.ndarray, half: bool) -> bytes:
    """Runs of equal pixels, and literal stretches of three and more."""
    out = b""
    for y, row in enumerate(pixels):
        x = 0
        while x < len(row):
            same = 1
            while x + same < len(row) and row[x + same] == row[x] and same < 200:
                same += 1
            if same >= 2 or len(row) - x < 3:
                out += bytes([same, row[x] * 17 if half else row[x]])
                x += same
                continue
            stop = x + 3
            while stop < len(row) and stop - x < 200 and row[stop] != row[stop - 1]:
                stop += 1
            part = row[x:stop]
            if half:
                wide = np.pad(part, (0, len(part) % 2))
                part = (wide[::2] << 4 | wide[1::2]).astype(np.uint8)
            out += bytes([0, stop - x]) + part.tobytes() + b"\0" * (len(part) % 2)
            x = stop
        out += b"\0\0" if y + 1 < len(pixels) else b"\0\1"
    return out


def bmps() -> dict[str, bytes]:
    one, four, eight = indices(21, 9, 2), indices(21, 9, 16), indices(21, 9, 200)
    truth = noise.integers(0, 256, (9, 21, 3)).astype(np.uint8)
    with_alpha = noise.integers(0, 256, (9, 21, 4)).astype(np.uint8)
    short = noise.integers(0, 65536, (9, 21)).astype("<u2")
    long = with_alpha.reshape(9, -1)
    bw = np.array([[0, 0, 0], [255, 255, 255]], np.uint8)
    grays = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, 1)
    skipping = bytes([3, 1, 0, 2, 4, 1, 5, 2, 0, 0]) + bytes([21, 3, 0, 0]) * 6 + bytes([2, 4, 0, 0])
    skipping += bytes([0, 2, 0, 0]) + bytes([21, 9])
    files = {
        "1-bit": bmp(21, 9, 1, rows_of(one, 1), COLORS[:2]),
        "1-bit-black-and-white": bmp(21, 9, 1, rows_of(one, 1), bw),
        "1-bit-white-and-black": bmp(21, 9, 1, rows_of(one, 1), bw[::-1]),
        "4-bit": bmp(21, 9, 4, rows_of(four, 4), COLORS[:16]),
        "4-bit-few-colors": bmp(21, 9, 4, rows_of(four % 5, 4), COLORS[:5]),
        "8-bit": bmp(21, 9, 8, rows_of(eight, 8), COLORS),
        "8-bit-grays": bmp(21, 9, 8, rows_of(eight, 8), grays),
        "8-bit-few-colors": bmp(21, 9, 8, rows_of(eight % 50, 8), COLORS[:50]),
        "8-bit-beyond-the-palette": bmp(21, 9, 8, rows_of(eight, 8), COLORS[:50]),
        "8-bit-colors-0": bmp(21, 9, 8, rows_of(eight, 8), COLORS, colors=0),
        "16-bit": bmp(21, 9, 16, rows_of(short, 16)),
        "16-bit-565": bmp(21, 9, 16, rows_of(short, 16), compression=3, masks=(0xF800, 0x7E0, 0x1F)),
        "16-bit-555": bmp(21, 9, 16, rows_of(short, 16), compression=3, masks=(0x7C00, 0x3E0, 0x1F)),
        "24-bit": bmp(21, 9, 24, rows_of(truth.reshape(9, -1), 8)),
        "24-bit-gap": bmp(21, 9, 24, rows_of(truth.reshape(9, -1), 8), gap=10),
        "32-bit": bmp(21, 9, 32, rows_of(long, 8)),
        "8-bit-rle": bmp(21, 9, 8, runs(eight, False), COLORS, compression=1),
        "8-bit-rle-skips": bmp(21, 9, 8, skipping, COLORS, compression=1),
        "4-bit-rle": bmp(21, 9, 4, runs(four, True), COLORS[:16], compression=2),
        "top-down-1-bit": bmp(21, -9, 1, rows_of(one, 1), COLORS[:2]),
        "top-down-8-bit": bmp(21, -9, 8, rows_of(eight, 8), COLORS),
        "top-down-24-bit": bmp(21, -9, 24, rows_of(truth.reshape(9, -1), 8)),
        "top-down-32-bit": bmp(21, -9, 32, rows_of(long, 8)),
        "os2-1-bit": bmp(21, 9, 1, rows_of(one, 1), COLORS[:2], header=12),
        "os2-4-bit": bmp(21, 9, 4, rows_of(four, 4), COLORS[:16], header=12),
        "os2-8-bit": bmp(21, 9, 8, rows_of(eight, 8), COLORS, header=12),
        "os2-24-bit": bmp(21, 9, 24, rows_of(truth.reshape(9, -1), 8), header=12),
        "os2-2-8-bit": bmp(21, 9, 8, rows_of(eight, 8), COLORS, header=64),
        "v4-24-bit": bmp(21, 9, 24, rows_of(truth.reshape(9, -1), 8), header=108),
        "v5-8-bit": bmp(21, 9, 8, rows_of(eight, 8), COLORS, header=124),
    }
    for name, masks in {
        "bgrx": (0xFF0000, 0xFF00, 0xFF, 0), "xbgr": (0xFF000000, 0xFF0000, 0xFF00, 0),
        "bgxr": (0xFF000000, 0xFF00, 0xFF, 0), "abgr": (0xFF000000, 0xFF0000, 0xFF00, 0xFF),
        "rgba": (0xFF, 0xFF00, 0xFF0000, 0xFF000000), "bgra": (0xFF0000, 0xFF00, 0xFF, 0xFF000000),
        "bgar": (0xFF000000, 0xFF00, 0xFF, 0xFF0000), "none": (0, 0, 0, 0),
    }.items():  # fmt: skip
        files[f"32-bit-{name}"] = bmp(21, 9, 32, rows_of(long, 8), compression=3, masks=masks, header=56)
    files["32-bit-v2"] = bmp(21, 9, 32, rows_of(long, 8), compression=3, masks=(0xFF0000, 0xFF00, 0xFF), header=52)
    files["32-bit-plain-masks"] = bmp(21, 9, 32, rows_of(long, 8), compression=3, masks=(0xFF0000, 0xFF00, 0xFF))
    return files


# --- Netpbm ------------------------------------------------------------------------------------------------------


def netpbms() -> dict[str, tuple[bytes, np.ndarray | None]]:
    bits, gray = indices(21, 9, 2), noise.integers(0, 256, (9, 21)).astype(np.uint8)
    color = noise.integers(0, 256, (9, 21, 3)).astype(np.uint8)
    wide, wide_color = noise.integers(0, 65536, (9, 21)), noise.integers(0, 65536, (9, 21, 3))
    words = lambda values: b"\n".join(b" ".join(b"%d" % v for v in row) for row in values.reshape(9, -1)) + b"\n"  # noqa: E731
    rgba = noise.integers(0, 256, (9, 21, 4)).astype(np.uint8)
    pam = lambda depth, top, kind: b"P7\n# made by hand\nWIDTH 21\nHEIGHT 9\nDEPTH %d\nMAXVAL %d\nTUPLTYPE %s\nENDHDR\n" % (depth, top, kind)  # noqa: E731
    three = lambda values: np.repeat(values[..., None], 3, -1)  # noqa: E731
    known = lambda data: (data, None)  # noqa: E731
    return {
        "plain.pbm": known(b"P1\n21 9\n" + b"\n".join(bytes(48 + row) for row in bits) + b"\n"),
        "plain-spaced.pbm": known(b"P1 # a comment\n21 9\n" + words(bits)),
        "raw.pbm": known(b"P4\n21 9\n" + np.packbits(bits, 1).tobytes()),
        "plain.pgm": known(b"P2\n# a comment\n21 9\n255\n" + words(gray)),
        "plain-15.pgm": known(b"P2 21 9 15\n" + words(gray % 16)),
        "plain-1000.pgm": known(b"P2 21 9 1000\n" + words(wide % 1001)),
        "raw.pgm": known(b"P5\n21 9\n255\n" + gray.tobytes()),
        "raw-comment.pgm": known(b"P5\n#one\n21 #two\n9\n#three\n255\n" + gray.tobytes()),
        "raw-100.pgm": known(b"P5 21 9 100\n" + (gray % 101).astype(np.uint8).tobytes()),
        "raw-65535.pgm": known(b"P5\n21 9\n65535\n" + (wide // 128).astype(">u2").tobytes()),
        "raw-4095.pgm": known(b"P5\n21 9\n4095\n" + (wide % 64).astype(">u2").tobytes()),
        "plain.ppm": known(b"P3\n21 9\n255\n" + words(color)),
        "plain-7.ppm": known(b"P3\n21 9\n7\n" + words(color % 8)),
        "plain-comment.ppm": known(b"P3\n21 9\n255\n" + words(color).replace(b"\n", b" # row\n")),
        "raw.ppm": known(b"P6\n21 9\n255\n" + color.tobytes()),
        "raw-crlf.ppm": known(b"P6 21\t9\r255\n" + color.tobytes()),
        "raw-31.ppm": known(b"P6 21 9 31 " + (color % 32).astype(np.uint8).tobytes()),
        "raw-65535.ppm": known(b"P6\n21 9\n65535\n" + wide_color.astype(">u2").tobytes()),
        "raw-1023.ppm": known(b"P6\n21 9\n1023\n" + (wide_color % 1024).astype(">u2").tobytes()),
        "gray.pam": (pam(1, 255, b"GRAYSCALE") + gray.tobytes(), three(gray)),
        "gray-alpha.pam": (pam(2, 255, b"GRAYSCALE_ALPHA") + rgba[..., :2].tobytes(), three(rgba[..., 0])),
        "color.pam": (pam(3, 255, b"RGB") + color.tobytes(), color),
        "color-alpha.pam": (pam(4, 255, b"RGB_ALPHA") + rgba.tobytes(), rgba[..., :3]),
        "bits.pam": (pam(1, 1, b"BLACKANDWHITE") + bits.tobytes(), three(bits * 255)),
    }


# --- Orientation and lossy forms ---------------------------------------------------------------------------------


def encode(image: Image.Image, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, **options)
    return file.getvalue()


def smooth(width: int, height: int) -> Image.Image:
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(np.stack([x * 255 // width, y * 255 // height, (x + 2 * y) % 256], -1).astype(np.uint8))


def turned() -> dict[str, bytes]:
    image, files = smooth(34, 22), {}
    options = {
        "jpg": dict(format="jpeg", quality=90), "png": dict(format="png"), "webp": dict(format="webp", lossless=True),
        "tif": dict(format="tiff"), "avif": dict(format="avif", quality=90, subsampling="4:4:4", speed=8),
    }  # fmt: skip
    for orientation in range(1, 9):
        for ending, how in options.items():
            for order in "<>" if ending == "jpg" else "<":
                exif = Image.Exif()
                exif.endian = order
                exif[0x0112] = orientation
                name = f"turned-{orientation}{'-big-endian' if order == '>' else ''}.{ending}"
                files[name] = encode(image, exif=exif, **how)
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    files["turned-xmp.jpg"] = encode(image, format="jpeg", xmp=xmp)
    files["turned-xmp.webp"] = encode(image, format="webp", lossless=True, xmp=xmp)
    dark = Image.fromarray((np.mgrid[0:22, 0:34].sum(0) * 9).astype(np.uint16))
    exif = Image.Exif()
    exif[0x0112] = 6
    files["turned-gray-16.png"] = encode(dark, format="png", exif=exif)
    return files


def interlaced_16(width: int, height: int) -> bytes:
    """Grays of 16 bits in Adam7's passes; each row has another filter of the first three."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = (x * y * 5 + x).astype(">u2")
    data = b""
    for left, top, right, down in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        part = pixels[top::down, left::right]
        if part.size == 0:
            continue
        above = np.zeros(part.shape[1] * 2, np.uint8)
        for i, values in enumerate(part):
            row = np.frombuffer(values.tobytes(), np.uint8)
            guess = [np.zeros_like(row), np.concatenate([np.zeros(2, np.uint8), row[:-2]]), above][i % 3]
            data += bytes([i % 3]) + (row - guess).astype(np.uint8).tobytes()
            above = row
    chunk = lambda kind, content: struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))  # noqa: E731
    header = struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def lossy() -> dict[str, bytes]:
    image = smooth(45, 31)
    rgba = image.copy()
    rgba.putalpha(Image.fromarray((np.mgrid[0:31, 0:45].sum(0) * 7 % 256).astype(np.uint8)))
    return {
        "lossy.webp": encode(image, format="webp", quality=70),
        "lossy-alpha.webp": encode(rgba, format="webp", quality=70, exact=True),
        "422.jpg": encode(image, format="jpeg", quality=80, subsampling=1),
        "rgb.jpg": encode(image, format="jpeg", quality=80, keep_rgb=True),
        "interlaced-gray-16.png": interlaced_16(21, 13),
        "interlaced-gray-16-narrow.png": interlaced_16(3, 2),
        "420.avif": encode(rgba, format="avif", quality=80, subsampling="4:2:0", speed=8),
        "restart.jpg": encode(image, format="jpeg", quality=80, restart_marker_blocks=2),
    }


def main() -> None:
    assert PIL.__version__ == "13.0.0", PIL.__version__
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in FOLDER.iterdir():
        file.unlink()
    files = {f"{name}.gif": (data, None) for name, data in gifs().items()}
    files |= {f"{name}.bmp": (data, None) for name, data in bmps().items()}
    files |= netpbms()
    files |= {name: (data, None) for name, data in (turned() | lossy()).items()}
    forms = []
    for name, (data, known) in files.items():
        (FOLDER / name).write_bytes(data)
        if known is not None:
            rgb = upright = known
        else:
            with Image.open(FOLDER / name) as image:
                rgb = np.asarray(image.convert("RGB"))
                upright = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        digest = lambda pixels: hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()  # noqa: E731
        form = {"file": name, "size": list(rgb.shape[1::-1]), "rgb": digest(rgb)}
        if not np.array_equal(rgb, upright):
            form |= {"uprightSize": list(upright.shape[1::-1]), "upright": digest(upright)}
        if name.endswith(".avif"):  # decoders differ in rounding
            form["pixels"] = base64.b64encode(rgb.tobytes()).decode()
            form["uprightPixels"] = base64.b64encode(upright.tobytes()).decode()
        forms.append(form)
    (FOLDER / "forms.json").write_text(json.dumps({"pillow": PIL.__version__, "forms": forms}, indent=1) + "\n")


main()
