//! The uniform words behind the normals, as bytes without end, for a battery of tests for random numbers.
//!
//!     cargo run --release --example uniform_words -- [WORDS_PER_LANE] | dieharder -a -g 200 -k 2 -Y 1
//!
//! Chunk after chunk, the words of its lanes by turns, as many of each lane as the argument says: few, so that the
//! battery sees as much of the seeding of lanes and chunks as of the generator itself.

use saturation::sampling::{LANES, Stream, uniform};
use std::io::{self, ErrorKind, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words_per_lane: usize = std::env::args().nth(1).as_deref().unwrap_or("64").parse()?;
    let stream = Stream::new(501, "uniform_words");
    let mut stdout = io::stdout().lock();
    let mut words = vec![0; words_per_lane * LANES];
    for index in 0.. {
        uniform::words(stream.chunk(index), &mut words);
        match stdout.write_all(&words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>()) {
            // The battery has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            result => result?,
        }
    }
    Ok(())
}
