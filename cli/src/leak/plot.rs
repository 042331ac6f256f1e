//! The curve of leak against lift, drawn.

use std::path::Path;

use plotters::prelude::*;

use super::{CLASSES, VIEWS};
use crate::failure::Failure;

/// One setting of the dial.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// The dial `decoys`.
    pub decoys: u8,
    /// The share of favourites named after all views.
    pub named: f64,
    /// The shares of the lift kept: in the category's carousel, in the shop's, and on a home page.
    pub kept: [f64; 3],
}

/// What each share of the lift is called, and its colour.
const SERIES: [(&str, RGBColor); 3] = [
    ("product page, its category", RGBColor(31, 90, 160)),
    ("product page, the whole shop", RGBColor(200, 90, 30)),
    ("home page, the whole shop", RGBColor(60, 140, 70)),
];
const GREY: RGBColor = RGBColor(120, 120, 120);

/// Draws the points as SVG.
///
/// # Errors
/// `bad-plot` when the file cannot be written.
pub fn draw(file: &Path, points: &[Point]) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(
            "bad-plot",
            format!("{} cannot be drawn: {error}", file.display()),
        )
    };
    let root = SVGBackend::new(file, (760, 460)).into_drawing_area();
    let drawn = (|| {
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root)
            .margin(16)
            .x_label_area_size(44)
            .y_label_area_size(52)
            .build_cartesian_2d(0.0..100.0, 0.0..105.0)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .x_desc(format!(
                "favourite class named after {VIEWS} views, % (chance {:.1})",
                100.0 / CLASSES as f64
            ))
            .y_desc("lift kept, %")
            .draw()?;
        // Twice chance at no less than 95 % of the lift.
        let aim = [200.0 / CLASSES as f64, 95.0];
        for line in [
            [(aim[0], 0.0), (aim[0], 105.0)],
            [(0.0, aim[1]), (100.0, aim[1])],
        ] {
            chart.draw_series(LineSeries::new(line, GREY))?;
        }
        chart.draw_series([Text::new(
            "aim",
            (aim[0] + 0.8, 6.0),
            ("sans-serif", 13).into_font().color(&GREY),
        )])?;
        for (series, (name, colour)) in SERIES.into_iter().enumerate() {
            let mut at: Vec<(f64, f64, u8)> = points
                .iter()
                .map(|point| {
                    (
                        100.0 * point.named,
                        100.0 * point.kept[series],
                        point.decoys,
                    )
                })
                .collect();
            at.sort_by(|a, b| a.0.total_cmp(&b.0));
            chart
                .draw_series(LineSeries::new(at.iter().map(|(x, y, _)| (*x, *y)), colour))?
                .label(name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour));
            chart.draw_series(
                at.iter()
                    .map(|(x, y, _)| Circle::new((*x, *y), 3, colour.filled())),
            )?;
            chart.draw_series(at.iter().map(|(x, y, decoys)| {
                let style = ("sans-serif", 11).into_font().color(&colour);
                Text::new(decoys.to_string(), (*x + 0.5, *y - 1.0), style)
            }))?;
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .background_style(WHITE)
            .border_style(GREY)
            .draw()?;
        root.present()
    })();
    drawn.map_err(|error: DrawingAreaErrorKind<_>| failed(&error))
}
