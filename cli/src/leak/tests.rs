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
    assert!(
        open.home[1][0] > 0.6,
        "the attack has lost its teeth: {open:?}"
    );
    for (decoys, most) in [(5.0, 0.3), (11.0, 0.2)] {
        let private = with_decoys(&shop().pack, decoys).expect("within the dial's range");
        let private = attack(&private, SMALL, Groups::Own, 1).expect("a shop of many classes");
        assert!(private.home[1][0] <= most, "{decoys} decoys: {private:?}");
        // What a product's page tells beyond its address is told by the next address, if not by this one.
        let [addresses, products] = [private.addresses, private.products].map(|named| named[1][0]);
        assert!(products <= addresses + 0.05, "{decoys} decoys: {private:?}");
    }
}
