//! Quotation marks, spaces and full stops.

use super::*;

#[test]
fn quotes_dots_and_spaces_are_those_of_print() {
    each(|Text { text, place, .. }| {
        assert_eq!(text.trim(), text, "{place}");
        for odd in ["\"", "'", "...", "  ", " .", " ,", "\n", "\t", "--"] {
            assert!(!text.contains(odd), "{odd:?} in {place}");
        }
    });
}

#[test]
fn a_sentence_ends_where_english_ends_it() {
    // Thai puts a space between sentences and nothing behind the last.
    each(|Text { language, text, english, place }| {
        let stops = |text: &str| text.ends_with(['.', '。', '।']);
        assert!(stops(text) == (stops(english) && language != "th"), "{place}");
        assert_eq!(text.ends_with('…'), english.ends_with('…'), "{place}");
    });
}

#[test]
fn french_marks_do_not_begin_a_line() {
    each(|Text { language, text, place, .. }| {
        if !language.starts_with("fr") {
            return;
        }
        let mut before = ' ';
        for c in plain(text).chars() {
            let bound = matches!(before, '\u{a0}' | '\u{202f}');
            // In Canada only the colon and the quotation marks stand apart.
            let apart = if language == "fr" { ":;?!»" } else { ":»" };
            assert!(!apart.contains(c) || bound, "{c} in {place}");
            assert!(!";?!".contains(c) || before != ' ', "{c} in {place}");
            assert!(before != '«' || matches!(c, '\u{a0}' | '\u{202f}'), "« in {place}");
            before = c;
        }
    });
}

#[test]
fn chinese_and_japanese_have_marks_of_full_width() {
    each(|Text { language, text, place, .. }| {
        let wide = language == "ja" || language.starts_with("zh");
        assert!(!wide || !plain(text).contains([',', ':', ';', '?', '!', '(', ')', '.']), "{place}");
    });
}
