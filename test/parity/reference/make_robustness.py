"""What scikit-learn, SciPy and NumPy make of the published accuracies: baselines, effective robustness, intervals, mCE.

Run: python make_robustness.py  (writes ../goldens/robustness.json)
"""

import csv
import json
import re
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.special import expit, logit
from scipy.stats import beta
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

ROOT = Path(__file__).parents[3]
FIGURES = ROOT / "datasets" / "src" / "published"
SHIFTS = {  # columns of the two tables, and the number of images
    "imagenet-v2": ("imagenet-v2", "ImageNet v2", 10_000),
    "imagenet-sketch": ("imagenet-sketch", "ImageNet Sketch", 50_889),
    "imagenet-r": ("imagenet-r", "ImageNet-R", 30_000),
    "imagenet-a": ("imagenet-a", "ImageNet-A", 7_500),
    "objectnet": ("objectnet", "ObjectNet", 18_574),
}


def table(name):
    text = re.search("`(.*)`", (FIGURES / f"{name}-figures.ts").read_text(), re.S)[1]
    return list(csv.DictReader(text.split("\n")))


def clopper_pearson(accuracy, n, level=0.995):
    k = round(accuracy * n)
    tail = (1 - level) / 2
    return [float(beta.ppf(tail, k, n - k + 1)), float(beta.ppf(1 - tail, k + 1, n - k))]


classifiers, clip, corruptions = table("classifier"), table("clip"), table("corruption")
standard = [m for m in classifiers if m["type"] == "standard" and not re.search("aws|batch64|subsample", m["model"])]

shifts = {}
for shift, (column, clip_column, images) in SHIFTS.items():
    pairs = np.array([(float(m["imagenet"]) / 100, float(m[column]) / 100) for m in standard if m[column]])
    finite = pairs[(pairs[:, 1] > 0) & (pairs[:, 1] < 1)]
    x, y = logit(finite[:, :1]), logit(finite[:, 1])
    line = LinearRegression().fit(x, y)
    accuracy = np.array([(float(m["ImageNet 1k"]), float(m[clip_column])) for m in clip])
    expected = expit(line.predict(logit(accuracy[:, :1])))
    effective = accuracy[:, 1] - expected
    shifts[shift] = {
        "slope": float(line.coef_[0]),
        "intercept": float(line.intercept_),
        "r2": float(r2_score(y, line.predict(x))),
        "n": len(finite),
        "leftOut": len(pairs) - len(finite),
        "effective": {f"{m['name']} ({m['weights']})": float(e) for m, e in zip(clip, effective)},
        "firstInterval": clopper_pearson(float(clip[0][clip_column]), images),
    }

kinds = sorted({name.split(" ")[0] for name in corruptions[0] if name != "model"})
errors = {
    m["model"]: np.array([[1 - float(m[f"{kind} {s}"]) / 100 for s in range(1, 6)] for kind in kinds]).sum(axis=1)
    for m in corruptions
}
clean = {m["model"]: 1 - float(m["imagenet"]) / 100 for m in classifiers}
lost = {name: error - 5 * clean[name] for name, error in errors.items()}

(ROOT / "test" / "parity" / "goldens" / "robustness.json").write_text(
    json.dumps(
        {
            "versions": {m.__name__: m.__version__ for m in (np, scipy, sklearn)},
            "shifts": shifts,
            "mce": {name: float((error / errors["alexnet"]).mean()) for name, error in errors.items()},
            "relativeMce": {name: float((error / lost["alexnet"]).mean()) for name, error in lost.items()},
        }
    )
    + "\n"
)
