"""The README's examples, run one after the other as its reader would."""

import re
import unittest
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


class Readme(unittest.TestCase):
    def test_its_examples_run(self) -> None:
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest("pandas is not installed")
        examples = re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S)
        names: dict[str, object] = {}
        for example in examples:
            exec(example, names)
        names["points"].selection = [2]
        self.assertEqual(names["mistakes"].selection, [2])


if __name__ == "__main__":
    unittest.main()
