//! Numbers and prices as shops write them.

/// The number in `text`: `12.5`, `12,5`, `1,299.00`, `1.299,00`, `€ 12.50`, `12.50 EUR`, `1e3`, `inf`.
///
/// A single comma followed by exactly three digits parts thousands; any other comma is a decimal
/// comma. `None` if it is no number; the result may be infinite or NaN where the text says so.
pub fn number(text: &str) -> Option<f64> {
    if let Ok(value) = text.parse::<f64>() {
        return Some(value);
    }
    let mut bare = text.trim_matches(|c: char| c.is_whitespace() || is_currency_sign(c));
    for code in [
        "EUR", "USD", "GBP", "CHF", "PLN", "SEK", "CZK", "JPY", "INR", "AUD", "CAD",
    ] {
        bare = bare
            .strip_prefix(code)
            .or_else(|| bare.strip_suffix(code))
            .unwrap_or(bare);
    }
    let bare = bare.trim_matches(|c: char| c.is_whitespace() || is_currency_sign(c));
    let (sign, digits) = bare
        .strip_prefix(['-', '−'])
        .map_or((1.0, bare), |rest| (-1.0, rest));
    let digits = digits.trim_start_matches(|c: char| c.is_whitespace() || is_currency_sign(c));
    if digits.is_empty()
        || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
        || !digits.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'')
        })
    {
        return None;
    }
    let (last_dot, last_comma) = (digits.rfind('.'), digits.rfind(','));
    let decimal = match (last_dot, last_comma) {
        (Some(dot), Some(comma)) => Some(dot.max(comma)),
        (None, Some(comma)) => {
            let thousands = digits.len() - comma == 4 || digits.matches(',').count() > 1;
            (!thousands).then_some(comma)
        }
        (Some(dot), None) => (digits.matches('.').count() == 1).then_some(dot),
        (None, None) => None,
    };
    let plain: String = digits
        .char_indices()
        .filter_map(|(at, c)| match c {
            _ if Some(at) == decimal => Some('.'),
            c if c.is_ascii_digit() => Some(c),
            _ => None,
        })
        .collect();
    plain.parse::<f64>().ok().map(|value| sign * value)
}

fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '¢')
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn the_usual_ways_of_writing() {
        for (text, value) in [
            ("12.5", 12.5),
            ("12,5", 12.5),
            ("12,50", 12.5),
            ("1,299", 1299.0),
            ("1,299.00", 1299.0),
            ("1.299,00", 1299.0),
            ("1.234.567", 1_234_567.0),
            ("€ 12.50", 12.5),
            ("12,50 €", 12.5),
            ("12.50 EUR", 12.5),
            ("-$3.20", -3.2),
            ("1 299,95", 1299.95),
            ("1e3", 1000.0),
            (".5", 0.5),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in [
            "",
            "red",
            "12 Monkeys",
            "1-2",
            "-",
            "a12",
            "2019-10-01",
            "3 x 4",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
        assert!(number("inf").unwrap().is_infinite());
        assert!(number("NaN").unwrap().is_nan());
    }
}
