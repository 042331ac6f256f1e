//! The parts of a page in `docs/` that a task writes.

/// Puts `text` between the markers of the task `task`; `None` where the page has no such markers.
pub(crate) fn fill(page: &str, task: &str, text: &str) -> Option<String> {
    let begin = format!("<!-- written by cargo xtask {task}: begin -->");
    let end = page.find(&format!("<!-- written by cargo xtask {task}: end -->"))?;
    let begin = page.find(&begin)? + begin.len();
    (begin <= end).then(|| format!("{}\n\n{}\n{}", &page[..begin], text.trim(), &page[end..]))
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn the_page_keeps_what_stands_around_the_markers() {
        let page = "a\n<!-- written by cargo xtask peers: begin -->\nold\n<!-- written by cargo xtask peers: end -->\nz\n";
        let filled = fill(page, "peers", "new").expect("markers");
        assert!(filled.starts_with("a\n") && filled.ends_with("\nz\n"));
        assert!(filled.contains("new") && !filled.contains("old"));
        assert_eq!(
            fill(&filled, "peers", "new").as_deref(),
            Some(filled.as_str())
        );
        assert_eq!(fill(page, "lighthouse", "new"), None);
    }
}
