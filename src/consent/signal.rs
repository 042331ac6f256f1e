//! What the sources of consent say, one signal each. A missing member is not known.

/// What one source says. A source that is there but has said nothing yet is a signal with nothing in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// IAB TCF 2.2 and 2.3, from `__tcfapi`.
    Tcf(TcfSignal),
    /// IAB Global Privacy Platform, from `__gpp`.
    Gpp(GppSignal),
    /// Global Privacy Control.
    Gpc(GpcSignal),
    /// Google Consent Mode v2.
    Google(GoogleSignal),
    /// Shopify's customer privacy interface.
    Shopify(ShopifySignal),
    /// OneTrust.
    OneTrust(OneTrustSignal),
    /// Cookiebot.
    Cookiebot(CookiebotSignal),
    /// klaro.
    Klaro(KlaroSignal),
    /// c15t.
    C15t(C15tSignal),
    /// The page's own answer.
    Own(OwnSignal),
}

/// What `__tcfapi` told last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TcfSignal {
    /// `stub`, `loading`, `loaded` or `error`.
    pub cmp_status: Option<String>,
    /// Whether the CMP found that the GDPR applies.
    pub gdpr_applies: Option<bool>,
    /// `tcloaded`, `cmpuishown` or `useractioncomplete`.
    pub event_status: Option<String>,
    /// The TC string.
    pub tc_string: Option<String>,
}

/// What `__gpp` told last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GppSignal {
    /// `ready` or `not ready`.
    pub signal_status: Option<String>,
    /// The ids of the sections in force; −1 alone if none is.
    pub applicable_sections: Option<Vec<i32>>,
    /// The GPP string.
    pub gpp_string: Option<String>,
}

/// Global Privacy Control, as a server or a page sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GpcSignal {
    /// The value of the `Sec-GPC` header.
    pub header: Option<String>,
    /// `navigator.globalPrivacyControl`.
    pub navigator: Option<bool>,
}

/// The states of Google Consent Mode that matter here, defaults and updates merged: `granted` or `denied`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GoogleSignal {
    /// `personalization_storage`.
    pub personalization: Option<String>,
    /// `functionality_storage`.
    pub functionality: Option<String>,
    /// `analytics_storage`.
    pub analytics: Option<String>,
}

/// Shopify's answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShopifySignal {
    /// `preferencesProcessingAllowed()`.
    pub preferences: Option<bool>,
    /// `analyticsProcessingAllowed()`.
    pub analytics: Option<bool>,
}

/// OneTrust's active groups.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OneTrustSignal {
    /// Their ids, separated by commas.
    pub groups: Option<String>,
}

/// Cookiebot's categories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CookiebotSignal {
    /// `preferences`.
    pub preferences: Option<bool>,
    /// `statistics`.
    pub statistics: Option<bool>,
}

/// klaro's services, which the shop maps to permissions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KlaroSignal {
    /// The service that stores.
    pub persist: Option<bool>,
    /// The service that builds and uses a profile.
    pub profile: Option<bool>,
    /// The service that reports.
    pub measure: Option<bool>,
}

/// c15t's categories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct C15tSignal {
    /// `functionality`.
    pub functionality: Option<bool>,
    /// `experience`.
    pub experience: Option<bool>,
    /// `measurement`.
    pub measurement: Option<bool>,
}

/// The page's own answer. What it does not name it leaves to the other sources.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnSignal {
    /// Any storage on the device.
    pub persist: Option<bool>,
    /// Building and using a profile.
    pub profile: Option<bool>,
    /// Using purchases within it; no other source can grant that.
    pub purchases: Option<bool>,
    /// Emitting a report.
    pub measure: Option<bool>,
}
