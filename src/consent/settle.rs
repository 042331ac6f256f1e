//! The rules: what each signal means, and what they add up to. `docs/consent.md` has them as a table.

use super::answer::Answer::{Denied, Granted, Open, Pending, Unknown};
use super::answer::{Answer, Answers};
use super::gpc;
use super::gpp::{GppString, Section};
use super::permissions::Permissions;
use super::policy::{GpcPolicy, MeasureBasis, Policy, Regime};
use super::signal::{
    GoogleSignal, GpcSignal, GppSignal, OneTrustSignal, OwnSignal, Signal, TcfSignal,
};
use super::tcf::TcString;
use super::us::{Field, UsSection};

// Purposes of the TCF that a publisher's segment is asked for.
const STORE: u8 = 1;
const PROFILE_CONTENT: u8 = 5;
const USE_CONTENT_PROFILE: u8 = 6;
const MEASURE_CONTENT: u8 = 8;

/// The entry of a GPP signal's applicable sections that says: none.
const NO_SECTION: i32 = -1;

/// Answers of a section of the United States. The fourth, 3, is of no meaning and read like the stricter one.
const NOT_APPLICABLE: u8 = 0;
const SECOND: u8 = 2;

/// What all signals grant together: each of them must.
///
/// Signals of one kind may be there several times. Without any signal nothing is known, and the regime decides.
#[must_use]
pub fn settle(signals: &[Signal], policy: &Policy) -> Permissions {
    let said = signals
        .iter()
        .map(|signal| answers(signal, policy))
        .fold(Answers::all(Open), Answers::and);
    grant(said, purchases(signals), policy)
}

/// What the page's own answer grants where no other source is followed: [`settle`] for it alone under the default
/// policy, without the decoders that it never needs.
#[must_use]
pub fn settle_own(own: &OwnSignal) -> Permissions {
    let policy = Policy::default();
    grant(own_answers(own), own.purchases == Some(true), &policy)
}

/// What has been said becomes permissions, here alone.
fn grant(said: Answers, purchases: bool, policy: &Policy) -> Permissions {
    let granted = |answer| match answer {
        Granted => true,
        // Nobody has said anything.
        Open | Unknown => policy.regime == Regime::OptOut,
        Pending | Denied => false,
    };
    let persist = granted(said.persist);
    let refused = said.opted_out && policy.gpc == GpcPolicy::Neutral;
    // While nothing is known she has denied nothing: a profile that is gone with the page, if the merchant wants it.
    let waits = policy.memory_only
        && !granted(said.profile)
        && said.profile != Denied
        && said.persist != Denied;
    let profile = !refused && (granted(said.profile) || waits);
    Permissions {
        persist: persist && !waits,
        profile,
        purchases: profile && purchases,
        measure: granted(said.measure) && !said.opted_out,
    }
}

/// The page's own answer alone grants them.
fn purchases(signals: &[Signal]) -> bool {
    let mut own = signals.iter().filter_map(|signal| match signal {
        Signal::Own(own) => own.purchases,
        _ => None,
    });
    own.next() == Some(true) && own.all(|granted| granted)
}

fn answers(signal: &Signal, policy: &Policy) -> Answers {
    match signal {
        Signal::Tcf(tcf) => tcf_answers(tcf, policy),
        Signal::Gpp(gpp) => gpp_answers(gpp, policy),
        Signal::Gpc(gpc) => gpc_answers(gpc),
        Signal::Google(google) => google_answers(google),
        Signal::Shopify(shopify) => {
            Answers::of(shopify.preferences, shopify.preferences, shopify.analytics)
        }
        Signal::OneTrust(onetrust) => onetrust_answers(onetrust),
        Signal::Cookiebot(cookiebot) => Answers::of(
            cookiebot.preferences,
            cookiebot.preferences,
            cookiebot.statistics,
        ),
        Signal::Klaro(klaro) => Answers::of(klaro.persist, klaro.profile, klaro.measure),
        Signal::C15t(c15t) => Answers::of(c15t.functionality, c15t.experience, c15t.measurement),
        Signal::Own(own) => own_answers(own),
    }
}

fn tcf_answers(tcf: &TcfSignal, policy: &Policy) -> Answers {
    let loaded = tcf
        .cmp_status
        .as_deref()
        .is_none_or(|status| status == "loaded");
    let text = tcf.tc_string.as_deref();
    match (tcf.gdpr_applies, loaded) {
        (None, _) | (Some(false), false) => return Answers::all(Unknown),
        (Some(false), true) => return Answers::all(Granted),
        (Some(true), false) => return Answers::all(Pending),
        (Some(true), true) => {}
    }
    match tcf.event_status.as_deref() {
        Some("tcloaded" | "useractioncomplete") => {
            text.map_or(Answers::all(Pending), |text| match TcString::parse(text) {
                Ok(read) => tc_string_answers(&read, policy),
                Err(_) => Answers::all(Denied),
            })
        }
        // She is being asked. With a string she has been asked before, and may have denied.
        Some("cmpuishown") if text.is_some_and(|text| !text.is_empty()) => Answers::all(Denied),
        _ => Answers::all(Pending),
    }
}

