//! The business on the payment link page: its name or logo, and its colour.

use url::Url;

use crate::{config::Brand, html::escape};

/// What stands above the card, or nothing.
pub(super) fn header(brand: &Brand) -> String {
    let name = escape(brand.name.trim());
    match &brand.logo {
        Some(logo) => {
            format!(r#"<header class="brand"><img src="{}" alt="{name}" height="40"></header>"#, escape(logo))
        }
        None if name.is_empty() => String::new(),
        None => format!(r#"<header class="brand"><bdi>{name}</bdi></header>"#),
    }
}

/// The title of the page, with the name behind it.
pub(super) fn title(page: &str, brand: &Brand) -> String {
    let name = brand.name.trim();
    if name.is_empty() { escape(page) } else { escape(&format!("{page} · {name}")) }
}

/// The accent, to stand behind the stylesheet. Only what is a colour gets into the page,
/// however the configuration was made.
pub(super) fn style(brand: &Brand) -> String {
    colours(brand).map_or_else(String::new, |(accent, on_accent)| {
        format!("<style>:root {{ --accent: {accent}; --on-accent: {on_accent} }}</style>")
    })
}

/// What the browser's tab shows: a card in the accent. A logo is rarely a square that is still seen at this size.
pub(super) fn icon(brand: &Brand) -> String {
    let (accent, on_accent) = colours(brand).unwrap_or(("#2b59c3", "#ffffff"));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="5" width="30" height="22" rx="4" fill="{accent}"/><path d="M1 11h30v4H1zM5 20h8v3H5z" fill="{on_accent}"/></svg>"#
    )
}

/// The accent, and the colour of what stands on it.
fn colours(brand: &Brand) -> Option<(&str, &'static str)> {
    let accent = brand.accent.as_deref()?;
    let [r, g, b] = colour(accent)?;
    Some((accent, if is_light(r, g, b) { "#10141c" } else { "#ffffff" }))
}

/// Where the logo comes from, for the policy.
pub(super) fn logo_origin(brand: &Brand) -> Option<String> {
    let url = Url::parse(brand.logo.as_deref()?).ok()?;
    Some(url.origin().ascii_serialization())
}

fn colour(text: &str) -> Option<[u8; 3]> {
    let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let [_, r, g, b] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
    Some([r, g, b])
}

/// Whether dark text has more contrast on it than white text, by WCAG 2's relative luminance.
fn is_light(r: u8, g: u8, b: u8) -> bool {
    let linear = |value: u8| {
        let value = f32::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    // Where both contrasts are equal.
    luminance > 0.179
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(name: &str, logo: Option<&str>, accent: Option<&str>) -> Brand {
        Brand { name: name.to_owned(), logo: logo.map(str::to_owned), accent: accent.map(str::to_owned) }
    }

    #[test]
    fn a_brand_is_text_and_never_markup() {
        let odd = brand(r#"Fern & <b>Way</b>"#, Some(r#"https://a.example/l.svg?x="><script>"#), Some("red;}</style>"));
        assert_eq!(title("Secure payment", &odd), "Secure payment · Fern &amp; &lt;b&gt;Way&lt;/b&gt;");
        let header = header(&odd);
        assert!(!header.contains("<script") && !header.contains("<b>"), "{header}");
        assert_eq!(style(&odd), "");
        assert!(!icon(&odd).contains("red"), "only a colour gets into it");
    }

    #[test]
    fn without_a_brand_nobody_is_named() {
        let none = brand(" ", None, None);
        assert_eq!((header(&none).as_str(), style(&none).as_str(), logo_origin(&none)), ("", "", None));
        assert_eq!(title("Secure payment", &none), "Secure payment");
    }

    #[test]
    fn text_on_the_accent_can_be_read() {
        for (accent, on_accent) in
            [("#ffffff", "#10141c"), ("#ffd400", "#10141c"), ("#0f3d2e", "#ffffff"), ("#C2185B", "#ffffff")]
        {
            let style = style(&brand("", None, Some(accent)));
            assert!(style.contains(accent) && style.contains(on_accent), "{style}");
            let icon = icon(&brand("", None, Some(accent)));
            assert!(icon.contains(accent) && icon.contains(on_accent), "{icon}");
        }
    }
}
