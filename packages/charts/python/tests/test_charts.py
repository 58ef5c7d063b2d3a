"""Charts as Python sees them: what they send, what they refuse, and their selection."""

import unittest

import numpy as np
import traitlets

import clipscope_charts as charts


def sent(chart: charts.Chart, name: str, dtype: str) -> list:
    """A column as the browser gets it."""
    return np.frombuffer(chart.get_state(name)[name], dtype).tolist()


class Selection(unittest.TestCase):
    def setUp(self) -> None:
        self.map = charts.scatter(np.zeros((4, 2)))

    def test_takes_rows_and_masks_and_is_sorted(self) -> None:
        for given in ([2, 0, 2], np.array([2, 0]), np.array([True, False, True, False]), (0, 2)):
            self.map.selection = []
            self.map.selection = given
            self.assertEqual(self.map.selection, [0, 2])

    def test_outside_the_rows_is_refused_and_changes_nothing(self) -> None:
        self.map.selection = [1]
        wrong = {
            "row 4, but rows go from 0 to 3": [4],
            "row -1": [-1],
            "mask of 2 rows": [True, False],
            "type float64": [0.5],
            "shape": 3,
        }
        for message, value in wrong.items():
            with self.assertRaisesRegex(traitlets.TraitError, message):
                self.map.selection = value
        self.assertEqual(self.map.selection, [1])

    def test_can_be_given_at_the_start_and_observed_and_linked(self) -> None:
        other = charts.scatter(np.ones((4, 2)), selection=[3])
        self.assertEqual(other.selection, [3])
        traitlets.link((other, "selection"), (self.map, "selection"))
        seen: list[list[int]] = []
        self.map.observe(lambda change: seen.append(change["new"]), "selection")
        other.selection = [1, 2]
        self.assertEqual(seen, [[1, 2]])


class Scatter(unittest.TestCase):
    def test_sends_positions_as_bytes_and_categories_as_codes(self) -> None:
        chart = charts.scatter(x=[0, 1], y=[2, 3], color=["dog", "cat"], names=["a", "b"])
        self.assertEqual(sent(chart, "_x", "<f4") + sent(chart, "_y", "<f4"), [0, 1, 2, 3])
        self.assertEqual(sent(chart, "_codes", "<i4"), [1, 0])
        self.assertEqual(bytes(chart.get_state("_values")["_values"]), b"cat\0dog\0")

    def test_floats_are_amounts(self) -> None:
        chart = charts.scatter(np.zeros((2, 2)), color=[0.5, np.nan])
        self.assertEqual(sent(chart, "_amounts", "<f4")[0], 0.5)
        self.assertIsNone(chart.get_state("_codes")["_codes"])

    def test_refuses_what_does_not_fit(self) -> None:
        with self.assertRaisesRegex(ValueError, r"\(2, 3\)"):
            charts.scatter(np.zeros((2, 3)))
        with self.assertRaisesRegex(ValueError, "x has NaN in row 0"):
            charts.scatter([[np.nan, 0]])
        with self.assertRaisesRegex(ValueError, "color has 1 values for 2 rows"):
            charts.scatter(np.zeros((2, 2)), color=["a"])
        with self.assertRaisesRegex(ValueError, "tool"):
            charts.scatter(np.zeros((2, 2)), tool="axe")


class Confusion(unittest.TestCase):
    def test_takes_names_and_indices(self) -> None:
        by_name = charts.confusion(labels=["b", "a"], predictions=["b", "b"])
        self.assertEqual(sent(by_name, "_labels", "<i4"), [1, 0])
        by_index = charts.confusion(labels=np.array([1, 0]), predictions=[1, 1], names=["a", "b", "c"])
        self.assertEqual(sent(by_index, "_predictions", "<i4"), [1, 1])

    def test_refuses_what_does_not_fit(self) -> None:
        with self.assertRaisesRegex(ValueError, "predictions has 1 values for 2 rows"):
            charts.confusion(labels=["a", "b"], predictions=["a"])
        with self.assertRaisesRegex(ValueError, "labels has no value in row 1"):
            charts.confusion(labels=["a", None], predictions=["a", "a"])
        with self.assertRaisesRegex(ValueError, "share"):
            charts.confusion(labels=["a"], predictions=["a"], share="none")


class Robustness(unittest.TestCase):
    def test_refuses_what_does_not_fit(self) -> None:
        with self.assertRaisesRegex(ValueError, "x has 76 in row 0: it must be from 0 to 1"):
            charts.robustness(x=[76], y=[0.5], names=["one"])
        with self.assertRaisesRegex(ValueError, "roles has 'hero' in row 0"):
            charts.robustness(x=[0.7], y=[0.5], names=["one"], roles=["hero"])
        with self.assertRaisesRegex(ValueError, "y_interval, high end has 2 values for 1 rows"):
            charts.robustness(x=[0.7], y=[0.5], names=["one"], y_interval=([0.4], [0.5, 0.6]))


class Reliability(unittest.TestCase):
    def test_refuses_what_does_not_fit(self) -> None:
        with self.assertRaisesRegex(ValueError, "confidences has 1.1 in row 0"):
            charts.reliability(confidences=[1.1], correct=[True])
        with self.assertRaisesRegex(ValueError, "correct must have booleans"):
            charts.reliability(confidences=[0.9], correct=[2])
        with self.assertRaisesRegex(ValueError, "bins is 0"):
            charts.reliability(confidences=[0.9], correct=[1], bins=0)


class Similarity(unittest.TestCase):
    def test_refuses_what_does_not_fit(self) -> None:
        with self.assertRaisesRegex(ValueError, "cosines has 25 in row 0, column 1: .* Divide logits"):
            charts.similarity([[0.2, 25]], texts=["a", "b"])
        with self.assertRaisesRegex(ValueError, "texts has 1 values for 2 rows"):
            charts.similarity([[0.2, 0.3]], texts=["a"])
        with self.assertRaisesRegex(ValueError, "matches has 2 in row 0"):
            charts.similarity([[0.2, 0.3]], texts=["a", "b"], matches=[2])

    def test_takes_a_frame(self) -> None:
        try:
            import pandas
        except ImportError:
            self.skipTest("pandas is not installed")
        chart = charts.similarity(
            pandas.DataFrame([[0.2, 0.3]], index=["cat.png"], columns=["a cat", "a dog"])
        )
        self.assertEqual(bytes(chart.get_state("_texts")["_texts"]), b"a cat\0a dog\0")
        self.assertEqual(bytes(chart.get_state("_names")["_names"]), b"cat.png\0")


class Tokens(unittest.TestCase):
    def test_refuses_what_does_not_fit(self) -> None:
        with self.assertRaisesRegex(ValueError, "ids has 1 values for 2 rows"):
            charts.tokens("a cat", tokens=["a</w>", "cat</w>"], ids=[320])
        with self.assertRaisesRegex(ValueError, "context_length is 2"):
            charts.tokens("a", tokens=["a</w>"], ids=[320], context_length=2)


if __name__ == "__main__":
    unittest.main()
