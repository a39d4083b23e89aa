//! What the READMEs show of the npm package is what its pages in `tests/package` are made of, which run in a browser.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)] // Clippy does not see that these are tests.

const READMES: [&str; 2] = [include_str!("../README.md"), include_str!("../npm/README.md")];
const PAGES: [&str; 6] = [
    include_str!("package/plain/index.html"),
    include_str!("package/plain/mount.html"),
    include_str!("package/react/src/Billing.tsx"),
    include_str!("package/react/src/MountedBilling.tsx"),
    include_str!("package/vue/src/Billing.vue"),
    include_str!("package/vue/vite.config.ts"),
];

/// The code blocks of a language, without their fences.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let of = |readme: &'static str| -> Vec<_> {
        readme.split(&fence).skip(1).map(|rest| rest.split_once("```").unwrap().0).collect()
    };
    READMES.into_iter().flat_map(of).collect()
}

#[test]
fn what_is_shown_of_a_framework_is_a_file_of_its_page() {
    let shown: Vec<_> = ["tsx", "vue", "ts"].into_iter().flat_map(blocks).collect();
    assert_eq!(shown.len(), 4);
    for block in shown {
        assert!(PAGES.contains(&block), "no page has this file:\n{block}");
    }
}

/// Line by line: a page has more around it, and a token of its own.
#[test]
fn what_is_shown_without_one_stands_in_a_page() {
    let lines: Vec<_> = PAGES.into_iter().flat_map(str::lines).map(str::trim).collect();
    let ours = |block: &&str| block.contains("update-payment-method'") || block.contains("update-payment-method/");
    let shown: Vec<_> = blocks("js").into_iter().filter(ours).chain(blocks("html")).collect();
    assert!(shown.len() >= 6, "{shown:?}");
    for line in shown.into_iter().flat_map(str::lines).map(str::trim) {
        let line = line.replace(r#" value="…""#, "");
        assert!(line.starts_with("//") || lines.contains(&line.as_str()), "no page has this line: {line}");
    }
}
