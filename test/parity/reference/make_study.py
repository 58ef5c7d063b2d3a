"""What transformers and scikit-learn make of a small labeled dataset: goldens/study.json.

The images are drawn by arithmetic on whole numbers, which test/parity/study/shapes.ts repeats: five classes in two
styles, with noise. The model is the small one with random weights, goldens/models/gelu. Every figure here is computed by
other people's code or by the plain definition, and none by Clipscope's.

Run after make_models.py: python make_study.py   (torch 2.14.1, transformers 5.24.0, scikit-learn 1.9.1, pillow 13.0.0)
"""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, balanced_accuracy_score, precision_recall_fscore_support
from sklearn.neighbors import KNeighborsClassifier, LocalOutlierFactor
from transformers import CLIPImageProcessorPil, CLIPModel, CLIPTokenizerFast

GOLDENS = Path(__file__).parent.parent / "goldens"
FOLDER = GOLDENS / "models" / "gelu"
CLASSES = ["stripes", "bars", "checker", "disk", "slope"]
STYLES = ["plain", "inverted"]
PER_CELL = 14
WIDTH, HEIGHT = 40, 36
TEMPLATES = ["a photo of a {}.", "a {}.", "{} in black"]
SPLITS = ["train", "train", "train", "validation", "validation", "test", "test"]


