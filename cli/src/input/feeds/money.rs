//! Prices with their currency: `12.99 EUR`, `€ 1.299,00`, `US$ 12`.

use super::super::events::price;
use super::super::report::Cause;

/// Signs that mean one currency and no other; `$`, `¥` and `kr` are several countries'.
const SIGNS: [(&str, &str); 14] = [
    ("US$", "USD"),
    ("CA$", "CAD"),
    ("A$", "AUD"),
    ("R$", "BRL"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₹", "INR"),
    ("₽", "RUB"),
    ("₩", "KRW"),
    ("₺", "TRY"),
    ("₴", "UAH"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("lei", "RON"),
];

/// The currency that a price names, if it does, and its amount as it is written.
pub fn split(text: &str) -> (Option<String>, String) {
    let text = text.trim();
    for (sign, code) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
            return (Some(code.to_owned()), rest.trim().to_owned());
        }
    }
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    let bytes = text.len();
    if bytes > 3 {
        if text.is_char_boundary(3) && is_code(&text[..3]) {
            return (Some(text[..3].to_owned()), text[3..].trim().to_owned());
        }
        let at = bytes - 3;
        if text.is_char_boundary(at) && is_code(&text[at..]) {
            return (Some(text[at..].to_owned()), text[..at].trim().to_owned());
        }
    }
    (None, text.to_owned())
}

/// The price in `currency` among those that an entry names; where no currency is named, it is taken for
/// the pack's.
///
/// # Errors
/// The cause, and the text, of an entry that names prices of which none can be used.
pub fn of(prices: &[String], currency: Option<&str>) -> Result<Option<f32>, (Cause, String)> {
    let mut fault = None;
    for text in prices {
        let (named, amount) = split(text);
        let other = matches!((&named, currency), (Some(named), Some(wanted)) if named != wanted);
        if other {
            fault.get_or_insert((Cause::OtherCurrency, text.clone()));
            continue;
        }
        match price(&amount) {
            Ok(price) => return Ok(Some(price)),
            Err(cause) => fault = Some((cause, text.clone())),
        }
    }
    fault.map_or(Ok(None), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_as_shops_write_them() {
        for (text, code, amount) in [
            ("12.99 EUR", Some("EUR"), 12.99),
            ("EUR 12,99", Some("EUR"), 12.99),
            ("€ 1.299,00", Some("EUR"), 1299.0),
            ("1 299,00 €", Some("EUR"), 1299.0),
            ("US$12.50", Some("USD"), 12.5),
            ("$12.50", None, 12.5),
            ("49,90 zł", Some("PLN"), 49.9),
            ("9990000.00VND", Some("VND"), 9_990_000.0),
            ("12.99", None, 12.99),
        ] {
            let (named, _) = split(text);
            assert_eq!(named.as_deref(), code, "{text}");
            assert_eq!(of(&[text.to_owned()], code), Ok(Some(amount)), "{text}");
        }
    }

    #[test]
    fn another_currency_is_a_fault_unless_the_right_one_stands_beside() {
        let both = ["10 USD".to_owned(), "9 EUR".to_owned()];
        assert_eq!(of(&both, Some("EUR")), Ok(Some(9.0)));
        let (cause, text) = of(&both[..1], Some("EUR")).unwrap_err();
        assert_eq!((cause, text.as_str()), (Cause::OtherCurrency, "10 USD"));
        assert_eq!(of(&[], Some("EUR")), Ok(None));
        assert_eq!(
            of(&["-3 EUR".into()], None).unwrap_err().0,
            Cause::NegativePrice
        );
        assert_eq!(of(&["soon".into()], None).unwrap_err().0, Cause::BadNumber);
    }
}
