//! How many normals a second this machine draws: sums of 501, as the experiments do.
//!
//!     cargo run --release --example normals_per_second -- [SECONDS] [THREADS] [fast|rand_distr]

use rayon::prelude::*;
use saturation::sampling::{CHUNK, Key, Stream, normal, plain};
use std::time::Instant;

const TERMS: usize = 501;
/// Chunks between two looks at the clock.
const ROUND: usize = 1000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument = |position, default: &str| std::env::args().nth(position).unwrap_or_else(|| default.to_owned());
    let (seconds, threads): (f64, usize) = (argument(1, "2").parse()?, argument(2, "2").parse()?);
    let draw: fn(&[f64], Key, &mut [f64]) = match argument(3, "fast").as_str() {
        "fast" => normal::weighted_sums,
        "rand_distr" => plain::weighted_sums,
        other => return Err(format!("{other}: neither fast nor rand_distr").into()),
    };
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    let stream = Stream::new(1, "normals_per_second");
    let (start, mut chunks, mut squares) = (Instant::now(), 0, 0.0);
    while start.elapsed().as_secs_f64() < seconds {
        let of_chunk = |chunk: usize| {
            let mut z = [0.0; CHUNK];
            draw(&[1.0; TERMS], stream.chunk(chunk as u64), &mut z);
            z.iter().map(|z| z * z).sum::<f64>()
        };
        // One chunk at a time: a thread that is done early finds work until the last.
        squares += (chunks..chunks + ROUND).into_par_iter().with_max_len(1).map(of_chunk).sum::<f64>();
        chunks += ROUND;
    }
    let trials = (chunks * CHUNK) as f64;
    let speed = trials * TERMS as f64 / start.elapsed().as_secs_f64() / 1e6;
    println!("{speed:.1} M normals/s   std {:.3}", (squares / trials).sqrt());
    Ok(())
}
