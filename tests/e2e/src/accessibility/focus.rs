//! A person who has a keyboard and nothing else.

use serde::Deserialize;
use thirtyfour::Key;

use crate::Stage;
use crate::browser::Browser;
use crate::wait::until;

/// What has the focus.
const FOCUS: &str = include_str!("focus.js");
/// More stops than any of the pages has.
const STOPS: usize = 60;

/// The keys.
#[derive(Debug)]
pub struct Keyboard<'a>(&'a Browser);

/// Where the focus is.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Focus {
    /// `button Cancel`, `group Secure checkout`, `body`.
    pub on: String,
    /// Whether it is seen.
    pub shows: bool,
}

impl<'a> Keyboard<'a> {
    /// The page's.
    #[must_use]
    pub fn of(stage: &'a Stage) -> Self {
        Self(&stage.browser)
    }

    /// Presses and releases a key, wherever the focus is, also in a frame.
    pub async fn press(&self, key: Key) {
        let pressed = self.0.driver.action_chain().key_down(key.clone()).key_up(key).perform().await;
        pressed.unwrap_or_else(|error| panic!("a key: {error}"));
    }

    /// Types a text.
    pub async fn types(&self, text: &str) {
        let typed = self.0.driver.action_chain().send_keys(text).perform().await;
        typed.unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    /// Shift and Tab.
    pub async fn back(&self) {
        let chain = self.0.driver.action_chain().key_down(Key::Shift).key_down(Key::Tab).key_up(Key::Tab);
        chain.key_up(Key::Shift).perform().await.unwrap_or_else(|error| panic!("Shift+Tab: {error}"));
    }

    /// Where the focus is.
    pub async fn focus(&self) -> Focus {
        self.0.run(FOCUS).await
    }

    /// Waits until the focus is here, and is seen to be.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn is_on(&self, place: &str) {
        until(&format!("the focus on {place}"), async || {
            let focus: Focus = self.0.try_run(FOCUS, vec![]).await?;
            if focus.on == place && focus.shows { Ok(()) } else { Err(format!("{focus:?}").into()) }
        })
        .await;
        self.0.note(format_args!("the focus is on {place}"));
    }

    /// Tab, until the focus is here; the places on the way. Each of them is seen to have it.
    ///
    /// # Panics
    /// When it never comes there: there is a trap before it, or it cannot be had.
    pub async fn tab_to(&self, place: &str) -> Vec<String> {
        let mut way = vec![];
        for _ in 0..STOPS {
            self.press(Key::Tab).await;
            let focus = self.focus().await;
            assert!(focus.shows || focus.on == "body", "the focus on {} is not seen", focus.on);
            if focus.on == place {
                return way;
            }
            way.push(focus.on);
        }
        panic!("Tab never comes to {place}: {way:#?}");
    }
}
