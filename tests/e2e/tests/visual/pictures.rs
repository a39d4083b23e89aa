//! Pictures of the gallery against those kept in `references`.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use e2e::{Stage, evidence, run};
use image::{ImageFormat, RgbImage};
use image_compare::{Algorithm, rgb_similarity_structure};

use crate::views::{self, View};
use crate::{gallery, gallery::picture};

/// Steps of 255 between the shades of a reference.
const SHADES: u8 = 4;
/// As good as the same colour: 8 of 255 steps in each channel.
const SAME: f32 = 1. - 8.5 / 255.;
/// One pixel of so many may be drawn otherwise: another machine's arithmetic rounds otherwise at the edge of a letter.
const TOLERATED: u32 = 20_000;

#[test]
fn every_state_looks_as_it_did() {
    look_at(views::states());
}

#[test]
fn languages_themes_and_widths_look_as_they_did() {
    look_at(views::languages());
}

#[test]
fn inside_bootstrap_and_tailwind_it_looks_as_it_did() {
    look_at(views::hosts());
}

fn look_at(views: Vec<View>) {
    let wish = std::env::var("UPM_VISUAL")
        .unwrap_or_else(|_| panic!("UPM_VISUAL is not set; `cargo xtask test visual` sets it."));
    if wish == "skip" {
        return;
    }
    run(async |stage: &Stage| {
        gallery::prepare(stage).await;
        let mut changed = Vec::new();
        for view in views {
            let actual = picture(stage, &view).await;
            if wish == "update" {
                keep(&view, &actual);
            } else if let Err(why) = compare(&view, &actual) {
                changed.push(why);
            }
        }
        assert!(
            changed.is_empty(),
            "{} pictures have changed; what was drawn, what was expected and the difference are in {}:\n{}\n\
             If that is as it should be, renew them: cargo xtask references",
            changed.len(),
            folder().display(),
            changed.join("\n")
        );
    });
}

/// Writes the reference, in fewer shades than anybody sees, and as small as that gets.
fn keep(view: &View, actual: &[u8]) {
    // One that is as good as the old stays, so that only what changed is in a commit.
    if !view.has_its_own_reference() || compare(view, actual).is_ok() {
        return;
    }
    let mut coarse = pixels(actual);
    coarse.iter_mut().for_each(|part| *part = part.saturating_add(SHADES / 2) / SHADES * SHADES);
    let mut png = Cursor::new(Vec::new());
    coarse.write_to(&mut png, ImageFormat::Png).expect("a PNG");
    let small = oxipng::optimize_from_memory(png.get_ref(), &oxipng::Options::from_preset(5)).expect("a PNG");
    let file = reference(view);
    fs::write(&file, small).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

fn compare(view: &View, actual: &[u8]) -> Result<(), String> {
    let name = view.name();
    let expected = fs::read(reference(view)).map_err(|error| format!("{name}: no reference ({error})"))?;
    let (old, new) = (pixels(&expected), pixels(actual));
    if old == new {
        return Ok(());
    }
    let why = match rgb_similarity_structure(&Algorithm::RootMeanSquared, &old, &new) {
        Err(_) => format!("{name}: {:?} pixels in place of {:?}", new.dimensions(), old.dimensions()),
        Ok(found) => {
            let difference = found.image.to_color_map();
            let other = difference.to_rgb32f().pixels().filter(|pixel| pixel.0.iter().any(|same| *same < SAME)).count();
            if u32::try_from(other).is_ok_and(|other| other <= old.width() * old.height() / TOLERATED) {
                return Ok(());
            }
            save(&name, "difference", |file| difference.save_with_format(file, ImageFormat::Png).expect("a file"));
            format!("{name}: {other} pixels are of another colour")
        }
    };
    save(&name, "actual", |file| fs::write(file, actual).expect("a file"));
    save(&name, "reference", |file| fs::write(file, &expected).expect("a file"));
    Err(why)
}

fn pixels(png: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(png, ImageFormat::Png).expect("a PNG").into_rgb8()
}

fn reference(view: &View) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/visual/references").join(view.reference())
}

fn folder() -> PathBuf {
    evidence::folder().join("visual")
}

fn save(name: &str, kind: &str, write: impl FnOnce(&Path)) {
    fs::create_dir_all(folder()).expect("a folder");
    write(&folder().join(name.replace(".png", &format!(".{kind}.png"))));
}
