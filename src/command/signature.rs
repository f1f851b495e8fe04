//! Texts → signatures that the tool minisign can check, and back: whether a text is what was signed, and by whom.
//!
//! Keys are the files that `minisign -G` writes, or `minisign -G -W` without a password. Knows no sign-offs and reads
//! no files. Two signatures of one text differ: each has a random part.

use std::io::Cursor;

use minisign::{ErrorKind, PError, PublicKeyBox, SecretKeyBox, SignatureBox};

/// Why a text was not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The key needs a password, and none was given.
    Locked,
    /// The password is another one.
    WrongPassword,
    /// It is no secret key.
    Key(String),
}

/// Signs `text` with the secret key in the text of its file. `comment` is signed along and shown by whoever checks.
pub fn sign(text: &str, comment: &str, key: &str, password: Option<&str>) -> Result<String, Fault> {
    let boxed = || SecretKeyBox::from_string(key).map_err(fault);
    let key = match boxed()?.into_unencrypted_secret_key() {
        Ok(key) => key,
        // A key that needs a password says no more than that it may.
        Err(error) if matches!(error.kind(), ErrorKind::Io) && is_locked(key) => match password {
            // Without a password the crate would ask for one on the terminal.
            Some(password) => boxed()?.into_secret_key(Some(password.to_owned())).map_err(|error| unlocking(&error))?,
            None => return Err(Fault::Locked),
        },
        Err(error) => return Err(fault(error)),
    };
    let signed = minisign::sign(None, &key, Cursor::new(text), Some(comment), Some("signature of a sign-off"));
    Ok(signed.map_err(fault)?.into_string())
}

/// The crate has no kind for it, and the words alone tell it from a key that is damaged.
fn unlocking(error: &PError) -> Fault {
    let reason = said(error);
    if reason.contains("wrong password") { Fault::WrongPassword } else { Fault::Key(reason) }
}

fn fault(error: PError) -> Fault {
    Fault::Key(said(&error))
}

/// The crate's words as a fact in lower case.
fn said(error: &PError) -> String {
    let text = error.to_string().trim_end_matches('.').to_owned();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Whether a secret key says that it is encrypted: its second line begins with the algorithm `Ed`, and `Sc` for scrypt.
fn is_locked(key: &str) -> bool {
    // `EdSc` in base64, as far as its bits go.
    key.lines().nth(1).is_some_and(|line| line.starts_with("RWRTY"))
}

/// Whether `signature` was made over `text` with the secret half of the public key in the text of its file. The reason
/// where it was not.
pub fn verify(text: &str, signature: &str, key: &str) -> Result<(), String> {
    let signature = SignatureBox::from_string(signature).map_err(|error| said(&error))?;
    let key = public_key(key)?;
    minisign::verify(&key, &signature, Cursor::new(text), true, false, false).map_err(|error| said(&error))
}

/// A public key's file has a line of comment before the key; the key alone will do.
fn public_key(text: &str) -> Result<minisign::PublicKey, String> {
    let text = text.trim();
    match text.contains('\n') {
        true => PublicKeyBox::from_string(text).and_then(PublicKeyBox::into_public_key),
        false => minisign::PublicKey::from_base64(text),
    }
    .map_err(|error| said(&error))
}

/// Whether `text` is the text of a public key's file; the reason where it is not.
pub fn check_public_key(text: &str) -> Result<(), String> {
    public_key(text).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (String, String) {
        let pair = minisign::KeyPair::generate_unencrypted_keypair().expect("a pair of keys");
        let public = pair.pk.to_box().expect("a public key").into_string();
        (pair.sk.to_box(None).expect("a secret key").into_string(), public)
    }

    /// Made once: to lock a key takes seconds and a gigabyte.
    const LOCKED: (&str, &str) = (
        "untrusted comment: a key of the tests\nRWRTY0IypOg+mydekyeZgAXb0IwGNrPbosFaQKakpFcPcVYR6SIAABAAAAAAAAAAAAIAAAAA7q\
         r7WzRF+4+v/f3g7TLn7iO19QiXsiBaYF3MK6G8piMrvhMXN+09dFRgkuhBUo+hVq3Hak18QncCfhT1NK1c3TZc9J3ihnCubwcZjYRAqWnC5aTu5abz\
         z/1UgAh1erMzigrwX6l98kk=\n",
        "RWTSSwHiOI2KDACHEXKtMPTE+651ZSN1UOPD6RbVMRw+MezBAjK5161d",
    );

    #[test]
    fn what_was_signed_is_known_again_and_nothing_else() {
        let (secret, public) = keys();
        let signature = sign("text", "2018-02", &secret, None).expect("a signature");
        assert_eq!(verify("text", &signature, &public), Ok(()));
        assert_eq!(verify("text", signature.trim(), public.lines().nth(1).expect("the key")), Ok(()));
        assert!(verify("texts", &signature, &public).is_err());
        assert!(verify("text", &signature.replace("2018-02", "2018-03"), &public).is_err());
        assert!(verify("text", &signature, &keys().1).is_err());
    }

    #[test]
    fn a_locked_key_needs_its_password() {
        let (secret, public) = LOCKED;
        assert_eq!(sign("text", "", secret, None), Err(Fault::Locked));
        assert_eq!(sign("text", "", secret, Some("codfish")), Err(Fault::WrongPassword));
        let signature = sign("text", "", secret, Some("swordfish")).expect("a signature");
        assert_eq!(verify("text", &signature, public), Ok(()));
    }

    #[test]
    fn what_is_no_key_or_signature_is_refused() {
        let (secret, public) = keys();
        let signature = sign("text", "", &secret, None).expect("a signature");
        for broken in ["", "\n", "a\nb", "untrusted comment: x\nRWRTY0IyAAAA", "\n\n\n\n", &public, &signature] {
            assert!(matches!(sign("text", "", broken, Some("")), Err(Fault::Key(_))), "{broken:?}");
        }
        for broken in ["", "\n", "a\nb\nc\nd", "RW", &secret, &signature] {
            assert!(check_public_key(broken).is_err(), "{broken:?}");
            assert!(verify("text", &signature, broken).is_err(), "{broken:?}");
        }
        for broken in ["", "a\nb\nc\nd", &secret, &public] {
            assert!(verify("text", broken, &public).is_err(), "{broken:?}");
        }
    }
}
