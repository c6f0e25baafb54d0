//! The uniform words behind the normals, as bytes without end, for a battery of tests for random numbers.
//!
//!     cargo run --release --example uniform_words -- [WORDS_PER_LANE] | dieharder -a -g 200 -k 2 -Y 1
//!
//! Chunk after chunk, the words of its lanes by turns, as many of each lane as the argument says: few, so that the
//! battery sees as much of the seeding of lanes and chunks as of the generator itself.

use rand::Rng;
use saturation::sampling::{LANES, Stream, generator};
use std::io::{self, ErrorKind, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words_per_lane: usize = std::env::args().nth(1).as_deref().unwrap_or("64").parse()?;
    let stream = Stream::new(501, "uniform_words");
    let mut stdout = io::stdout().lock();
    for index in 0.. {
        let mut lanes: Vec<_> = (0..LANES).map(|lane| generator(stream.chunk(index).lane(lane))).collect();
        let words = (0..words_per_lane * LANES).flat_map(|k| lanes[k % LANES].next_u64().to_le_bytes());
        match stdout.write_all(&words.collect::<Vec<u8>>()) {
            // The battery has read enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            result => result?,
        }
    }
    Ok(())
}
