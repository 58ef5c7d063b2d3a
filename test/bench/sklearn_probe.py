"""Fits scikit-learn's LogisticRegression each time a line of JSON asks for it: for the bench "probe"."""

import json
import sys
import warnings

import numpy as np
import sklearn
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

warnings.simplefilter("ignore")
folder, rows, cols = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = np.fromfile(f"{folder}/x", np.float32).reshape(rows, cols)
y = np.fromfile(f"{folder}/y", np.int32)
given = {"float32": x, "float64": x.astype(np.float64)}
print(json.dumps({"version": sklearn.__version__}), flush=True)

for line in sys.stdin:
    settings = json.loads(line)
    data = given[settings["dtype"]]
    model = LogisticRegression(C=settings["C"], tol=settings["tol"], max_iter=1000).fit(data, y)
    scores = given["float64"] @ model.coef_.T.astype(np.float64) + model.intercept_
    loss = logsumexp(scores, axis=1) - scores[np.arange(rows), y]
    objective = model.C * loss.sum() + 0.5 * (model.coef_.astype(np.float64) ** 2).sum()
    print(json.dumps({"objective": float(objective), "iterations": int(model.n_iter_[0])}), flush=True)
