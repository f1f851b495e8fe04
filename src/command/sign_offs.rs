//! The sign-offs of a site, held against the key that they should be signed with.

use std::path::Path;

use super::signature;
use crate::base::period::Period;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load;
use crate::model::approvals::Approval;
use crate::site::{PeriodStanding, Standing};

/// Each sign-off has to be signed with the key in the file.
pub fn check_signatures(
    sign_offs: &[(Period, &Approval)],
    file: &Path,
    diags: &mut Diagnostics,
) -> Result<(), Stopped> {
    let key = public_key(file, diags)?;
    let mut wrong = Vec::new();
    for (period, approval) in sign_offs {
        if let Err(reason) = is_signed(approval, &key) {
            wrong.push(faults::signature_is_not_of_the_key(approval.place.clone(), *period, &reason));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(diags.stop_all(wrong)) }
}

/// The text of a public key in its file.
pub fn public_key(file: &Path, diags: &mut Diagnostics) -> Result<String, Stopped> {
    let key = load::key(file, diags)?;
    match signature::check_public_key(&key) {
        Ok(()) => Ok(key),
        Err(reason) => Err(diags.stop(faults::no_key(&file.display().to_string(), &reason))),
    }
}

/// Whether a sign-off is signed with the secret half of the key. The error says why it is not.
pub fn is_signed(approval: &Approval, key: &str) -> Result<(), String> {
    match &approval.signature {
        Some(signature) => signature::verify(&approval.statement(), signature, key),
        None => Err("the sign-off is not signed".to_owned()),
    }
}

/// The sign-off that counts for a period, whether it holds or is void.
pub fn sign_off(of: &PeriodStanding) -> Option<&Approval> {
    match &of.standing {
        Standing::Unapproved => None,
        Standing::Approved(approval) | Standing::Void(approval, _) => Some(approval),
    }
}
