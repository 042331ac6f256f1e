//! Keys that sign slices: Ed25519 (RFC 8032), the private one in PKCS #8 as `openssl genpkey` writes it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use ed25519_dalek::{Signer, SigningKey};

use crate::failure::Failure;

/// A private key.
pub struct Key(SigningKey);

/// Makes a key, writes the private half to a file of its own, and tells the public half.
///
/// # Errors
/// Where the file is there already or cannot be written, or the machine gives no randomness.
pub fn make(path: &Path) -> Result<String, Failure> {
    let shown = path.display().to_string();
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| {
        Failure::new(
            "no-randomness",
            format!("The machine gives no randomness: {error}"),
        )
    })?;
    let key = Key(SigningKey::from_bytes(&seed));
    let pem = key
        .0
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|error| Failure::new("bad-key", format!("The key cannot be written: {error}")))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(path)
        .and_then(|mut file| file.write_all(pem.as_bytes()));
    written.map_err(|error| Failure::unwritable(&shown, &error))?;
    Ok(key.public())
}

impl Key {
    /// Reads a private key.
    ///
    /// # Errors
    /// Where the file cannot be read, or is no such key.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let pem =
            std::fs::read_to_string(path).map_err(|error| Failure::unreadable(&shown, &error))?;
        let key = SigningKey::from_pkcs8_pem(&pem).map_err(|error| {
            Failure::new(
                "bad-key",
                format!("{shown} is no Ed25519 key in PKCS #8 ({error}); make one with `vitrine slices key`."),
            )
        })?;
        Ok(Self(key))
    }

    /// The public half in base64url without padding: what a page gives as `key`.
    pub fn public(&self) -> String {
        base64url(self.0.verifying_key().as_bytes())
    }

    /// Appends the signature over a file to it.
    pub fn sign(&self, file: &mut Vec<u8>) {
        let signature = self.0.sign(file).to_bytes();
        file.extend_from_slice(&signature);
    }
}

fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut three = [0; 4];
        three[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(three);
        for digit in 0..=chunk.len() {
            let six = bits >> (18 - 6 * digit) & 0x3f;
            text.push(char::from(DIGITS[six as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_key_of_the_first_test_of_rfc_8032() {
        let seed = [
            0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec,
            0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03,
            0x1c, 0xae, 0x7f, 0x60,
        ];
        let key = Key(SigningKey::from_bytes(&seed));
        assert_eq!(key.public(), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        let mut file = Vec::new();
        key.sign(&mut file);
        assert_eq!(file[..4], [0xe5, 0x56, 0x43, 0x00]);
    }
}
