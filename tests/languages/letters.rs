//! Each file is in the letters of its language, and nothing in it is still English.

use std::collections::BTreeSet;

use super::*;

/// What a language really calls it as English does.
const SAME: [(&str, &[&str]); 5] = [
    ("Subtotal", &["da", "es", "es-419", "fil", "id", "mt", "pt", "pt-BR", "ro"]),
    ("Total", &["es", "es-419", "fr", "fr-CA", "id", "mt", "pt", "pt-BR", "ro"]),
    ("{count} item", &["fil", "pt", "pt-BR"]),
    ("Credit", &["fil"]),
    ("Card", &["fil", "ro"]),
];

/// Characters of one Chinese script that the other writes otherwise.
const SIMPLIFIED: &str = "这们请时费错误页单账为无开关闭载请试发现会员额从来过还没连网银认确问题";
const TRADITIONAL: &str = "這們請時費錯誤頁單賬帳為無開關閉載請試發現會員額從來過還沒連網銀認確問題";

/// Whether a letter is one that the language is written with.
fn is_of(language: &str, letter: char) -> bool {
    let han = matches!(letter, '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9fff}');
    match language.split('-').next().unwrap() {
        "ar" => matches!(letter, '\u{600}'..='\u{6ff}'),
        "bg" => matches!(letter, 'А'..='я' | 'ѝ') && !"ЫыЭэ".contains(letter),
        "ru" => matches!(letter, 'А'..='я' | 'Ё' | 'ё'),
        "el" => matches!(letter, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}'),
        "th" => matches!(letter, '\u{e00}'..='\u{e7f}'),
        "hi" => matches!(letter, '\u{900}'..='\u{97f}'),
        "ko" => matches!(letter, '\u{ac00}'..='\u{d7af}'),
        "ja" => han || matches!(letter, '\u{3040}'..='\u{30ff}'),
        "zh" => han,
        _ => matches!(letter, 'A'..='Z' | 'a'..='z' | 'ª' | 'º' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'),
    }
}

#[test]
fn every_letter_is_of_the_languages_script() {
    each(|Text { language, text, place, .. }| {
        let odd: Vec<_> = plain(text).chars().filter(|c| c.is_alphabetic() && !is_of(language, *c)).collect();
        assert!(odd.is_empty(), "{odd:?} in {place}");
        assert!(plain(text).chars().any(char::is_alphabetic) || text.contains('{'), "{place}");
    });
}

#[test]
fn each_chinese_has_its_own_characters() {
    let only = |these: &str, others: &str| these.chars().filter(|c| !others.contains(*c)).collect::<BTreeSet<_>>();
    let simplified = only(SIMPLIFIED, TRADITIONAL);
    let traditional = only(TRADITIONAL, SIMPLIFIED);
    each(|Text { language, text, place, .. }| {
        let foreign = match language {
            "zh" => &traditional,
            "zh-HK" | "zh-TW" => &simplified,
            _ => return,
        };
        assert!(!text.chars().any(|c| foreign.contains(&c)), "{place}");
    });
}

#[test]
fn nothing_is_left_in_english() {
    let mut seen = BTreeSet::new();
    each(|Text { language, text, english, place }| {
        if text == english && !language.starts_with("en") {
            let word = SAME.iter().position(|(word, languages)| *word == text && languages.contains(&language));
            seen.insert((word.unwrap_or_else(|| panic!("{place}")), language));
        }
    });
    let allowed: usize = SAME.iter().map(|(_, languages)| languages.len()).sum();
    assert_eq!(seen.len(), allowed, "more is allowed than is needed");
}

#[test]
fn what_two_regions_share_is_not_all_of_it() {
    for (one, other) in [("es", "es-419"), ("fr", "fr-CA"), ("pt", "pt-BR"), ("zh-HK", "zh-TW"), ("zh", "zh-TW")] {
        assert_ne!(read(FOLDERS[0], one), read(FOLDERS[0], other), "{one} and {other}");
    }
}

#[test]
fn lengths_are_sane() {
    each(|Text { language, text, english, place }| {
        let (length, model) = (text.chars().count(), english.chars().count());
        let dense = ["ja", "ko", "zh"].iter().any(|name| language.starts_with(name));
        assert!(length <= model * 2 + 14, "{length} for {model} in {place}");
        assert!(length * if dense { 6 } else { 3 } + 4 >= model, "{length} for {model} in {place}");
    });
}
