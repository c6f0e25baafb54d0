use super::{Declaration, Error, Request};
use crate::evidence::record::{SCHEMA, checksum, from_json, to_json};
use crate::evidence::{RecordError, Sample};
use crate::sampling::{Control, Stream};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// One of several parts of equal work into which a run is divided, each a process of its own: a task of a job array.
///
/// All chunks of a run stand in one line, in the order of its requests, and are cut where as many units of work have gone by. Which
/// chunks a shard draws follows from the run and its number alone, so that no process needs to know of another.
///
/// ```
/// use saturation::experiments::Shard;
/// let shard: Shard = "17/1000".parse()?;
/// assert_eq!((shard.index(), shard.of(), shard.to_string().as_str()), (17, 1000, "17/1000"));
/// assert!("1000/1000".parse::<Shard>().is_err()); // they are counted from 0
/// # Ok::<(), saturation::experiments::ShardError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    index: u32,
    of: u32,
}

/// Why a text is no shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a shard I/N with I from 0 to N − 1 and N up to {MOST_SHARDS}; give one such as 17/1000")]
pub struct ShardError;

/// As many tasks as no job array has.
pub const MOST_SHARDS: u32 = 1_000_000;

impl std::str::FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let plain = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
        let (index, of) = text.split_once('/').ok_or(ShardError)?;
        let (index, of) = (plain(index).ok_or(ShardError)?, plain(of).ok_or(ShardError)?);
        Self::new(index, of)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl Shard {
    /// That of this number, from 0 on, of so many.
    ///
    /// # Errors
    /// [`ShardError`] unless index < of ≤ a million.
    pub fn new(index: u32, of: u32) -> Result<Self, ShardError> {
        if index < of && of <= MOST_SHARDS { Ok(Self { index, of }) } else { Err(ShardError) }
    }

    /// Its number, from 0 on.
    pub fn index(self) -> u32 {
        self.index
    }

    /// How many there are.
    pub fn of(self) -> u32 {
        self.of
    }

    /// The name of its file: as many digits for each, so that names are in order.
    pub fn file(self) -> PathBuf {
        let width = (self.of - 1).to_string().len();
        PathBuf::from(format!("shard-{:0width$}-of-{}.json", self.index, self.of))
    }

    /// The chunks that it draws of each request; of most of them none.
    pub fn chunks(self, requests: &[Request]) -> Vec<Range<u64>> {
        let works: Vec<(u64, u128)> = requests.iter().map(|request| (chunks(request), work(request))).collect();
        let total: u128 = works.iter().map(|(chunks, work)| u128::from(*chunks) * work).sum();
        let of = u128::from(self.of);
        let mut before = 0;
        let mut ranges = Vec::new();
        for (chunks, work) in works {
            // The first chunk that begins when `shard` N-ths of all work are done, or later.
            let first = |shard: u128| {
                let wanted = (shard * total).saturating_sub(before * of).div_ceil(work * of);
                u64::try_from(wanted).unwrap_or(u64::MAX).min(chunks)
            };
            let (from, to) = (first(self.index.into()), first(u128::from(self.index) + 1));
            // What is left over by rounding belongs to the last.
            ranges.push(from..if self.index + 1 == self.of { chunks } else { to });
            before += u128::from(chunks) * work;
        }
        ranges
    }
}

/// The chunks of a request, the last of which may not be whole.
pub fn chunks(request: &Request) -> u64 {
    request.trials.div_ceil(request.subject.per_chunk().max(1))
}

/// The work of a whole chunk.
fn work(request: &Request) -> u128 {
    (u128::from(request.subject.per_chunk()) * u128::from(request.subject.work())).max(1)
}

/// What a shard has drawn, as its file holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShardRecord {
    /// The version of the program.
    version: String,
    /// A hash of all that the numbers depend on: it tells shards of one run.
    run: String,
    shard: u32,
    of: u32,
    declaration: Declaration,
    samples: Vec<NamedSample>,
}

/// A sample under the name of its record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedSample {
    /// The name.
    pub name: String,
    /// The sample.
    pub sample: Sample,
}

