"""The benchmarks run, at a size that measures nothing: they must not rot between two readings."""

import json
import subprocess
import sys
from pathlib import Path


def test_every_figure_is_one_line_of_json():
    script = Path(__file__).with_name("run.py")
    command = [sys.executable, str(script), "--size", "60", "--households", "4"]
    command += ["--households-in-memory", "200", "--rows", "400", "--entries", "300", "--paired", "80"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({figure["name"] for figure in figures}) == len(figures) >= 43
    for figure in figures:
        assert set(figure) == {"name", "value", "unit", "against", "ratio"}
        assert figure["value"] > 0
        assert (figure["against"] is None) == (figure["ratio"] is None)
