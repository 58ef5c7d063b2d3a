"""Embeddings, tables and images in the files that Python's libraries write, all of one small matrix.

Run: python make_data.py   (versions: requirements.txt)
"""

import io
import json
import shutil
from pathlib import Path

import datasets
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
from PIL import Image
from safetensors.numpy import save_file

FOLDER = Path(__file__).parent.parent / "goldens" / "data"
ROWS, WIDTH = 40, 12
CLASSES = ["cat", "dog", "owl"]

generator = np.random.default_rng(11)
# Multiples of 1/8 between -4 and 4: exact in float16, and a dictionary of them is worth writing.
matrix = generator.integers(-32, 33, (ROWS, WIDTH)).astype("float32") / 8
matrix[:, 0] = np.arange(ROWS) + 1  # no row is zero, and each is another
labels = generator.integers(0, len(CLASSES), ROWS)
names = [f"photos/{'ä' if row % 7 == 0 else ''}{row:02}.png" for row in range(ROWS)]


def table(vectors: pa.Array, **columns) -> pa.Table:
    label = [CLASSES[code] for code in labels]
    return pa.table({"path": names, "label": label, **columns, "embedding": vectors})


def lists(values: np.ndarray, type_: pa.DataType) -> pa.Array:
    return pa.array([list(row) for row in values], type_)


def parquet() -> None:
    folder = FOLDER / "parquet"
    folder.mkdir()
    floats = lists(matrix, pa.list_(pa.float32()))
    for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
        pq.write_table(table(floats), folder / f"{codec}.parquet", compression=codec)
    fixed = lists(matrix, pa.list_(pa.float32(), WIDTH))
    small = {"data_page_size": 100, "write_batch_size": 5}
    pq.write_table(table(fixed), folder / "small-pages.parquet", use_dictionary=False, **small)
    pq.write_table(table(fixed), folder / "small-pages-v2.parquet", data_page_version="2.0", **small)
    pq.write_table(table(floats), folder / "dictionary-fallback.parquet", dictionary_pagesize_limit=64, **small)
    pq.write_table(table(floats), folder / "row-groups.parquet", row_group_size=7, write_page_index=True, **small)
    split = {"use_dictionary": False, "use_byte_stream_split": ["embedding.list.element"]}
    pq.write_table(table(floats), folder / "byte-stream-split.parquet", **split)
    pq.write_table(table(lists(matrix, pa.list_(pa.float64()))), folder / "float64.parquet")
    half = lists(matrix.astype("float16"), pa.list_(pa.float16(), WIDTH))
    pq.write_table(table(half), folder / "float16.parquet")
    pq.write_table(table(half), folder / "float16-plain.parquet", use_dictionary=False)
    pq.write_table(table(lists((matrix * 8).astype("int64"), pa.large_list(pa.int64()))), folder / "int64.parquet")
    pd.DataFrame({"label": [CLASSES[code] for code in labels], "embedding": list(matrix)}, index=names).to_parquet(folder / "pandas.parquet")

    rows = [list(row) for row in matrix.tolist()]
    rows[3], rows[4], rows[5], rows[6] = rows[3][:5], None, [], [0.0] * WIDTH
    rows[7] = [float("nan"), *rows[7][1:]]
    rows[8] = [*rows[8][:-1], None]
    rows[9] = [*rows[9], 1.0]
    rows[39] = rows[39][:1]
    ragged = pa.array(rows, pa.list_(pa.float32()))
    pq.write_table(table(ragged), folder / "ragged.parquet", **small)
    feather.write_feather(table(ragged), FOLDER / "ragged.arrow")

    numbers = pa.table({"n": list(range(ROWS)), "box": pa.array([[1.0, 2.0, 3.0, 4.0]] * ROWS, pa.list_(pa.float32()))})
    pq.write_table(numbers, folder / "without-images-or-vectors.parquet")


def png(row: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.full((2, 3, 3), row * 5, dtype="uint8")).save(out, "PNG")
    return out.getvalue()


def hugging_face() -> None:
    folder = FOLDER / "hugging-face"
    folder.mkdir()
    features = datasets.Features({
        "image": datasets.Image(),
        "label": datasets.ClassLabel(names=CLASSES),
        "tags": datasets.Sequence(datasets.ClassLabel(names=["big", "small", "old"])),
        "captions": datasets.Sequence(datasets.Value("string")),
        "score": datasets.Value("float32"),
    })
    made = datasets.Dataset.from_dict({
        "image": [{"bytes": png(row), "path": f"{row:02}.png"} for row in range(ROWS)],
        "label": [int(code) if row != 5 else -1 for row, code in enumerate(labels)],
        "tags": [[row % 3] if row % 2 else [0, 2] for row in range(ROWS)],
        "captions": [[f"a photo of {row}", "another"] for row in range(ROWS)],
        "score": [row / 4 if row != 2 else None for row in range(ROWS)],
    }, features=features)
    made.select(range(0, 16)).to_parquet(folder / "train-00000-of-00002.parquet", batch_size=5)
    made.select(range(16, 30)).to_parquet(folder / "train-00001-of-00002.parquet", batch_size=5)
    made.select(range(30, 40)).to_parquet(folder / "test-00000-of-00001.parquet", batch_size=5)
    made.save_to_disk(FOLDER / "saved")
    for extra in ["state.json", "dataset_info.json"]:
        (FOLDER / "saved" / extra).unlink()
    (FOLDER / "saved" / "data-00000-of-00001.arrow").rename(FOLDER / "hugging-face.arrow")
    (FOLDER / "saved").rmdir()


