"""Opens the files that `writeEmbeddings` wrote with the libraries that people read them with, and compares them.

Run: python check_embeddings.py <folder>   (versions: requirements.txt)

The folder has x.parquet, x.arrow, x.npy, x.npz, x.safetensors, vectors.tsv and x.csv of one table of embeddings with the
columns label (a category), score (numbers), note (texts) and tags (lists).
"""

import json
import sys
from pathlib import Path

import datasets
import numpy as np
import pandas as pd
import pyarrow.feather as feather
import pyarrow.parquet as pq
from safetensors import safe_open

folder = Path(sys.argv[1])
matrix = np.load(folder / "x.npy", allow_pickle=False)
side = pd.read_csv(folder / "x.npy.csv", keep_default_na=False)
keys = side["key"].tolist()
labels = side["label"].tolist()
scores = pd.to_numeric(side["score"]).to_numpy()


def same(name: str, values, found_keys, found_labels, found_scores) -> None:
    np.testing.assert_array_equal(np.asarray(values, "float32"), matrix, name)
    assert list(found_keys) == keys, name
    assert ["" if label is None or label != label else label for label in found_labels] == labels, name
    np.testing.assert_array_equal(np.asarray(found_scores, "float64"), scores, name)
    print(f"{name}: {matrix.shape[0]} rows of {matrix.shape[1]}")


for name, frame, metadata in [
    ("x.parquet", pd.read_parquet(folder / "x.parquet"), pq.read_schema(folder / "x.parquet").metadata),
    ("x.arrow", feather.read_feather(folder / "x.arrow"), feather.read_table(folder / "x.arrow").schema.metadata),
]:
    same(name, np.stack(frame["embedding"]), frame["key"], frame["label"], frame["score"])
    assert [list(tags) for tags in frame["tags"]] == [json.loads(tags) for tags in side["tags"]], name
    assert [note or "" for note in frame["note"].fillna("")] == side["note"].tolist(), name
    assert json.loads(metadata[b"clipscope"])["model"], name

loaded = datasets.Dataset.from_parquet(str(folder / "x.parquet"))
same("x.parquet, by datasets", loaded["embedding"], loaded["key"], loaded["label"], loaded["score"])

with np.load(folder / "x.npz", allow_pickle=False) as arrays:
    names = arrays["class_names"].tolist()
    same("x.npz", arrays["embeddings"], arrays["key"], [names[code] if code >= 0 else "" for code in arrays["label"]], arrays["score"])
    assert json.loads(str(arrays["metadata"]))["model"]

with safe_open(folder / "x.safetensors", "np") as tensors:
    metadata = tensors.metadata()
    names = json.loads(metadata["class_names"])
    codes = tensors.get_tensor("label")
    same("x.safetensors", tensors.get_tensor("embeddings"), json.loads(metadata["names"]), [names[code] if code >= 0 else "" for code in codes], tensors.get_tensor("score"))
    assert json.loads(metadata["column:note"]) == side["note"].tolist()

table = pd.read_csv(folder / "x.csv", keep_default_na=False)
vectors = table.filter(regex=r"^embedding_\d+$").to_numpy()
same("x.csv", vectors, table["key"], table["label"], pd.to_numeric(table["score"]))

# As the Embedding Projector reads them: lines and tabs, no quoting, a header only where there are several columns.
lines = (folder / "metadata.tsv").read_text("utf-8").rstrip("\n").split("\n")
header, *fields = [line.split("\t") for line in lines]
assert header == ["key", "label", "score", "note", "tags"]
numbers = np.loadtxt(folder / "vectors.tsv", delimiter="\t")
found = [float(row[2]) if row[2] else float("nan") for row in fields]
same("vectors.tsv", numbers, [row[0] for row in fields], [row[1] for row in fields], found)
