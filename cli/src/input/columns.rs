//! What a column is, told by its name.

pub use super::mapping::Mapping;
pub use vitrine::pack::FieldKind as Kind;

/// The kind of field that a word on the command line means.
pub fn kind(word: &str) -> Option<Kind> {
    Some(match plain(word).as_str() {
        "label" => Kind::Label,
        "path" => Kind::Path,
        "tags" | "tag" | "list" => Kind::Tags,
        "number" | "plainnumber" => Kind::Number,
        "price" => Kind::Price,
        _ => return None,
    })
}

/// What a column is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// The item's id.
    Item,
    /// The visit's id.
    Session,
    /// An order's or basket's id: a visit, where the log has no other.
    Order,
    /// The shopper's id.
    User,
    /// When it happened.
    Time,
    /// The time of day, where the date stands apart.
    TimeOfDay,
    /// What happened.
    Event,
    /// How many pieces; below zero in an order log means sent back.
    Quantity,
    /// How popular the shop says the item is.
    Popularity,
    /// The item's name, for people.
    Name,
    /// Money.
    Price,
    /// The shop's own tree of categories, or one level of it.
    Category,
    /// A well-known attribute under its usual name.
    Attribute(&'static str),
    /// Known not to say what an item is like: pictures, links, long texts, stock.
    Aside,
    /// Not known by its name.
    Other,
}

/// Which file a column stands in: `type` is an event in a log, an attribute in a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// One row an item.
    Catalogue,
    /// One row an event.
    Events,
}

/// Item columns, the likeliest first.
const ITEM: &[&str] = &[
    "itemid",
    "productid",
    "sku",
    "skuid",
    "articleid",
    "itemsku",
    "productsku",
    "asin",
    "aid",
    "stockcode",
    "variantid",
    "parentasin",
    "goodsid",
    "productcode",
    "itemcode",
    "articlecode",
    "articleno",
    "articlenumber",
    "artikelnummer",
    "artikelnr",
    "produktid",
    "contentid",
    "listingid",
    "itemnumber",
    "pid",
    "iid",
    "handle",
    "gtin",
    "ean",
    "upc",
    "item",
    "product",
    "article",
    "variant",
    "reference",
    "id",
];
const SESSION: &[&str] = &[
    "sessionid",
    "session",
    "usersession",
    "visitid",
    "visit",
    "sid",
    "sessid",
    "sessionkey",
    "gasessionid",
    "visitnumber",
    "sitzung",
    "sitzungsid",
];
const ORDER: &[&str] = &[
    "basketid",
    "orderid",
    "transactionid",
    "invoiceno",
    "invoice",
    "invoiceid",
    "cartid",
    "basket",
    "ordernumber",
    "orderno",
    "purchaseid",
    "receiptid",
    "ticketid",
    "bestellnummer",
    "bestellung",
];
const USER: &[&str] = &[
    "userid",
    "user",
    "visitorid",
    "visitor",
    "customerid",
    "customer",
    "shopperid",
    "shopper",
    "householdid",
    "household",
    "householdkey",
    "clientid",
    "memberid",
    "userpseudoid",
    "cookieid",
    "deviceid",
    "fullvisitorid",
    "reviewerid",
    "uid",
    "buyerid",
    "kunde",
    "kundenid",
    "kundennummer",
    "besucher",
];
const TIME: &[&str] = &[
    "timestamp",
    "eventtime",
    "eventtimestamp",
    "time",
    "ts",
    "datetime",
    "createdat",
    "occurredat",
    "unixtime",
    "epoch",
    "timestampms",
    "eventtimems",
    "eventdate",
    "orderdate",
    "invoicedate",
    "purchasedate",
    "transactiontimestamp",
    "transactiondate",
    "tdat",
    "date",
    "at",
    "day",
    "zeitstempel",
    "zeitpunkt",
    "datum",
];
const EVENT: &[&str] = &[
    "event",
    "eventtype",
    "eventname",
    "action",
    "actiontype",
    "interaction",
    "interactiontype",
    "behavior",
    "behaviour",
    "behaviortype",
    "behaviourtype",
    "activity",
    "type",
    "kind",
    "aktion",
    "ereignis",
];
/// Price columns, the likeliest to be what the shopper pays first.
const PRICE: &[&str] = &[
    "price",
    "saleprice",
    "currentprice",
    "finalprice",
    "sellingprice",
    "pricelast",
    "lastprice",
    "unitprice",
    "itemprice",
    "productprice",
    "priceeur",
    "priceusd",
    "pricegbp",
    "discountedprice",
    "retailprice",
    "priceamount",
    "pricevalue",
    "salesprice",
    "actualprice",
    "preis",
    "prix",
    "regularprice",
    "listprice",
];

