import numpy as np
import pandas as pd

from clipscope_charts import confusion, reliability, robustness, scatter, similarity, tokens

angle = np.arange(60) / 4
frame = pd.DataFrame(
    {
        "x": angle * np.cos(angle),
        "y": angle * np.sin(angle),
        "label": np.array(["bird", "cat", "dog"])[np.arange(60) % 3],
        "prediction": np.array(["bird", "cat", "dog"])[(np.arange(60) + (np.arange(60) % 4 == 0)) % 3],
        "confidence": np.linspace(0.05, 0.95, 60),
    }
)
frame["correct"] = frame.label == frame.prediction
models = pd.DataFrame(
    {
        "model": ["one", "two", "three", "zero-shot"],
        "role": ["baseline", "baseline", "baseline", "model"],
        "x": [0.4, 0.55, 0.7, 0.6],
        "y": [0.2, 0.33, 0.5, 0.57],
    }
)
# Each point has a picture: red, green or blue, by its label.
pixels = np.zeros((60, 24, 24, 3), np.uint8)
pixels[np.arange(60), :, :, np.arange(60) % 3] = 255
points = scatter(frame, color="label", images=pixels, height=300)
mistakes = confusion(frame, height=300)
shifts = robustness(models, reference="photographs")
sure = reliability(frame, bins=5)
pairs = similarity(np.array([[0.31, 0.22], [0.25, 0.28]]), texts=["a cat", "a dog"], images=pixels[:2], height=300)
pieces = tokens("a xylophone", tokens=["a</w>", "xy", "lophone</w>"], ids=[320, 9360, 37129])
