"""Right initializers pass, and wrong ones fail and are named: with numpy alone, at seeds of its own."""

import numpy
import pytest

from neuron_saturation import assert_initializer, check


def normal(seed, shape=(30, 784), std=(2 / 784) ** 0.5):
    return (numpy.random.default_rng(seed).standard_normal(shape) * std).astype(numpy.float32)


def uniform(seed, shape=(30, 784)):
    bound = (1 / 784) ** 0.5
    return numpy.random.default_rng(seed).uniform(-bound, bound, shape)


def test_right_ones_pass():
    assert_initializer(normal, "torch:kaiming_normal", fan_in=784)
    assert_initializer(uniform, "torch:linear")
    assert_initializer(lambda seed: normal(seed).T, "torch:kaiming_normal", layout="keras")
    assert_initializer(lambda seed: normal(seed).astype(numpy.float16), "torch:kaiming_normal")
    assert_initializer(lambda seed: numpy.linalg.qr(normal(seed, (40, 40)))[0], "torch:orthogonal")


def test_small_layers_are_drawn_more_often():
    seeds = []
    assert_initializer(lambda seed: seeds.append(seed) or normal(seed, (10, 8), 0.5), "torch:kaiming_normal")
    assert seeds == list(range(len(seeds))) and len(seeds) > 200


@pytest.mark.parametrize(
    "draw, says",
    [
        (lambda seed: normal(seed) / 2**0.5, "a factor 2 is lost in the variance"),
        (lambda seed: numpy.zeros((30, 784)), "all are zeros"),
        (lambda seed: normal(0, (10, 784)), "rows repeat earlier ones"),
        (lambda seed: normal(seed).T, "fan_in and fan_out are exchanged"),
        (lambda seed: numpy.random.default_rng(seed).random((30, 784)) * (2 / 784) ** 0.5, "uniform numbers from [0, 1)"),
        (lambda seed: normal(seed) * 1.06, "refuted"),
    ],
)
def test_wrong_ones_fail_and_are_named(draw, says):
    with pytest.raises(AssertionError) as error:
        assert_initializer(draw, "torch:kaiming_normal")
    assert says in str(error.value) and "α = 1e-09" in str(error.value)


def test_too_few_draws_are_no_proof():
    with pytest.raises(AssertionError, match="undecided: 1.* values would tell"):
        assert_initializer(lambda seed: normal(seed, (10, 784)), "torch:kaiming_normal", max_draws=1)


def test_what_cannot_be_judged_is_an_error():
    with pytest.raises(ValueError, match="2 of its values are no finite numbers, the first at .0, 0.: NaN"):
        assert_initializer(lambda seed: numpy.full((1, 2), numpy.nan), "torch:kaiming_normal")
    with pytest.raises(ValueError, match="unknown; did you mean torch:linear"):
        check(normal(0), "torch:linaer", fan_in=784)
    with pytest.raises(ValueError, match="of one dimension"):
        assert_initializer(lambda seed: numpy.ones(7), "torch:linear")
