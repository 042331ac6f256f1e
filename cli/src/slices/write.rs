//! A sliced pack as a folder for the CDN: `docs/slices.md`.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use vitrine::pack::Pack;
use vitrine::pack::slices::{Fit, fit, split};
use xxhash_rust::xxh64::xxh64;

use super::key::Key;
use crate::failure::Failure;

/// The name of the file that says which pack is the present one.
pub const MANIFEST: &str = "slices.json";
/// How many items a slice has on average, unless told otherwise: `docs/decisions/0008-slices-by-item.md`.
pub const ITEMS_PER_SLICE: usize = 1;
/// How many items predict another at most, unless told otherwise: the same page says why.
pub const MOST_PREDICTORS: usize = 16;
/// The slices that lie in one folder.
const PER_FOLDER: usize = 256;

/// How slices are cut and signed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Slices")]
pub struct How {
    /// How many items a slice has on average: fewer make more and smaller files
    #[arg(long, value_name = "N", default_value_t = ITEMS_PER_SLICE)]
    items_per_slice: usize,
    /// How many items may predict another, the strongest: fewer make smaller slices
    #[arg(long, value_name = "N", default_value_t = MOST_PREDICTORS)]
    pub most_predictors: usize,
    /// Write the very pack that is cut to a file as well, whole: for `vitrine evaluate`, and for workers on the edge
    #[arg(long, value_name = "FILE")]
    whole: Option<PathBuf>,
    /// Sign every file with this key, as `vitrine slices key` makes one
    #[arg(long, value_name = "KEYFILE")]
    sign: Option<PathBuf>,
}

/// The file that a page asks for first: which pack is the present one.
#[derive(Serialize)]
struct Manifest {
    format: &'static str,
    /// The content id of the pack that was cut.
    pack: String,
    /// The folder of its head and slices; never written again with other content.
    folder: String,
    /// How many slices there are.
    slices: u32,
}

/// What was written.
pub struct Written {
    folder: PathBuf,
    slices: usize,
    bytes: usize,
    without_number_near: bool,
    left_out: (usize, usize),
    public: Option<String>,
}

/// How many slices a pack is cut into.
pub fn count(pack: &Pack, items_per_slice: usize) -> u32 {
    let count = pack.len().div_ceil(items_per_slice.max(1)).max(1);
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Makes a pack fit for slices.
///
/// # Errors
/// Where it is at the limits of the format.
pub fn fitted(pack: &Pack, most_predictors: usize) -> Result<Fit, Failure> {
    fit(pack, most_predictors).map_err(|error| Failure::new(error.code(), error.to_string()))
}

/// Cuts a pack and writes it below `out`: first the files, last the manifest that names them.
///
/// # Errors
/// Where the pack cannot be cut, the key is none, or a file cannot be written.
pub fn write(pack: &Pack, out: &Path, how: &How) -> Result<Written, Failure> {
    let fit = fitted(pack, how.most_predictors)?;
    let pack = &fit.pack;
    let key = how.sign.as_deref().map(Key::read).transpose()?;
    let slices = count(pack, how.items_per_slice);
    let mut cut = split(pack, slices, key.is_some())
        .map_err(|error| Failure::new(error.code(), error.to_string()))?;
    if let Some(key) = &key {
        let files = cut.slices.iter_mut();
        files
            .chain([&mut cut.head, &mut cut.values])
            .for_each(|file| key.sign(file));
    }
    // Of all that is in the folder: what is cached under a name never changes.
    let name = cut
        .slices
        .iter()
        .chain([&cut.values])
        .fold(xxh64(&cut.head, 0), |name, file| xxh64(file, name));
    let name = format!("{name:016x}");
    let folder = out.join(&name);
    let put = |path: PathBuf, bytes: &[u8]| {
        let shown = path.display().to_string();
        std::fs::write(path, bytes).map_err(|error| Failure::unwritable(&shown, &error))
    };
    let make = |path: &Path| {
        let shown = path.display().to_string();
        std::fs::create_dir_all(path).map_err(|error| Failure::unwritable(&shown, &error))
    };
    if let Some(whole) = &how.whole {
        put(whole.clone(), pack.bytes())?;
    }
    make(&folder)?;
    for (place, files) in cut.slices.chunks(PER_FOLDER).enumerate() {
        let folder = folder.join(place.to_string());
        make(&folder)?;
        for (place, file) in files.iter().enumerate() {
            put(folder.join(format!("{place}.vts")), file)?;
        }
    }
    put(folder.join("head.vts"), &cut.head)?;
    put(folder.join("values.vts"), &cut.values)?;
    let manifest = Manifest {
        format: "vitrine-slices/1",
        pack: format!("{:016x}", pack.content_id()),
        folder: name,
        slices,
    };
    let manifest = serde_json::to_string(&manifest)
        .map_err(|error| Failure::new("unwritable-file", error.to_string()))?;
    let beside = out.join(format!("{MANIFEST}.part"));
    put(beside.clone(), format!("{manifest}\n").as_bytes())?;
    let shown = out.join(MANIFEST);
    std::fs::rename(&beside, &shown)
        .map_err(|error| Failure::unwritable(&shown.display().to_string(), &error))?;
    let all = cut.slices.iter().chain([&cut.head, &cut.values]);
    Ok(Written {
        folder,
        slices: cut.slices.len(),
        bytes: all.map(Vec::len).sum(),
        without_number_near: fit.without_number_near,
        left_out: fit.left_out,
        public: key.map(|key| key.public()),
    })
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Wrote {} slices below {}, {} bytes in all",
            self.slices,
            self.folder.display(),
            self.bytes
        )?;
        if self.without_number_near {
            f.write_str(
                "\n  without the signal number-near: it compares with the item looked at last, which may be in no slice at hand",
            )?;
        }
        if self.left_out.0 > 0 {
            let (left_out, all) = self.left_out;
            write!(
                f,
                "\n  without the weakest {left_out} of {all} entries of rows"
            )?;
        }
        if let Some(public) = &self.public {
            write!(f, "\n  signed; the page's key is {public}")?;
        }
        Ok(())
    }
}
