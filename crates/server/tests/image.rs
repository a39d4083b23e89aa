//! The image is built from what `Dockerfile.dockerignore` lets through: every
//! member of the workspace has to be there, or cargo reads nothing at all.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::{fs, path::Path};

#[test]
fn the_image_gets_every_member_of_the_workspace() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let ignored = fs::read_to_string(root.join("crates/server/Dockerfile.dockerignore")).unwrap();
    let let_through: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    assert!(members.len() > 2, "{members:?}");
    for member in members.iter().map(|member| member.as_str().unwrap()) {
        let folder = member.trim_end_matches("/*");
        assert!(let_through.contains(&folder), "{folder} is missing in Dockerfile.dockerignore");
    }
    for path in let_through {
        assert!(root.join(path).exists(), "{path} is let through, and is not there");
    }
}