def image(label: int, style: int, index: int) -> np.ndarray:
    state = label * 104729 + style * 12997 + index * 7919 + 12345
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    shift = index % 6
    for y in range(HEIGHT):
        for x in range(WIDTH):
            on = [
                ((y + shift) // 6) % 2 == 0,
                ((x + shift) // 6) % 2 == 0,
                ((x + shift) // 9 + y // 9) % 2 == 0,
                (x - 14 - shift) ** 2 + (y - 18) ** 2 < 144,
                3 * x + 2 * y > 70 + 10 * shift,
            ][label]
            for channel in range(3):
                state = (state * 1103515245 + 12345) % 2**31
                noise = (state >> 16) % 128
                level = 127 if on else 20 * channel
                value = min(255, level + noise)
                pixels[y, x, channel] = 255 - value if style == 1 else value
    return pixels


def cells():
    for label in range(len(CLASSES)):
        for style in range(len(STYLES)):
            for index in range(PER_CELL):
                yield label, style, index


def captions(label: int, style: int) -> list[str]:
    return [f"{CLASSES[label]} {STYLES[style]}", f"a {STYLES[style]} {CLASSES[label]}"]


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def main() -> None:
    model = CLIPModel.from_pretrained(FOLDER, attn_implementation="eager").eval()
    processor = CLIPImageProcessorPil.from_pretrained(FOLDER)
    tokenizer = CLIPTokenizerFast.from_pretrained(FOLDER)
    rows = list(cells())
    pictures = [Image.fromarray(image(*row)) for row in rows]
    pixels = processor(pictures, return_tensors="pt").pixel_values

    def embed_texts(texts: list[str]) -> np.ndarray:
        # As OpenAI's code pads: what follows the end of a text can't change it.
        ids = tokenizer(texts, padding="max_length", max_length=20, return_tensors="pt").input_ids
        with torch.no_grad():
            pooled = model.text_model(input_ids=ids).last_hidden_state
            ends = (ids == 599).int().argmax(dim=-1)
            return unit(model.text_projection(pooled[torch.arange(len(texts)), ends]).numpy().astype(np.float64))

    with torch.no_grad():
        features = model.vision_model(pixel_values=pixels).pooler_output
        embedded = unit(model.visual_projection(features).numpy().astype(np.float64))
    features = features.numpy().astype(np.float64)
    scale = model.logit_scale.exp().item()
    labels = np.array([label for label, _, _ in rows])
    styles = np.array([style for _, style, _ in rows])
    splits = np.array([SPLITS[index % len(SPLITS)] for _, _, index in rows])

    by_template = np.stack([embed_texts([template.format(name) for name in CLASSES]) for template in TEMPLATES])

    def logits_of(chosen: list[int]) -> np.ndarray:
        return scale * embedded @ unit(by_template[chosen].mean(axis=0)).T

    logits = logits_of([0, 1, 2])
    probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    predictions = logits.argmax(axis=1)
    ranks = (-logits).argsort(axis=1, kind="stable")
    ordered = np.sort(logits, axis=1)
    precision, recall, f1, _ = precision_recall_fscore_support(labels, predictions, labels=range(5), zero_division=np.nan)

    zero_shot = dict(
        predictions=predictions.tolist(),
        margin=float((ordered[:, -1] - ordered[:, -2]).min()),
        top1=accuracy_score(labels, predictions),
        top3=float(np.mean([label in best for label, best in zip(labels, ranks[:, :3])])),
        recall=recall.tolist(),
        precision=[None if np.isnan(p) else p for p in precision],
        f1=[None if np.isnan(f) else f for f in f1],
        meanRecall=balanced_accuracy_score(labels, predictions),
        byStyle=[accuracy_score(labels[styles == s], predictions[styles == s]) for s in range(2)],
        plainAmongThree=accuracy_score(
            labels[(styles == 0) & (labels < 3)], logits[(styles == 0) & (labels < 3)][:, :3].argmax(axis=1)
        ),
    )

    validation, test, train = (splits == name for name in ("validation", "test", "train"))
    score = lambda chosen, at: accuracy_score(labels[at], logits_of(chosen)[at].argmax(axis=1))  # noqa: E731
    templates = dict(
        all=score([0, 1, 2], validation),
        alone=[score([t], validation) for t in range(3)],
        without=[score([o for o in range(3) if o != t], validation) for t in range(3)],
        test=score([0, 1, 2], test),
    )

    def fit(at: np.ndarray, weight: float) -> LogisticRegression:
        return LogisticRegression(C=1 / weight, max_iter=1000, tol=1e-4).fit(features[at], labels[at])

    scores: dict[int, float] = {}

    def visit(step: int) -> None:  # λ = 10^(step / 8 - 6), 0 … 96 (CLIP, A.3)
        scores[step] = fit(train, 10 ** (step / 8 - 6)).score(features[validation], labels[validation])

    best = lambda: max(scores, key=lambda step: (scores[step], step))  # noqa: E731
    for step in range(0, 97, 16):
        visit(step)
    for half in (8, 4, 2, 1):
        peak = best()
        for step in (peak - half, peak + half):
            if 0 <= step <= 96 and step not in scores:
                visit(step)
    weight = 10 ** (best() / 8 - 6)
    chosen = fit(train | validation, weight)
    probe = dict(
        weight=weight,
        validation=scores[best()],
        predictions=chosen.predict(features[test]).tolist(),
        test=chosen.score(features[test], labels[test]),
    )

    def nearest(at: np.ndarray, k: int) -> KNeighborsClassifier:
        return KNeighborsClassifier(k, metric="cosine", algorithm="brute").fit(features[at], labels[at])

    tried = [(k, nearest(train, k).score(features[validation], labels[validation])) for k in (1, 2, 5, 10, 20, 50)]
    k = max(tried, key=lambda each: (each[1], -each[0]))[0]
    knn = dict(tried=tried, k=k, predictions=nearest(train | validation, k).predict(features[test]).tolist())

    texts = [text for label, style, _ in rows for text in captions(label, style)]
    image_of_text = np.repeat(np.arange(len(rows)), 2)
    cosines = embedded @ embed_texts(texts).T
    # Of equal cosines the lower index comes first.
    by_text = (-np.round(cosines, 7)).argsort(axis=0, kind="stable")
    by_image = (-np.round(cosines, 7)).argsort(axis=1, kind="stable")
    retrieval = dict(
        textToImage=[float(np.mean([image_of_text[t] in by_text[:k, t] for t in range(len(texts))])) for k in (1, 5, 10)],
        imageToText=[
            float(np.mean([bool(set(by_image[i, :k] // 2) & {i}) for i in range(len(rows))])) for k in (1, 5, 10)
        ],
    )

    def nll(inverse: float, at: np.ndarray) -> float:
        scaled = logits[at] * inverse
        shifted = scaled - scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(at.sum()), labels[at]]))

    def ece(confidences: np.ndarray, right: np.ndarray) -> float:
        bins = np.clip(np.ceil(confidences * 15).astype(int) - 1, 0, 14)
        return float(
            sum(
                abs(confidences[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
                for b in range(15)
                if (bins == b).any()
            )
        )

    found = minimize_scalar(lambda log: nll(np.exp(log), validation), bounds=(-9, 9), method="bounded", options=dict(xatol=1e-12))
    calibration = dict(
        expectedCalibrationError=ece(probabilities.max(axis=1)[test], (predictions == labels)[test]),
        negativeLogLikelihood=nll(1.0, test),
        temperature=float(np.exp(-found.x)),
    )

    factors = -LocalOutlierFactor(n_neighbors=20, metric="cosine").fit(embedded).negative_outlier_factor_
    pairs = [(i, j) for i in range(len(rows)) for j in range(i + 1, len(rows)) if embedded[i] @ embedded[j] >= 0.97]

    (GOLDENS / "study.json").write_text(
        json.dumps(
            dict(
                rows=len(rows),
                zeroShot=zero_shot,
                templates=templates,
                probe=probe,
                knn=knn,
                retrieval=retrieval,
                calibration=calibration,
                outliers=[round(float(f), 8) for f in factors],
                duplicates=pairs,
            )
        )
        + "\n"
    )


main()
