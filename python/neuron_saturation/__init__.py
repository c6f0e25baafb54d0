"""Does an initializer draw what it says? An assertion for tests, judged by the command `saturation`."""

import io
import json
import math
import os
import shutil
import subprocess
import sysconfig

import numpy

__all__ = ["assert_initializer", "check"]


def _command():
    """The command: as SATURATION names it, beside this interpreter, or on the PATH."""
    beside = os.path.join(sysconfig.get_path("scripts"), "saturation")
    found = os.environ.get("SATURATION") or shutil.which(beside) or shutil.which("saturation")
    if not found:
        raise FileNotFoundError("saturation: no such command; pip install ./python installs it with this module")
    return found


def check(array, initializer, *, fan_in, fan_out=None, layout="torch", effect=0.05, alpha=1e-9):
    """The report of `saturation check` on an array, as its JSON says; ValueError for what it refuses."""
    file = io.BytesIO()
    numpy.save(file, numpy.asarray(array))
    options = {"expect": initializer, "fan-in": fan_in, "fan-out": fan_out, "layout": layout, "effect": effect, "alpha": alpha}
    arguments = [f"--{name}={value}" for name, value in options.items() if value is not None]
    done = subprocess.run([_command(), "check", "-", "--json", *arguments], input=file.getvalue(), capture_output=True)
    if done.returncode not in (0, 1, 3):
        raise ValueError(done.stderr.decode().strip())
    return json.loads(done.stdout)


def assert_initializer(
    draw, initializer, *, fan_in=None, fan_out=None, layout="torch", effect=0.05, alpha=1e-9, max_draws=1000
):
    """Asserts that draw(seed) gives weights as the initializer says, to within `effect` of their spread.

    Seeds 0, 1, 2 … are asked for until so small an error can be told, and judged once; a right initializer fails with
    probability `alpha` for each claim. Of orthogonal matrices one draw is judged. The fans are those of the shape unless given:
    (outputs, inputs, kernel…), with layout="keras" (kernel…, inputs, outputs).
    """
    first = numpy.asarray(draw(0))
    sides = first.shape if layout == "torch" else (first.shape[-1:] + first.shape[-2:-1] + first.shape[:-2])
    places = math.prod(sides[2:])
    fan_in = fan_in or (sides[1] * places if len(sides) > 1 else None)
    fan_out = fan_out or (sides[0] * places if len(sides) > 1 else None)
    options = {"fan_in": fan_in, "fan_out": fan_out, "layout": layout, "effect": effect, "alpha": alpha}
    report = check(first, initializer, **options)
    claims = report["chapters"][0]["claims"]
    if "orthogonal" not in initializer:
        # Pairs of neighbours are half as many as values; with a fifth more a right initializer is known to be right.
        pairs = {claim["id"]: 2 if claim["id"].endswith(("/in_rows", "/in_columns")) else 1 for claim in claims}
        needed = max((pairs[one["id"]] * one["power"]["min_trials"] for one in claims if one["power"]), default=1)
        draws = min(math.ceil(1.2 * needed / first.size), max_draws)
        if draws > 1:
            rows = [first.ravel()] + [numpy.asarray(draw(seed)).ravel() for seed in range(1, draws)]
            report = check(numpy.stack(rows), initializer, **{**options, "layout": "torch"})
    message = _message(report)
    if message:
        raise AssertionError(message)


def _message(report):
    """What is wrong, or nothing."""
    chapter = report["chapters"][0]
    wrong = [claim for claim in chapter["claims"] if claim["verdict"] != "holds"]
    lines = [chapter["headline"]] if wrong else []
    for claim in wrong:
        text = "{statement}: {verdict}: expected {expected:.6g}, measured {estimate:.6g} ({lower:.6g} … {upper:.6g})"
        lines.append("  " + text.format(**claim))
        facts = ", ".join(f"n = {n}" for n in claim["trials"][:1])
        if claim["p_value"] is not None:
            facts += f", p = {claim['p_value']:.2g}, α = {claim['significance_level']:g}"
        if claim["power"]:
            facts += f"; would notice {claim['power']['quantity']} {claim['power']['min_effect']:.2g}"
        lines.append("    " + facts.lstrip(", "))
    return "\n".join(lines)