fn tc_string_answers(tc: &TcString<'_>, policy: &Policy) -> Answers {
    let Some(publisher) = tc.publisher().filter(|_| tc.is_service_specific()) else {
        return Answers::all(Denied);
    };
    let may_store = publisher.consents.has(STORE);
    let may_profile =
        publisher.consents.has(PROFILE_CONTENT) && publisher.consents.has(USE_CONTENT_PROFILE);
    let may_measure = publisher.consents.has(MEASURE_CONTENT)
        || (policy.measure == MeasureBasis::LegitimateInterest
            && publisher.legitimate_interests.has(MEASURE_CONTENT));
    Answers {
        persist: Answer::granted_if(may_store),
        profile: Answer::granted_if(may_profile && (may_store || policy.memory_only)),
        measure: Answer::granted_if(may_measure && may_store),
        opted_out: false,
    }
}

fn gpp_answers(gpp: &GppSignal, policy: &Policy) -> Answers {
    if gpp.signal_status.as_deref() != Some("ready") {
        return Answers::all(Unknown);
    }
    let applicable = match gpp.applicable_sections.as_deref() {
        // Not determined yet.
        None | Some([] | [0]) => return Answers::all(Unknown),
        Some([NO_SECTION]) => return Answers::all(Granted),
        Some(applicable) => applicable,
    };
    let Some(text) = gpp.gpp_string.as_deref() else {
        return Answers::all(Pending);
    };
    let Ok(read) = GppString::parse(text) else {
        return Answers::all(Denied);
    };
    let section_answers = |&id: &i32| {
        let section = u16::try_from(id).ok().and_then(|id| read.section(id));
        match section {
            Some(Ok(Section::TcfEu(tc))) => tc_string_answers(&tc, policy),
            Some(Ok(Section::UsPrivacy(us))) => opt_out_answers(us.opt_out_sale == Some(true)),
            Some(Ok(Section::Us(us))) => us_answers(&us),
            // A law applies, and what it says here cannot be read or is not there.
            Some(Err(_)) | None => Answers::all(Denied),
        }
    };
    applicable
        .iter()
        .map(section_answers)
        .fold(Answers::all(Open), Answers::and)
}

/// The law lets her opt out; everything else is granted.
fn opt_out_answers(opted_out: bool) -> Answers {
    Answers {
        opted_out,
        ..Answers::all(Granted)
    }
}

fn us_answers(us: &UsSection<'_>) -> Answers {
    let mut opted_out = us.gpc() == Some(true);
    for (field, mut answers) in us.fields() {
        match field {
            Field::SaleOptOut | Field::SharingOptOut | Field::TargetedAdvertisingOptOut => {
                opted_out |= answers.any(|answer| !matches!(answer, NOT_APPLICABLE | SECOND));
            }
            // A child is known, and nobody has consented for it.
            Field::KnownChildSensitiveDataConsents
                if answers.any(|answer| !matches!(answer, NOT_APPLICABLE | SECOND)) =>
            {
                return Answers::all(Denied);
            }
            _ => {}
        }
    }
    opt_out_answers(opted_out)
}

fn gpc_answers(gpc: &GpcSignal) -> Answers {
    Answers {
        opted_out: gpc.navigator == Some(true) || gpc.header.as_deref().is_some_and(gpc::asserted),
        ..Answers::all(Open)
    }
}

fn google_answers(google: &GoogleSignal) -> Answers {
    let granted = |state: &Option<String>| state.as_deref().map(|state| state == "granted");
    let personalization = granted(&google.personalization);
    let functionality = granted(&google.functionality);
    Answers {
        persist: Answer::of(personalization).max(functionality.map_or(Open, Answer::granted_if)),
        profile: Answer::of(personalization),
        measure: Answer::of(granted(&google.analytics)),
        opted_out: false,
    }
}

/// OneTrust's ids of the groups of functional and of performance cookies.
const FUNCTIONAL: &str = "C0003";
const PERFORMANCE: &str = "C0002";

fn onetrust_answers(onetrust: &OneTrustSignal) -> Answers {
    let active = |group| {
        let groups = onetrust.groups.as_deref()?;
        Some(groups.split(',').any(|other| other.trim() == group))
    };
    let functional = active(FUNCTIONAL);
    Answers::of(functional, functional, active(PERFORMANCE))
}

fn own_answers(own: &OwnSignal) -> Answers {
    let answer = |known: Option<bool>| known.map_or(Open, Answer::granted_if);
    Answers {
        persist: answer(own.persist),
        profile: answer(own.profile),
        measure: answer(own.measure),
        opted_out: false,
    }
}
