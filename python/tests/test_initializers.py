"""Right initializers pass, and each mistake fails with its name in the message: initializers in numpy alone."""

import numpy as np
import pytest

from neuron_saturation import assert_initializer, check

FAN_IN, FAN_OUT = 784, 30


def normal(seed, variance=2 / FAN_IN, shape=(FAN_OUT, FAN_IN)):
    return np.random.default_rng(seed).standard_normal(shape, "f4") * np.float32(variance**0.5)


def uniform(seed, bound=FAN_IN**-0.5, shape=(FAN_OUT, FAN_IN)):
    return (np.random.default_rng(seed).random(shape, "f4") * 2 - 1) * np.float32(bound)


def cut(seed, variance=1 / FAN_IN, shape=(FAN_IN, FAN_OUT)):
    """Within two standard deviations, of this variance thereafter."""
    z = np.random.default_rng(seed).standard_normal(2 * np.prod(shape), "f4")
    z = z[np.abs(z) < 2][: np.prod(shape)].reshape(shape)
    return z * np.float32(variance**0.5 / 0.87962566103423978)


def orthogonal(seed, gain=1, shape=(64, 32)):
    q, r = np.linalg.qr(np.random.default_rng(seed).standard_normal(shape))
    return (gain * q * np.sign(np.diag(r))).astype("f4")


@pytest.mark.parametrize("format", ["f8", "f4", "f2"])
@pytest.mark.parametrize(
    "draw, initializer, layout",
    [
        (normal, "torch:kaiming_normal", "torch"),
        (uniform, "torch:linear", "torch"),
        (cut, "keras:lecun_normal", "keras"),
        (lambda seed: normal(seed, 2 / (FAN_IN + FAN_OUT)).T, "keras-1:glorot_normal", "keras"),
        (lambda seed: normal(seed, 2 / (9 * 20), (10, 20, 3, 3)), "torch:kaiming_normal", "torch"),
        (lambda seed: normal(seed, 2 / (9 * (20 + 10)), (3, 3, 20, 10)), "torch:xavier_normal", "keras"),
        (orthogonal, "torch:orthogonal", "torch"),
        (lambda seed: np.zeros((3, 4)), "zero", "torch"),
    ],
)
def test_right_ones_pass(draw, initializer, layout, format):
    assert_initializer(lambda seed: draw(seed).astype(format), initializer, layout=layout)


@pytest.mark.parametrize(
    "draw, initializer, name",
    [
        (lambda seed: normal(seed, 1 / FAN_IN), "torch:kaiming_normal", "a factor 2 is lost in the variance"),
        (lambda seed: normal(seed, 2 / FAN_OUT), "torch:kaiming_normal", "fan_in and fan_out are exchanged"),
        (lambda seed: normal(501), "torch:kaiming_normal", "as if a seed were used again"),
        (lambda seed: normal(501, shape=(4, 5)), "torch:kaiming_normal", "as if a seed were used again"),
        (lambda seed: normal(seed) * 0, "torch:kaiming_normal", "all are zeros"),
        (lambda seed: normal(seed, shape=(4, 5)) * 0, "torch:kaiming_normal", "all are zeros"),
        (lambda seed: uniform(seed, (6 / FAN_IN) ** 0.5), "torch:kaiming_normal", "it is uniform"),
        (lambda seed: normal(seed, 1 / FAN_IN).T, "flax:dense", "the truncation is missing"),
        (lambda seed: orthogonal(seed, 2, (FAN_IN, FAN_OUT)).T, "torch:orthogonal", "the std is twice what it should be"),
        (lambda seed: orthogonal(501), "torch:orthogonal", "the draws of seeds 0 and 1 are equal"),
        # So many that a draw is several rows.
        (lambda seed: normal(501, shape=(1024, FAN_IN)), "torch:kaiming_normal", "no row repeats another: refuted"),
    ],
)
def test_a_mistake_is_named(draw, initializer, name):
    with pytest.raises(AssertionError) as failure:
        assert_initializer(draw, initializer, fan_in=FAN_IN, fan_out=FAN_OUT)
    assert name in str(failure.value)


def test_a_small_layer_is_asked_until_it_can_tell():
    asked = []

    def draw(seed):
        asked.append(seed)
        return normal(seed, 2 / 20, (10, 20))

    assert_initializer(draw, "torch:kaiming_normal")
    assert asked == list(range(len(asked))) and 22_000 < 200 * len(asked) < 23_000
    with pytest.raises(AssertionError, match="undecided: .* values would tell, there are 1 000"):
        assert_initializer(draw, "torch:kaiming_normal", max_draws=5)
    # One weight alone has no shape.
    assert_initializer(lambda seed: normal(seed, 0.01, (1,)), "normal(0, 0.1)", fan_in=1, effect=0.3)


@pytest.mark.parametrize(
    "draw, initializer, why",
    [
        (lambda seed: np.where(np.arange(20) == 7, np.nan, seed), "normal(0, 1)", r"at \[7\]: NaN"),
        (lambda seed: np.where(np.arange(20) == 20 - seed, np.inf, seed), "normal(0, 1)", r"\[1, 19\]: inf"),
        (lambda seed: np.zeros((0, 5)), "normal(0, 1)", "no number"),
        (lambda seed: np.full((5, seed + 1), 0.5), "normal(0, 1)", "seed 1 gave"),
        (lambda seed: np.arange(20).reshape(4, 5), "normal(0, 1)", "type <i8"),
        (lambda seed: None, "normal(0, 1)", "not floats"),
        (normal, "torch:kaiming_norm", "unknown"),
    ],
)
def test_what_cannot_be_judged_says_why(draw, initializer, why):
    with pytest.raises(ValueError, match=why):
        assert_initializer(draw, initializer, fan_in=5)


def test_one_dimension_takes_fan_in():
    with pytest.raises(ValueError, match="give fan_in"):
        assert_initializer(lambda seed: normal(seed).ravel(), "torch:kaiming_normal")
    assert_initializer(lambda seed: normal(seed).ravel(), "torch:kaiming_normal", fan_in=FAN_IN)


def test_an_option_that_is_none_is_the_commands_to_refuse():
    for options in [{"layout": "tf"}, {"effect": 0}, {"alpha": 2}, {"fan_in": 0}]:
        with pytest.raises(ValueError, match=next(iter(options)).replace("_", "-")):
            assert_initializer(normal, "torch:kaiming_normal", **options)
    for initializer in ["normal(0, 1)", "orthogonal"]:
        with pytest.raises(AssertionError):
            assert_initializer(lambda seed: np.zeros((2, 2)), initializer, max_draws=0)


def test_a_report_is_what_the_command_prints():
    assert check(normal(501), "torch:kaiming_normal")["chapters"][0]["headline"].endswith("holds")
    assert "torch:kaiming_normal" in check(normal(501))["chapters"][0]["headline"]


def test_a_command_that_is_missing_says_how_to_install_it(monkeypatch):
    monkeypatch.delenv("SATURATION", raising=False)
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(FileNotFoundError, match="pip install"):
        check(normal(501))
