//! Text that goes into HTML.

/// Escapes text for an element's content or a double-quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The template with each `{{name}}` replaced, or left where there is nothing for
/// it. What comes in is not looked at again, so no value can name another.
pub(crate) fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once("{{").and_then(|(before, gap)| Some((before, gap.split_once("}}")?)))
    {
        filled.push_str(before);
        filled.push_str(&value(name).unwrap_or_else(|| format!("{{{{{name}}}}}")));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    #[test]
    fn gaps_are_filled_once() {
        assert_eq!(super::fill("a {{x}}{{y}} {{", |name| (name == "x").then(|| "{{y}}".to_owned())), "a {{y}}{{y}} {{");
    }

    #[test]
    fn markup_becomes_text() {
        assert_eq!(super::escape(r#"<a href="x">&'"#), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    }
}
