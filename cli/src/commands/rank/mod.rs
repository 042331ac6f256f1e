//! `vitrine rank`: requests in, orders out, a line each. The formats are described in
//! `docs/rank-requests.md`.

mod answer;
mod members;
mod request;
mod rules;
mod values;

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

use clap::Args;
use vitrine::pack::Pack;

use crate::failure::Failure;
use answer::{Answer, answer, read_id};
use request::Refusal;

/// The longest request that is read.
const MAX_LINE_BYTES: usize = 16 << 20;

/// Options of `vitrine rank`.
#[derive(Debug, Args)]
#[command(after_help = "\
Reads requests from standard input, one JSON object a line, and answers each with one line:\n\
  {\"id\":\"r1\",\"now\":1609462276,\"events\":[{\"type\":\"view\",\"item\":\"123\",\"time\":1609462200}],\"candidates\":[\"9\",\"4\"]}\n\
  {\"id\":\"r1\",\"order\":[\"4\",\"9\"],\"scores\":[1.2,0.3]}\n\
A bad request is answered by {\"id\":…,\"error\":{\"code\":…,\"message\":…}}, and the next one goes on; the exit status\n\
stays 0. It is 1 where the pack or the input cannot be read.")]
pub struct RankArguments {
    /// The pack that `vitrine pack` wrote
    #[arg(long, value_name = "FILE")]
    pack: PathBuf,
}

/// Reads a pack from a file.
///
/// # Errors
/// A file that cannot be read, or is no pack.
pub fn open_pack(path: &std::path::Path) -> Result<Pack, Failure> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Failure::unreadable(&shown, &error))?;
    Pack::from_bytes(bytes).map_err(|error| Failure::new(error.code(), format!("{shown}: {error}")))
}

/// Runs the command on standard input and output.
///
/// # Errors
/// See [`Failure`]. A reader that goes away is none.
pub fn run(arguments: &RankArguments) -> Result<(), Failure> {
    let mut pack = open_pack(&arguments.pack)?;
    let input = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match stream(&mut pack, input, &mut output) {
        Ok((requests, refused)) => {
            if refused > 0 {
                eprintln!(
                    "vitrine rank: {refused} of {requests} requests were answered by an error"
                );
            }
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(
            "broken-stream",
            format!("Standard input or output failed: {error}."),
        )),
    }
}

/// Answers every line of `input`; gives the number of requests and of those that were refused.
///
/// # Errors
/// When input cannot be read or output not written.
pub fn stream(
    pack: &mut Pack,
    mut input: BufReader<impl Read>,
    output: &mut impl Write,
) -> io::Result<(u64, u64)> {
    let mut line = Vec::new();
    let (mut requests, mut refused) = (0, 0);
    loop {
        // Whoever waits for an answer before asking again must get it; a pipe full of requests is
        // answered in large pieces.
        if input.buffer().is_empty() {
            output.flush()?;
        }
        line.clear();
        let read =
            Read::take(&mut input, MAX_LINE_BYTES as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            output.flush()?;
            return Ok((requests, refused));
        }
        let too_long = line.len() > MAX_LINE_BYTES;
        if too_long && line.last() != Some(&b'\n') {
            skip_line(&mut input)?;
        }
        let bytes = line
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&line)
            .trim_ascii();
        if bytes.is_empty() {
            continue;
        }
        let answer = if too_long {
            let message = format!(
                "The request is longer than {MAX_LINE_BYTES} bytes; rank fewer candidates at a time."
            );
            Answer::Refused(read_id(bytes), Refusal::new("bad-request", message))
        } else {
            answer(pack, bytes)
        };
        requests += 1;
        refused += u64::from(matches!(answer, Answer::Refused(..)));
        answer.write(output)?;
        output.write_all(b"\n")?;
    }
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = memchr::memchr(b'\n', buffer);
        let used = end.map_or(buffer.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}
