use crate::numeric::elementary;
use std::ops::{Add, Div, Mul};

/// A complex number: what an inversion needs of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Complex {
    pub(super) re: f64,
    pub(super) im: f64,
}

impl Complex {
    pub(super) const ONE: Self = Self { re: 1.0, im: 0.0 };

    /// exp(iθ).
    pub(super) fn turn(angle: f64) -> Self {
        let (im, re) = libm::sincos(angle);
        Self { re, im }
    }

    pub(super) fn scaled(self, by: f64) -> Self {
        Self { re: by * self.re, im: by * self.im }
    }

    pub(super) fn powi(self, exponent: u32) -> Self {
        elementary::power(Self::ONE, self, exponent)
    }
}

impl Add for Complex {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Mul for Complex {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

impl Div for Complex {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let square = other.re * other.re + other.im * other.im;
        (self * Self { re: other.re, im: -other.im }).scaled(1.0 / square)
    }
}
