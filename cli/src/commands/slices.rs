//! `vitrine slices`: a pack cut for shops whose whole pack is too much for one page.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use vitrine::pack::Pack;

use crate::failure::Failure;
use crate::slices::{key, measure, write};

/// Options of `vitrine slices`.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub struct SlicesArguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Cut a pack that is there already; `vitrine pack --slices` does it as it builds one
    Cut {
        /// The pack
        #[arg(long, value_name = "FILE")]
        pack: PathBuf,
        /// The folder to write to, for the CDN
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[command(flatten)]
        how: write::How,
    },
    /// Make a key to sign slices with: the private one into a file that is not there yet, the public one to the screen
    Key {
        /// Where the private key goes (PKCS #8, PEM)
        file: PathBuf,
    },
    /// Count the bytes that a page loads, for several ways to cut
    Measure {
        /// The pack
        #[arg(long, value_name = "FILE")]
        pack: PathBuf,
        /// How many items a carousel has
        #[arg(long, value_name = "N", default_value_t = 50)]
        shown: usize,
        /// How many carousels of each kind are drawn
        #[arg(long, value_name = "N", default_value_t = 100)]
        carousels: usize,
        /// How many items may predict another, the strongest
        #[arg(long, value_name = "N", default_value_t = write::MOST_PREDICTORS)]
        most_predictors: usize,
    },
}

/// Runs the command.
///
/// # Errors
/// See [`Failure`].
pub fn run(arguments: &SlicesArguments) -> Result<(), Failure> {
    match &arguments.action {
        Action::Cut { pack, out, how } => {
            let pack = open(pack)?;
            println!("{}", write::write(&pack, out, how)?);
            Ok(())
        }
        Action::Key { file } => {
            println!("{}", key::make(file)?);
            Ok(())
        }
        Action::Measure {
            pack,
            shown,
            carousels,
            most_predictors,
        } => {
            let fit = write::fitted(&open(pack)?, *most_predictors)?;
            let table = measure::measure(&fit.pack, *shown, *carousels)?;
            print!("{table}");
            Ok(())
        }
    }
}

fn open(path: &PathBuf) -> Result<Pack, Failure> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Failure::unreadable(&shown, &error))?;
    Pack::from_bytes(bytes).map_err(|error| Failure::new(error.code(), error.to_string()))
}
