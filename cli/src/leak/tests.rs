//! The attack as a regression test, on the bundled shop.

use super::*;
use crate::evaluate::tests::shop;

/// Small, but enough: at 240 shoppers a share of 30 % is known to about ±6 points.
const SMALL: Size = Size {
    known: 480,
    tried: 240,
};

#[test]
fn ten_views_of_the_private_order_hardly_name_the_favourite_and_the_open_order_does() {
    let open = attack(&shop().pack, SMALL, Groups::Own, 1).expect("a shop of many classes");
    assert!(open.all[0] > 0.6, "the attack has lost its teeth: {open:?}");
    let private = with_decoys(&shop().pack, 5.0).expect("within the dial's range");
    let private = attack(&private, SMALL, Groups::Own, 1).expect("a shop of many classes");
    assert!(private.all[0] <= 0.3, "{private:?}");
}
