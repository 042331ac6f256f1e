//! What is measured, as data: the shops, what is asked of each, and what is aimed at. A new row is a new measurement.

/// The files of one data set, by name within its folder.
#[derive(Debug)]
pub(crate) struct Set {
    /// The folder.
    pub(crate) folder: &'static str,
    /// What the page calls it.
    pub(crate) name: &'static str,
    /// The catalogue, where there is one.
    pub(crate) catalogue: Option<&'static str>,
    /// The log to learn from.
    pub(crate) events: &'static str,
    /// Further options of `vitrine pack`: none where a shop's own files are read as they are.
    pub(crate) options: &'static [Given],
}

/// An option that is given.
#[derive(Debug)]
pub(crate) enum Given {
    /// With a file of the set's folder.
    File(&'static str, &'static str),
    /// With a word.
    Word(&'static str, &'static str),
}

/// One measurement.
#[derive(Debug)]
pub(crate) struct Run {
    /// On which shop.
    pub(crate) set: &'static Set,
    /// `--task`.
    pub(crate) task: &'static str,
    /// What the page calls it.
    pub(crate) asked: &'static str,
    /// The sessions to ask about, a file in the set's folder.
    pub(crate) sessions: &'static str,
    /// Further options of `vitrine evaluate`.
    pub(crate) options: &'static [Given],
    /// Whether the session neighbours and Serenade are asked as well.
    pub(crate) neighbours: bool,
    /// Only so many sessions, from the first on; the same for every peer, and said on the page.
    pub(crate) limit: Option<usize>,
    /// What is aimed at.
    pub(crate) aims: &'static [Aim],
}

/// Something to be reached; what is missed is told.
#[derive(Debug)]
pub(crate) enum Aim {
    /// The metric at least this share above the best peer's, over all steps.
    OverBestPeer(&'static str, f64),
    /// The metric at least so high, over all steps.
    AtLeast(&'static str, f64),
    /// The metric at least so many times the other's, where the session has at least so many events.
    Times(&'static str, f64, &'static str, usize),
    /// The metric, in a part of the questions, at least so many times the other's; since the other may have nothing there
    /// by its nature, its figure on all steps is told beside it.
    TimesInPart(&'static str, f64, &'static str, &'static str),
}

const ELECTRONICS: Set = Set {
    folder: "rees46_electronics_2021",
    name: "electronics",
    catalogue: Some("items.csv.gz"),
    events: "train.csv.gz",
    options: &[],
};
const MULTICAT: Set = Set {
    folder: "rees46_multicat_2019oct",
    name: "multicat",
    catalogue: Some("items.csv.gz"),
    events: "train.csv.gz",
    options: &[],
};
const YOOCHOOSE: Set = Set {
    folder: "yoochoose_100k",
    name: "yoochoose_100k",
    catalogue: None,
    events: "train.csv.gz",
    options: &[],
};
const E_SHOP: Set = Set {
    folder: "eshop_clothing_2008",
    name: "e-shop",
    catalogue: Some("items.csv.gz"),
    events: "train.csv.gz",
    options: &[],
};

const TRIVAGO: Set = Set {
    folder: "trivago_2018_val100k",
    name: "trivago",
    catalogue: None,
    events: "sessions.parquet",
    options: &[
        Given::File("--impressions", "clickout_lists.csv.gz"),
        Given::Word("--until", "2018-11-08"),
    ],
};
const DUNNHUMBY: Set = Set {
    folder: "dunnhumby_complete_journey",
    name: "dunnhumby",
    catalogue: Some("products.parquet"),
    events: "train.csv.gz",
    options: &[],
};

const fn next_item(set: &'static Set, limit: Option<usize>, aims: &'static [Aim]) -> Run {
    Run {
        set,
        task: "next-item",
        asked: "next item",
        sessions: "test.csv.gz",
        options: &[],
        neighbours: true,
        limit,
        aims,
    }
}

const fn carousel(set: &'static Set) -> Run {
    Run {
        set,
        task: "carousel",
        asked: "carousels",
        sessions: "test.csv.gz",
        options: &[],
        neighbours: true,
        limit: None,
        aims: &[
            Aim::OverBestPeer("MRR", 0.10),
            Aim::Times("MRR", 2.0, "merchant order", 3),
        ],
    }
}

/// All that happened after training, items that had no event in it among them.
const fn cold_items(set: &'static Set) -> Run {
    Run {
        asked: "next item, cold items among them",
        sessions: "events.csv.gz",
        options: &[Given::Word("--since", "training")],
        neighbours: false,
        ..next_item(
            set,
            Some(1500),
            &[Aim::TimesInPart(
                "HR@20",
                3.0,
                "popularity",
                "next items unseen in training",
            )],
        )
    }
}

/// All of them, in the order of the page.
pub(crate) const RUNS: &[Run] = &[
    next_item(&ELECTRONICS, None, &[Aim::OverBestPeer("MRR@20", 0.05)]),
    // The whole day takes minutes for each ranker and moves no figure by more than its interval.
    next_item(&MULTICAT, Some(3000), &[Aim::OverBestPeer("MRR@20", 0.12)]),
    next_item(&YOOCHOOSE, None, &[Aim::OverBestPeer("MRR@20", 0.02)]),
    next_item(&E_SHOP, None, &[Aim::OverBestPeer("MRR@20", 0.05)]),
    carousel(&ELECTRONICS),
    carousel(&MULTICAT),
    carousel(&YOOCHOOSE),
    carousel(&E_SHOP),
    Run {
        asked: "next item, with the shoppers' earlier days",
        options: &[Given::File("--history", "prior_history.csv.gz")],
        neighbours: false,
        ..next_item(&MULTICAT, Some(3000), &[])
    },
    cold_items(&ELECTRONICS),
    cold_items(&MULTICAT),
    Run {
        set: &TRIVAGO,
        task: "shown-lists",
        asked: "lists really shown",
        sessions: "sessions.parquet",
        options: &[
            Given::File("--impressions", "clickout_lists.csv.gz"),
            Given::Word("--since", "2018-11-08"),
        ],
        neighbours: false,
        limit: None,
        aims: &[Aim::AtLeast("MRR", 0.63), Aim::AtLeast("MRR", 0.66)],
    },
    Run {
        set: &DUNNHUMBY,
        task: "basket",
        asked: "the rest of the basket",
        sessions: "test.csv.gz",
        options: &[],
        neighbours: false,
        limit: Some(300),
        aims: &[],
    },
];
