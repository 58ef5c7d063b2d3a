"""umap-learn's graph of rows some of which have labels, for the toolkit's supervised maps.

Run: python test/parity/reference/umap_goldens.py  (writes packages/toolkit/goldens/umap.json)
With numpy 2.4.6, scikit-learn 1.9.1, umap-learn 0.5.12.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
import umap

FILE = Path(__file__).parents[3] / "packages" / "toolkit" / "goldens" / "umap.json"
rng = np.random.default_rng(12)
warnings.filterwarnings("ignore")  # of one thread because of the seed

rows = np.repeat(rng.standard_normal((3, 6)), 20, axis=0) + 1.5 * rng.standard_normal((60, 6))
rows = np.round(rows * 1024) / 1024  # what JSON and float32 carry exactly
labels = np.repeat(np.arange(3), 20)
labels[::7] = -1
labels[3] = 2


def graph(weight):
    fit = umap.UMAP(n_neighbors=8, random_state=0, target_weight=weight, transform_mode="graph")
    return fit.fit(rows, labels).graph_.toarray().astype(np.float64).round(8).tolist()


golden = {
    "versions": {m.__name__: m.__version__ for m in (np, sklearn, umap)},
    "rows": rows.tolist(),
    "labels": labels.tolist(),
    "k": 8,
    "graphs": [{"targetWeight": weight, "strengths": graph(weight)} for weight in (0, 0.5, 0.9, 1)],
}
FILE.write_text(json.dumps(golden) + "\n")
