"""The notebook section of the README, as it is written, from the root of the repository."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECTION = re.search(r"^## In a notebook\n(.*?)^## ", (ROOT / "README.md").read_text("utf-8"), re.M | re.S).group(1)


def test_the_notebook_section_runs(tmp_path, monkeypatch, capsys):
    pytest.importorskip("pandas")
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    (tmp_path / "output").symlink_to(ROOT / "output")
    monkeypatch.chdir(tmp_path)
    sweep = re.search(r"^cargo run --bin saturation -- (neuron .*)$", SECTION, re.M).group(1)
    named = os.environ.get("SATURATION")
    subprocess.run([ROOT / named if named else shutil.which("saturation"), *sweep.split(), "--quiet"], check=True)
    names = {}
    for block in re.findall(r"^```python\n(.*?)^```", SECTION, re.M | re.S):
        exec(block, names)
    assert "[84 rows" in capsys.readouterr().out
    assert (names["claims"].verdict == "refuted").sum() == 12
    for picture in ("sweep.png", "density.png"):
        assert (tmp_path / picture).stat().st_size > 10_000
    # E z² = 501 by the density, but for 7 % of the trials: buckets with |z| < 2.
    density = names["density"]
    assert abs((density["count"] * density.z**2).sum() / 45e6 / 501 - 1) < 0.001