def arrow() -> None:
    folder = FOLDER / "arrow"
    folder.mkdir()
    kind = pa.array([CLASSES[code] for code in labels]).dictionary_encode()
    fixed = table(lists(matrix, pa.list_(pa.float32(), WIDTH)), kind=kind)
    for codec in ["uncompressed", "lz4", "zstd"]:
        feather.write_feather(fixed, folder / f"{codec}.arrow", compression=codec, chunksize=15)
    with ipc.new_stream(folder / "stream.arrow", fixed.schema) as writer:
        writer.write_table(fixed, max_chunksize=9)
    half = table(lists(matrix.astype("float16"), pa.list_(pa.float16())))
    feather.write_feather(half, folder / "float16.arrow", compression="uncompressed")
    feather.write_feather(table(lists(matrix, pa.large_list(pa.float64()))), folder / "float64.arrow")
    noise = pa.table({"embedding": lists(np.tile(matrix, (40, 1)), pa.list_(pa.float32(), WIDTH))})
    feather.write_feather(noise, folder / "lz4-long.arrow", compression="lz4")


def npy() -> None:
    folder = FOLDER / "npy"
    folder.mkdir()
    for dtype in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]:
        np.save(folder / f"{'big' if dtype[0] == '>' else 'little'}-{dtype[1:]}.npy", matrix.astype(dtype))
    eighths = np.abs(matrix * 8)
    for dtype in ["<i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", ">i2", ">i4", ">i8"]:
        np.save(folder / f"{'big' if dtype[0] == '>' else 'little'}-{dtype[1:]}.npy", (eighths % 120).astype(dtype))
    np.save(folder / "fortran.npy", np.asfortranarray(matrix))
    for version in [(2, 0), (3, 0)]:
        with open(folder / f"version-{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, matrix, version)
    np.save(folder / "one-dimension.npy", matrix[0])
    np.save(folder / "three-dimensions.npy", matrix.reshape(ROWS, 3, 4))
    np.save(folder / "objects.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    np.save(folder / "complex.npy", matrix.astype("complex64"))
    arrays = {"embeddings": matrix, "labels": labels, "names": np.array(names)}
    np.savez(FOLDER / "stored.npz", **arrays)
    np.savez_compressed(FOLDER / "deflated.npz", class_names=np.array(CLASSES), **arrays)
    np.savez(FOLDER / "unnamed.npz", labels, matrix)
    np.savez(FOLDER / "objects.npz", x=matrix, names=np.array(names, dtype=object))


def others() -> None:
    metadata = {"names": json.dumps(names), "model": "ViT-B-32", "class_names": json.dumps(CLASSES)}
    save_file({"embeddings": matrix, "labels": labels.astype("int64")}, FOLDER / "embeddings.safetensors", metadata)
    save_file({"image_features": matrix.astype("float16"), "targets": labels.astype("int32")}, FOLDER / "half.safetensors")

    folder = FOLDER / "projector"
    folder.mkdir()
    np.savetxt(folder / "vectors.tsv", matrix, delimiter="\t", fmt="%g")
    lines = [f"{name}\t{CLASSES[code]}" for name, code in zip(names, labels)]
    (folder / "metadata.tsv").write_text("name\tlabel\n" + "\n".join(lines) + "\n", "utf-8")
    plain = FOLDER / "projector-plain"
    plain.mkdir()
    np.savetxt(plain / "words_vectors.tsv", matrix, delimiter="\t", fmt="%g")
    (plain / "words_metadata.tsv").write_text("\n".join(names) + "\n", "utf-8")
    logged = FOLDER / "projector-bytes"
    logged.mkdir()
    (logged / "tensors.bytes").write_bytes(matrix.tobytes())
    (logged / "metadata.tsv").write_text("name\tlabel\n" + "\n".join(lines) + "\n", "utf-8")
    tensor = {"tensorName": "clip", "tensorShape": [ROWS, WIDTH], "tensorPath": "tensors.bytes", "metadataPath": "metadata.tsv"}
    (logged / "projector_config.json").write_text(json.dumps({"embeddings": [tensor]}), "utf-8")
    logdir = FOLDER / "projector-log"
    logdir.mkdir()
    np.savetxt(logdir / "tensors.tsv", matrix, delimiter="\t", fmt="%g")
    (logdir / "metadata.tsv").write_text("\n".join(names) + "\n", "utf-8")
    (logdir / "projector_config.pbtxt").write_text('embeddings {\n  tensor_name: "clip"\n  tensor_path: "tensors.tsv"\n  metadata_path: "metadata.tsv"\n}\n', "utf-8")

    dims = pd.DataFrame(matrix, columns=[f"dim_{d}" for d in range(WIDTH)])
    label = [CLASSES[code] for code in labels]
    pd.concat([pd.DataFrame({"path": names, "label": label}), dims], axis=1).to_csv(FOLDER / "dims.csv", index=False)
    texts = pd.DataFrame({"path": names, "label": label, "embedding": [json.dumps(row.tolist()) for row in matrix]})
    texts.to_csv(FOLDER / "lists.csv", index=False)
    texts.assign(embedding=[str(row) for row in matrix]).to_csv(FOLDER / "numpy-lists.csv", index=False)


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    parquet()
    hugging_face()
    arrow()
    npy()
    others()
    expected = {"rows": ROWS, "width": WIDTH, "classes": CLASSES, "labels": labels.tolist(), "names": names, "matrix": matrix.tolist()}
    (FOLDER / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n", "utf-8")


main()
