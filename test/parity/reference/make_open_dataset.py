"""goldens/open-dataset: image folders by torchvision, tables by pandas, archives by tarfile and zipfile, MNIST and CIFAR
files as their readers in torchvision take them.

Run: python make_open_dataset.py   (torchvision==0.29.1, pandas==3.1.1, pillow==13.0.0, numpy)
"""

import csv
import gzip
import hashlib
import io
import json
import os
import struct
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import torchvision
from PIL import Image

OUT = Path(__file__).parent.parent / "goldens" / "open-dataset"
OUT.mkdir(parents=True, exist_ok=True)
rng = np.random.default_rng(0)


def picture(seed: int, size=(6, 4)) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# ── Image folders ──────────────────────────────────────────────────────────────────────────────────────────────────
def image_folder():
    paths = [
        "dog/b.PNG", "dog/a.jpeg", "dog/puppies/small/z.jpg", "dog/puppies/a.jpg", "dog/puppies-2/a.jpg", "dog/10.png",
        "dog/9.png", "cat/Ä.png", "cat/a.webp", "cat/B.tif", "cat/scan.TIFF", "cat/x.ppm", "cat/y.pgm", "cat/z.bmp",
        "cat/notes.txt", "Zebra/1.jpg", "ant eater/1.jpg", "ant/1.jpg", "ant-2/1.jpg", "\ue000/1.jpg", "\U0001f98a/1.jpg",
        "e\u0301/1.jpg", "\u00e9/1.jpg",
    ]
    with tempfile.TemporaryDirectory() as top:
        for path in paths:
            file = Path(top, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(picture(0))
        folder = torchvision.datasets.ImageFolder(top)
        samples = [[os.path.relpath(path, top), folder.classes[label]] for path, label in folder.samples]
    return {"paths": paths, "classes": folder.classes, "samples": samples}


# ── Tables ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def written(rows, **dialect) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, **dialect).writerows(rows)
    return file.getvalue()


AWKWARD = [
    ["file", "label", "caption", "score"],
    ["a.jpg", "cat", 'a "quoted" cat, sitting', "0.5"],
    ["b.jpg", "dog", "two\nlines", "1e-3"],
    ["c.jpg", "dog", "three\r\nlines; with | and\ttab", ""],
    ["d é.jpg", "cat", "naïve 🦊", "-2"],
    ["e.jpg", "dog", "", "7"],
    ["f.jpg", "cat", " spaces ", "0"],
]


def tables():
    texts = {
        "comma.csv": written(AWKWARD),
        "line-feeds.csv": written(AWKWARD, lineterminator="\n"),
        "semicolon.csv": written(AWKWARD, delimiter=";"),
        "bar.csv": written(AWKWARD, delimiter="|"),
        "tab.tsv": written(AWKWARD, delimiter="\t"),
        "all-quoted.csv": written(AWKWARD, quoting=csv.QUOTE_ALL),
        "mark.csv": "\ufeff" + written(AWKWARD),
        "no-last-line-end.csv": "a,b\nx,1\ny,2\nz,3",
        "empty-lines.csv": "a,b\n\nx,1\n\ny,2\nz,3\n\n\n",
        "index.csv": pd.DataFrame({"name": ["x", "y", "z"], "value": [1.5, 2.5, None]}).to_csv(),
        "large.csv": pd.DataFrame({"i": range(300), "t": [f"text {i % 7}, {i}" for i in range(300)]}).to_csv(index=False),
    }
    made = []
    for name, text in texts.items():
        sep = {"semicolon.csv": ";", "bar.csv": "|", "tab.tsv": "\t"}.get(name, ",")
        encoded = text.encode("utf-8")
        read = pd.read_csv(io.BytesIO(encoded), sep=sep, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        typed = pd.read_csv(io.BytesIO(encoded), sep=sep, encoding="utf-8-sig")
        made.append({
            "name": name,
            "text": text,
            "columns": [["column 1" if column == "Unnamed: 0" else column, read[column].tolist()] for column in read],
            "numbers": [
                "column 1" if column == "Unnamed: 0" else column
                for column in typed
                if pd.api.types.is_numeric_dtype(typed[column])
            ],
        })
    return made


# ── Archives ───────────────────────────────────────────────────────────────────────────────────────────────────────
MEMBERS = {f"{kind}/{i}.png": picture(10 * k + i) for k, kind in enumerate(["cat", "dog"]) for i in range(3)}
LONG = {"cat/" + "long " * 30 + "name.png": picture(50), "dog/tür 🦊.png": picture(51)}


def add(archive: tarfile.TarFile, name: str, content: bytes):
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def archives():
    listed = {}
    with zipfile.ZipFile(OUT / "pets.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for i, (name, content) in enumerate({**MEMBERS, **LONG}.items()):
            info = zipfile.ZipInfo(f"pets/{name}", (2026, 1, 1, 0, 0, 0))
            archive.writestr(info, content, zipfile.ZIP_STORED if i % 2 else zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("__MACOSX/pets/cat/._0.png", (2026, 1, 1, 0, 0, 0)), b"resource fork")
    for name, form in [("pax", tarfile.PAX_FORMAT), ("gnu", tarfile.GNU_FORMAT)]:
        with tarfile.open(OUT / f"pets-{name}.tar", "w", format=form) as archive:
            folder = tarfile.TarInfo("pets/cat")
            folder.type = tarfile.DIRTYPE
            archive.addfile(folder)
            for path, content in {**MEMBERS, **LONG}.items():
                add(archive, f"./pets/{path}", content)
    linked = {"cat/0.png": picture(0), "cat/" + "long " * 30 + "name.png": picture(50)}
    for name, form in [("pax", tarfile.PAX_FORMAT), ("gnu", tarfile.GNU_FORMAT)]:
        with tarfile.open(OUT / f"links-{name}.tar", "w", format=form) as archive:
            for path, content in linked.items():
                add(archive, path, content)
            for i, path in enumerate(linked):
                hard = tarfile.TarInfo(f"dog/hard-{i}.png")
                hard.type, hard.linkname = tarfile.LNKTYPE, path
                soft = tarfile.TarInfo(f"dog/soft-{i}.png")
                soft.type, soft.linkname = tarfile.SYMTYPE, f"../{path}"
                nowhere = tarfile.TarInfo(f"dog/nowhere-{i}.png")
                nowhere.type, nowhere.linkname = tarfile.SYMTYPE, "../../etc/passwd"
                for link in [hard, soft, nowhere]:
                    archive.addfile(link)
        with tempfile.TemporaryDirectory() as folder, tarfile.open(OUT / f"links-{name}.tar") as archive:
            archive.extractall(folder, [m for m in archive if "nowhere" not in m.name], filter="data")
            listed["links"] = {
                path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in sorted(Path(folder).rglob("*.png"))
            }
    listed["pets"] = {name: sha256(content) for name, content in {**MEMBERS, **LONG}.items()}
    samples = []
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for i in range(5):
            key, content = f"sample.{i:06d}"[7:], picture(100 + i)
            caption, about = f"a picture of number {i}", {"width": 6, "camera": {"id": f"c{i % 2}"}, "tags": ["x", f"t{i}"]}
            add(archive, f"{key}.png", content)
            add(archive, f"{key}.cls", str(i % 3).encode())
            add(archive, f"{key}.txt", caption.encode())
            add(archive, f"{key}.json", json.dumps(about).encode())
            samples.append({"key": key, "sha256": sha256(content), "cls": str(i % 3), "txt": caption, "json": about})
    (OUT / "samples-000000.tar").write_bytes(packed.getvalue())
    (OUT / "samples.tar.gz").write_bytes(gzip.compress(packed.getvalue(), mtime=0))
    listed["webdataset"] = samples
    return listed


# ── MNIST and CIFAR ────────────────────────────────────────────────────────────────────────────────────────────────
def mnist():
    folder = OUT / "mnist"
    folder.mkdir(exist_ok=True)
    made = {}
    for name, count in [("train", 6), ("t10k", 3)]:
        images = rng.integers(0, 256, (count, 5, 4), dtype=np.uint8)
        labels = rng.integers(0, 10, count, dtype=np.uint8)
        pack = (lambda b: gzip.compress(b, mtime=0)) if name == "train" else (lambda b: b)
        end = ".gz" if name == "train" else ""
        (folder / f"{name}-images-idx3-ubyte{end}").write_bytes(pack(struct.pack(">4B3I", 0, 0, 8, 3, count, 5, 4) + images.tobytes()))
        (folder / f"{name}-labels-idx1-ubyte{end}").write_bytes(pack(struct.pack(">4BI", 0, 0, 8, 1, count) + labels.tobytes()))
        if name == "t10k":  # torchvision reads what has no ending
            read = torchvision.datasets.mnist.read_image_file(str(folder / "t10k-images-idx3-ubyte"))
            assert (read.numpy() == images).all()
        made[name] = {"images": images.reshape(count, -1).tolist(), "labels": labels.tolist()}
    return made


def cifar():
    folder = OUT / "cifar-100-binary"
    folder.mkdir(exist_ok=True)
    made = {}
    for name, count in [("train", 2), ("test", 1)]:
        images = rng.integers(0, 256, (count, 3, 32, 32), dtype=np.uint8)
        labels = rng.integers(0, [[20, 100]], (count, 2), dtype=np.uint8)
        (folder / f"{name}.bin").write_bytes(b"".join(label.tobytes() + image.tobytes() for label, image in zip(labels, images)))
        # As torchvision's CIFAR10 makes images of rows: reshape(-1, 3, 32, 32).transpose((0, 2, 3, 1)).
        made[name] = {"labels": labels.tolist(), "sha256": [sha256(image.transpose(1, 2, 0).tobytes()) for image in images]}
    (folder / "fine_label_names.txt").write_text("".join(f"fine{i}\n" for i in range(100)) + "\n")
    (folder / "coarse_label_names.txt").write_text("".join(f"coarse{i}\n" for i in range(20)) + "\n")
    return made


golden = {"imageFolder": image_folder(), "tables": tables(), "archives": archives(), "mnist": mnist(), "cifar": cifar()}
(OUT / "expected.json").write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")
