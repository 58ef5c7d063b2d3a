"""goldens/data-types: what `datasets` and pyarrow write besides images and vectors, in Parquet and as saved to a disk, and
images that are kept as paths alone.

Run: python make_data_types.py   (versions: requirements.txt)
"""

import datetime
import json
import os
import shutil
import tempfile
from pathlib import Path

import datasets
import pyarrow.feather as feather
import pyarrow.parquet as pq
from PIL import Image

FOLDER = Path(__file__).resolve().parent.parent / "goldens" / "data-types"
ROWS = 6

features = datasets.Features({
    "id": datasets.Value("int64"),
    "count": datasets.Value("int64"),
    "day": datasets.Value("date32"),
    "when": datasets.Value("timestamp[s]"),
    "flag": datasets.Value("bool"),
    "nested": datasets.List(datasets.List(datasets.Value("int32"))),
    "boxes": datasets.List({"box": datasets.List(datasets.Value("float32"), length=4), "of": datasets.Value("string")}),
    "camera": {"name": datasets.Value("string"), "iso": datasets.Value("int32")},
    "fine": datasets.ClassLabel(names=["a", "b", "c"]),
    "coarse": datasets.ClassLabel(names=["x", "y"]),
    "nothing": datasets.Value("string"),
    "embedding": datasets.List(datasets.Value("float32"), length=2),
})
rows = [
    {
        "id": 2**60 + row,
        "count": row if row != 1 else None,
        "day": datetime.date(2021, 2, 1 + row),
        "when": datetime.datetime(2020, 1, 1, row),
        "flag": [True, False, None][row % 3],
        "nested": [[row, 1], [2]],
        "boxes": [{"box": [0.5, 1.5, 2.5, row + 0.5], "of": f"b{row}"}],
        "camera": {"name": f"c{row % 2}", "iso": 100 * row},
        "fine": row % 3 if row != 4 else None,
        "coarse": row % 2,
        "nothing": None,
        "embedding": [row, 1.0],
    }
    for row in range(ROWS)
]


def text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds") + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(json.dumps(each, separators=(",", ":")) for each in value)
    if isinstance(value, dict):
        return json.dumps(value, separators=(",", ":"))
    return str(value)


shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir()
made = datasets.Dataset.from_list(rows, features=features)
made.to_parquet(FOLDER / "types.parquet")
feather.write_feather(pq.read_table(FOLDER / "types.parquet"), FOLDER / "types.feather", compression="zstd")
splits = datasets.DatasetDict({"train": made.select(range(4)), "test": made.select(range(4, 6))})
splits.save_to_disk(FOLDER / "saved")
for state in FOLDER.glob("saved/*/state.json"):
    state.unlink()  # a fingerprint, another each time
paths = [f"images/{row}.png" for row in range(3)]
images = datasets.Features({"image": datasets.Image(), "label": datasets.ClassLabel(names=["cat", "dog"])})
# The images must exist where the file is written; only their paths are kept.
folder = Path(tempfile.mkdtemp())
os.chdir(folder)
for path in paths:
    Path(path).parent.mkdir(exist_ok=True)
    Image.new("RGB", (2, 2)).save(path)
by_path = {"image": [{"bytes": None, "path": path} for path in paths], "label": [0, 1, 0]}
datasets.Dataset.from_dict(by_path, features=images).to_parquet(FOLDER / "paths.parquet")

labels = {"fine", "coarse"}
read = datasets.load_dataset("parquet", data_files=str(FOLDER / "types.parquet"), split="train")
columns = {
    name: [
        text(read.features[name].int2str(value) if name in labels and value is not None else value)
        for value in read[name]
    ]
    for name in features
    if name != "embedding"
}
(FOLDER / "expected.json").write_text(json.dumps({"columns": columns, "paths": paths}, indent=1) + "\n")