impl ShardRecord {
    /// Draws a shard of what is declared.
    ///
    /// # Errors
    /// [`Error::Draw`] if `control` was told to stop.
    pub fn draw(
        declaration: Declaration,
        requests: &[Request],
        shard: Shard,
        control: &Control,
    ) -> Result<Self, Error> {
        let ranges: Vec<(&Request, Range<u64>)> =
            requests.iter().zip(shard.chunks(requests)).filter(|(_, range)| !range.is_empty()).collect();
        let work = |(request, range): &(&Request, Range<u64>)| {
            (range.end - range.start).saturating_mul(request.subject.per_chunk()).saturating_mul(request.subject.work())
        };
        control.plan(ranges.iter().map(work).fold(0, u64::saturating_add));
        let mut samples = Vec::new();
        for (request, range) in ranges {
            control.begin(request.name.as_str());
            let seed = declaration.settings.seed;
            let sample = Sample::draw_chunks(&*request.subject, seed, range, request.trials, control)?;
            samples.push(NamedSample { name: request.name.clone(), sample });
        }
        let run = run(&declaration)?;
        let (shard, of) = (shard.index, shard.of);
        Ok(Self { version: VERSION.to_owned(), run, shard, of, declaration, samples })
    }

    /// Which it is; `None` if its numbers are none of a shard.
    pub fn shard(&self) -> Option<Shard> {
        Shard::new(self.shard, self.of).ok()
    }

    /// What was declared.
    pub fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    /// The hash of the run that it is a part of.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The version of the program that drew it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Its samples, each of which was checked.
    pub fn into_samples(self) -> Vec<NamedSample> {
        self.samples
    }

    /// As readable JSON, with a checksum.
    ///
    /// # Errors
    /// [`RecordError`] for a number that JSON does not have.
    pub fn to_json(&self) -> Result<String, RecordError> {
        to_json(self)
    }

    /// What [`ShardRecord::to_json`] wrote.
    ///
    /// # Errors
    /// [`RecordError`] for what is no record, was changed, is newer, or does not fit together.
    pub fn from_json(text: &str) -> Result<Self, RecordError> {
        let record: Self = from_json(text)?;
        record.samples.iter().try_for_each(|one| one.sample.check_sound())?;
        Ok(record)
    }
}

/// The version of the program, without which shards are not put together.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A hash of what the numbers of a run depend on.
///
/// # Errors
/// [`Error::Settings`] for settings that cannot be written.
pub fn run(declaration: &Declaration) -> Result<String, Error> {
    let text = to_json(declaration).map_err(|_| Error::Settings("numbers"))?;
    let all = format!("{VERSION}, streams {}, schema {SCHEMA}\n{text}", Stream::VERSION);
    Ok(checksum(all.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::PreActivation;
    use crate::model::{Initializer, Input, Neuron};

    fn requests() -> Vec<Request> {
        let request = |(name, inputs, trials): (&str, usize, u64)| {
            let neuron =
                Neuron::new(&Input::half_ones(inputs).unwrap(), Initializer::LARGE.parameters(inputs, 9).unwrap());
            Request::new(name, PreActivation::of(neuron.unwrap()), trials)
        };
        [("a", 1000, 10_001), ("b", 10, 799), ("c", 100, 0), ("d", 30, 80_000)].map(request).into()
    }

    /// Every chunk belongs to one shard, whatever their number, and all have about the same work.
    #[test]
    fn every_chunk_belongs_to_one_shard() {
        let requests = requests();
        let total: u128 = requests.iter().map(|request| u128::from(chunks(request)) * work(request)).sum();
        let most = requests.iter().map(work).max().unwrap();
        for of in [1, 2, 3, 7, 8, 100, 1000] {
            let mut next = vec![0; requests.len()];
            for index in 0..of {
                let ranges = Shard::new(index, of).unwrap().chunks(&requests);
                let mut done = 0;
                for ((range, next), request) in ranges.into_iter().zip(&mut next).zip(&requests) {
                    if !range.is_empty() {
                        assert_eq!(range.start, *next, "{index}/{of}");
                        *next = range.end;
                        done += u128::from(range.end - range.start) * work(request);
                    }
                }
                assert!(done <= total / u128::from(of) + 2 * most, "{index}/{of}: {done} of {total}");
            }
            let all: Vec<u64> = requests.iter().map(chunks).collect();
            assert_eq!(next, all, "{of} shards");
        }
    }

    #[test]
    fn names_are_in_order_and_texts_are_read() {
        let file = |index, of| Shard::new(index, of).unwrap().file().display().to_string();
        assert_eq!(file(7, 1000), "shard-007-of-1000.json");
        assert_eq!((file(0, 1), file(9, 11)), ("shard-0-of-1.json".to_owned(), "shard-09-of-11.json".to_owned()));
        for bad in ["", "1", "1/", "/1", "1/1", "-1/2", "+0/2", "0/0", "0/1000001", "0/2/3", "0x1/2"] {
            assert_eq!(bad.parse::<Shard>(), Err(ShardError), "{bad}");
        }
    }
}
