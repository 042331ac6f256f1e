//! The event types on the wire: one spelling each, and the other spellings that shops use.

pub use vitrine::profile::EventKind;

/// Whether `word` means something that shoppers do with a list, and not with an item of it.
pub fn about_no_item(word: &str) -> bool {
    let plain: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    matches!(
        plain.to_lowercase().as_str(),
        "filterselection" | "changeofsortorder" | "searchfordestination" | "searchforpoi"
    )
}

/// The event type that a log or a request means by `word`, or `None` if it is not known.
///
/// Case, blanks, `_`, `-`, `.` and `/` do not matter: `Add to Cart`, `add_to_cart` and `addToCart` are one.
pub fn event_kind(word: &str) -> Option<EventKind> {
    let plain: String = word
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    Some(match plain.as_str() {
        "impression" | "impressions" | "shown" | "show" | "exposure" | "viewitemlist"
        | "itemimpression" | "productimpression" | "display" | "viewpromotion" => {
            EventKind::Impression
        }
        "view"
        | "views"
        | "viewed"
        | "viewitem"
        | "itemview"
        | "productview"
        | "viewproduct"
        | "productviewed"
        | "detail"
        | "details"
        | "detailview"
        | "productdetail"
        | "productdetailview"
        | "pdp"
        | "pdpview"
        | "pageview"
        | "visit"
        | "open"
        | "pv"
        | "viewcontent"
        | "browse"
        | "interactionitemimage"
        | "interactioniteminfo"
        | "interactionitemdeals"
        | "interactionitemrating"
        | "searchforitem" => EventKind::View,
        "click" | "clicks" | "clicked" | "itemclick" | "productclick" | "clickitem"
        | "selectitem" | "selectcontent" | "productclicked" | "clickout" | "clickoutitem" => {
            EventKind::Click
        }
        "dwell" | "read" | "timeonpage" => EventKind::Dwell,
        "search" | "searched" | "query" | "searchquery" | "viewsearchresults" => EventKind::Search,
        "wishlist" | "wish" | "wishlistadd" | "addtowishlist" | "favourite" | "favorite"
        | "favourites" | "favorites" | "fav" | "addtofavourites" | "addtofavorites" | "like"
        | "liked" | "save" | "saved" | "bookmark" | "saveforlater" => EventKind::Wishlist,
        "cart" | "carts" | "cartadd" | "addtocart" | "addedtocart" | "addcart" | "atc" | "add"
        | "basket" | "addtobasket" | "basketadd" | "addtobag" | "bag" | "productadded" => {
            EventKind::CartAdd
        }
        "cartremove" | "removefromcart" | "removecart" | "removedfromcart" | "uncart"
        | "removefrombasket" | "basketremove" | "removefrombag" | "remove" | "productremoved" => {
            EventKind::CartRemove
        }
        "purchase" | "purchases" | "purchased" | "buy" | "buys" | "bought" | "transaction"
        | "order" | "orders" | "ordered" | "ordercompleted" | "checkout" | "sale" | "sold"
        | "conversion" | "paid" => EventKind::Purchase,
        "return" | "returns" | "returned" | "refund" | "refunded" | "sentback" => EventKind::Return,
        "dismiss" | "dismissed" | "notinterested" | "hide" | "hidden" | "dislike" | "disliked" => {
            EventKind::Dismiss
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wire_name_and_its_aliases() {
        for kind in EventKind::ALL {
            assert_eq!(event_kind(kind.name()), Some(kind));
        }
        assert_eq!(event_kind("Add to Cart"), Some(EventKind::CartAdd));
        assert_eq!(event_kind("addToCart"), Some(EventKind::CartAdd));
        assert_eq!(event_kind("remove_from_cart"), Some(EventKind::CartRemove));
        assert_eq!(event_kind("transaction"), Some(EventKind::Purchase));
        assert_eq!(event_kind("not_interested"), Some(EventKind::Dismiss));
        assert_eq!(event_kind("code_4"), None);
    }
}
