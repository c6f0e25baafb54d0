/// Why a law has no answer; each text is the violated condition and its remedy.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum LawError {
    /// What is to have a law cannot be drawn.
    #[error(transparent)]
    Model(#[from] crate::model::ModelError),
    /// A law too wide for a sum over all of it to end in time.
    #[error("std_dev: {0:e}: an expectation takes 36 steps for each unit of it; ask for one below 1e6")]
    TooWide(f64),
    /// A law so narrow that its variance is next to the smallest numbers.
    #[error("std z: {0:e}: below 1e-140, where variances lose their digits; scale the inputs up")]
    TooNarrow(f64),
    /// A distribution has no finite mean or variance.
    #[error("{0}: not finite; a law needs a mean and a standard deviation")]
    NoMoments(&'static str),
    /// Quadrature did not reach a useful precision.
    #[error(
        "expectation: {value:e}: the error may be {error:e}; ask for a smoother function, or one of finite expectation"
    )]
    NotConverged {
        /// What came out.
        value: f64,
        /// The bound on its error.
        error: f64,
    },
}
