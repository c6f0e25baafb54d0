"""Does an initializer draw what it says? The command `saturation check`, asked from tests in Python.

    from neuron_saturation import assert_initializer
    def test_kaiming(): assert_initializer(lambda seed: init(seed), "torch:kaiming_normal", fan_in=784)
"""

import io
import json
import math
import os
import shutil
import subprocess
import sysconfig

import numpy as np


def check(array, initializer=None, *, fan_in=None, fan_out=None, layout="torch", effect=0.05, alpha=1e-9):
    """What `saturation check --json` says of an array, or of what `numpy.asarray` takes; ValueError if it refuses."""
    options = {"expect": initializer, "fan-in": fan_in, "fan-out": fan_out}
    options |= {"layout": layout, "effect": effect, "alpha": alpha}
    given = [f"--{name}={value}" for name, value in options.items() if value is not None]
    run = subprocess.run([_command(), "check", "-", "--json", *given], input=_file(array), capture_output=True)
    if run.returncode not in (0, 1, 3):
        raise ValueError(run.stderr.decode().strip().removeprefix("error: ").replace("--fan-in", "fan_in"))
    return json.loads(run.stdout)


def assert_initializer(
    draw, initializer, *, fan_in=None, fan_out=None, layout="torch", effect=0.05, alpha=1e-9, max_draws=1000
):
    """Asserts that `draw(seed)` gives weights as `initializer` draws them, to within `effect` of their spread.

    It is asked for seeds 0, 1, 2 … until there are enough weights to tell, twice at least and `max_draws` times at most, and they
    are judged once: a claim that is true is refuted with a chance of `alpha` at most. The shape in its `layout`, "torch" or "keras",
    tells fans that are not given. An orthogonal matrix is judged alone, and so is another one.

    AssertionError says what is wrong; ValueError says why there is no judgement, as of a NaN.
    """
    settings = {"layout": layout, "effect": effect, "alpha": alpha, "fan_in": fan_in, "fan_out": fan_out}
    first = np.asarray(draw(0))
    # Of one draw: the fans that its shape tells, and with how many values every claim notices its effect.
    tensors, neurons = (table["rows"][0] for table in check(first, initializer, **settings)["chapters"][0]["tables"][:2])
    if "orthogonal" in initializer:
        draws = [first, np.asarray(draw(1))]
        if np.array_equal(*draws) and max_draws > 1:
            raise AssertionError(f"{initializer}, refuted: the draws of seeds 0 and 1 are equal")
        for array in draws:
            _raise_unless_it_holds(check(array, initializer, **settings), f"a draw of {array.shape}")
        return
    # With a fifth more, 999 of 1000 right initializers are known to be right.
    wanted = min(max(2, math.ceil(1.2 * (tensors["min_values"] or 0) / first.size)), max(1, max_draws))
    draws = [first, *(np.asarray(draw(seed)) for seed in range(1, wanted))]
    for seed, array in enumerate(draws):
        if array.shape != first.shape:
            raise ValueError(f"draw: seed {seed} gave {array.shape}, and seed 0 {first.shape}; draw one shape")
    settings |= {"fan_in": neurons["fan_in"], "fan_out": neurons["fan_out"]}
    report = check(np.reshape(draws, (-1, _row(first.size))), initializer, **settings)
    _raise_unless_it_holds(report, f"{wanted} draws of {first.shape}")


def _row(size):
    """The longest part of a draw, of several equal ones, that is kept as a row: the command keeps none beyond 2¹⁷ values."""
    parts = next(parts for parts in range(-(-size // 2**17), size + 1) if size % parts == 0)
    return size // parts if parts < size else size


def _raise_unless_it_holds(report, drawn):
    chapter = report["chapters"][0]
    lines = [f"{drawn}: {chapter['headline'].partition(': ')[2]}"]
    for claim in chapter["claims"]:
        if claim["verdict"] == "holds":
            continue
        # What JSON has no number for is a text, such as "inf".
        expected, found, low, high = (f"{float(claim[key]):.6g}" for key in ("expected", "estimate", "lower", "upper"))
        text = f"{claim['statement'].partition(': ')[2]}: {claim['verdict']}: expected {expected}, measured {found}"
        text += f" ({low} … {high})" if low != high else ""
        text += f", n = {claim['trials'][0]}" if claim["trials"] else ""
        if claim["p_value"] is not None:
            text += f", p = {claim['p_value']:.2g}, α = {claim['significance_level']:g}".replace("= 1e-300", "< 1e-300")
        if power := claim["power"]:
            text += f"; would have noticed {power['quantity']} {float(power['min_effect']):.3g}"
        lines.append(text)
    if len(lines) > 1:
        raise AssertionError("\n  ".join(lines))


def _file(array):
    """The array as a file: .npy, or .safetensors of what .npy has no name for."""
    array = np.asarray(array)
    if array.dtype.name == "bfloat16":
        offsets = [0, array.nbytes]
        header = json.dumps({"stdin": {"dtype": "BF16", "shape": array.shape, "data_offsets": offsets}}).encode()
        return len(header).to_bytes(8, "little") + header + array.tobytes()
    npy = io.BytesIO()
    np.save(npy, array)
    return npy.getvalue()


def _command():
    places = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    command = os.environ.get("SATURATION") or shutil.which("saturation", path=places)
    if not command:
        raise FileNotFoundError("saturation: not found; pip install its folder python/, or name it in SATURATION")
    return command