/// A name with case and separators away: `Item-ID` and `itemId` are both `itemid`.
pub fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The role that a column's name tells, and its rank among the names of that role (0 is the likeliest).
pub fn role(name: &str, table: Table) -> (Role, usize) {
    let name = plain(name);
    let place = |names: &[&str]| names.iter().position(|n| *n == name);
    if let Some(rank) = place(ITEM) {
        // In a catalogue, `id` is the item's and `product` may well be its name; a log's `id` may be
        // the event's own.
        let rank = if table == Table::Catalogue && name == "id" {
            rank - 4
        } else {
            rank + 1
        };
        return (Role::Item, rank);
    }
    if table == Table::Events {
        for (names, role) in [
            (SESSION, Role::Session),
            (ORDER, Role::Order),
            (USER, Role::User),
            (TIME, Role::Time),
            (EVENT, Role::Event),
        ] {
            if let Some(rank) = place(names) {
                return (role, rank);
            }
        }
        match name.as_str() {
            "timeofday" | "transactiontime" | "eventhour" => return (Role::TimeOfDay, 0),
            "quantity" | "qty" | "pieces" | "units" => return (Role::Quantity, 0),
            _ => {}
        }
    } else {
        let rank = [
            "popularity",
            "sold",
            "unitssold",
            "sales",
            "salescount",
            "purchasecount",
            "numsold",
        ]
        .iter()
        .position(|n| *n == name);
        if let Some(rank) = rank {
            return (Role::Popularity, rank);
        }
    }
    if let Some(rank) = place(PRICE) {
        return (Role::Price, rank);
    }
    if is_category(&name) {
        return (Role::Category, 0);
    }
    let role = match name.as_str() {
        "name" | "title" | "productname" | "producttitle" | "itemname" | "itemtitle"
        | "prodname" | "displayname" | "productdisplayname" | "articlename" | "bezeichnung" => {
            Role::Name
        }
        "brand" | "brands" | "brandname" | "brandid" | "manufacturer" | "vendor" | "maker"
        | "marke" | "marque" | "marca" | "merk" | "marka" => Role::Attribute("brand"),
        "colour" | "color" | "colours" | "colors" | "colourname" | "colorname" | "basecolour"
        | "basecolor" | "farbe" | "couleur" | "cor" | "culoare" | "colore" | "kleur" | "kolor" => {
            Role::Attribute("colour")
        }
        "material" | "materials" | "matière" | "matiere" | "materiale" | "materiaal"
        | "materiał" => Role::Attribute("material"),
        "size" | "sizes" | "größe" | "grösse" | "groesse" | "taille" | "talla" | "tamanho"
        | "mărime" | "marime" | "taglia" | "maat" | "rozmiar" => Role::Attribute("size"),
        "tags" | "keywords" => Role::Attribute("tags"),
        "stock" | "availability" | "available" | "instock" | "inventory" | "stocklevel"
        | "quantity" | "qty" | "stockquantity" | "lagerbestand" | "bestand" | "isavailable"
        | "instockstatus" => Role::Aside,
        "description" | "longdescription" | "shortdescription" | "productdescription"
        | "detaildesc" | "desc" | "body" | "bodyhtml" | "html" | "summary" | "beschreibung" => {
            Role::Aside
        }
        _ if is_address(&name) => Role::Aside,
        _ => Role::Other,
    };
    (role, 0)
}

fn is_category(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = stem.trim_end_matches("level").trim_end_matches("lvl");
    matches!(
        stem,
        "category"
            | "categories"
            | "categorycode"
            | "categoryid"
            | "categorypath"
            | "categoryname"
            | "categorytree"
            | "subcategory"
            | "subcategoryname"
            | "maincategory"
            | "mastercategory"
            | "productcategory"
            | "productcategories"
            | "productcategoryname"
            | "itemcategory"
            | "department"
            | "departmentname"
            | "producttype"
            | "producttypename"
            | "productgroup"
            | "productgroupname"
            | "googleproductcategory"
            | "breadcrumb"
            | "breadcrumbs"
            | "cat"
            | "subcat"
            | "kategorie"
            | "warengruppe"
            | "categorie"
            | "commodity"
            | "subcommodity"
            | "commoditydesc"
            | "subcommoditydesc"
            | "departmentid"
            | "taxonomy"
    )
}

fn is_address(name: &str) -> bool {
    name.starts_with("image")
        || name.starts_with("img")
        || name.starts_with("thumbnail")
        || name.starts_with("picture")
        || name.ends_with("url")
        || name.ends_with("image")
        || matches!(name, "link" | "links" | "photo" | "photos" | "bild")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_in_any_spelling() {
        for name in [
            "item_id",
            "Item-ID",
            "itemId",
            "SKU",
            "product_id",
            "Article ID",
            "id",
        ] {
            assert_eq!(role(name, Table::Catalogue).0, Role::Item, "{name}");
        }
        assert_eq!(role("type", Table::Events).0, Role::Event);
        assert_eq!(role("type", Table::Catalogue).0, Role::Other);
        assert_eq!(role("user_session", Table::Events).0, Role::Session);
        assert_eq!(role("household_id", Table::Events).0, Role::User);
        assert_eq!(role("created_at", Table::Events).0, Role::Time);
        assert_eq!(role("Color", Table::Catalogue).0, Role::Attribute("colour"));
        assert_eq!(role("category_level_2", Table::Catalogue).0, Role::Category);
        assert_eq!(role("price_log_norm", Table::Catalogue).0, Role::Other);
        assert_eq!(role("image_url", Table::Catalogue).0, Role::Aside);
    }
}
