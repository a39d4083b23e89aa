//! A subscription with very many lines: one map pack each.

use super::Item;

/// Long and short names, other scripts, and characters that HTML cares about.
const REGIONS: [&str; 40] = [
    "Lake District",
    "Snowdonia / Eryri",
    "Peak District",
    "Cairngorms",
    "Isle of Skye",
    "Loch Lomond & The Trossachs",
    "Pembrokeshire Coast",
    "South Downs",
    "Dartmoor",
    "Exmoor",
    "Yorkshire Dales",
    "North York Moors",
    "Northumberland",
    "Brecon Beacons / Bannau Brycheiniog",
    "New Forest",
    "Cotswolds",
    "Malvern Hills",
    "Shropshire Hills",
    "Forest of Bowland",
    "Isle of Arran",
    "Outer Hebrides / Na h-Eileanan Siar",
    "Orkney",
    "Shetland",
    "Mourne Mountains",
    "Wicklow Mountains",
    "MacGillycuddy's Reeks",
    "Connemara",
    "Black Forest / Schwarzwald",
    "Allgäu",
    "Saxon Switzerland",
    "Dolomites: all sections, including the high routes and via ferrata",
    "Triglav",
    "High Tatras / Vysoké Tatry",
    "Picos de Europa",
    "Sierra Nevada",
    "Madeira",
    "Kungsleden",
    "Jotunheimen",
    "Lofoten",
    "Japanese Alps / 日本アルプス",
];

/// Forty lines of different quantities and prices.
pub(super) fn map_packs() -> Vec<Item> {
    (0_u32..)
        .zip(REGIONS)
        .map(|(n, region)| Item {
            product_id: format!("pro_01kmappack{n:016}"),
            product: format!("Map pack: {region}"),
            price_id: format!("pri_01kmappack{n:016}"),
            price: "Map pack monthly".to_owned(),
            quantity: 1 + n % 3,
            unit_amount: 95 + i64::from(n % 7) * 15,
        })
        .collect()
}
