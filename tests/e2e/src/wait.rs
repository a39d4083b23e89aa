//! Waiting for what must become true, with an end.

use std::time::{Duration, Instant};

use thirtyfour::WebElement;
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};

/// How long anything may take to become true.
const PATIENCE: Duration = Duration::from_secs(15);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(40);

/// What was seen instead; also an error of the browser, which may be between two pages.
#[derive(Clone, Debug)]
pub struct Unmet(String);

impl From<String> for Unmet {
    fn from(seen: String) -> Self {
        Self(seen)
    }
}

impl From<&str> for Unmet {
    fn from(seen: &str) -> Self {
        Self(seen.to_owned())
    }
}

impl From<WebDriverError> for Unmet {
    fn from(error: WebDriverError) -> Self {
        Self(error.to_string())
    }
}

/// Looks until `look` finds it, for at most 15 seconds.
///
/// # Panics
/// When it does not; the message has `what`, and what was seen last.
pub async fn until<T>(what: &str, look: impl AsyncFnMut() -> Result<T, Unmet>) -> T {
    until_within(PATIENCE, what, look).await
}

/// The same, for at most `patience`.
///
/// # Panics
/// As [`until`].
pub async fn until_within<T>(patience: Duration, what: &str, mut look: impl AsyncFnMut() -> Result<T, Unmet>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        match look().await {
            Ok(found) => return found,
            Err(Unmet(seen)) if Instant::now() >= deadline => {
                panic!("waited {} s in vain for: {what}\nlast seen: {seen}", patience.as_secs());
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Clicks what `find` finds, once it can be clicked.
///
/// What a click removes, a frame for one, can be gone before the browser has reported
/// the click: an element that fails under a click and is not there any more was clicked.
pub(crate) async fn click(what: &str, mut find: impl AsyncFnMut() -> Result<WebElement, Unmet>) {
    let mut begun = false;
    until(what, async || {
        let element = match find().await {
            Err(_) if begun => return Ok(()),
            found => found?,
        };
        element.click().await.map_err(|error| {
            begun |= !matches!(
                error.as_inner(),
                WebDriverErrorInner::ElementNotInteractable(_) | WebDriverErrorInner::ElementClickIntercepted(_)
            );
            error.into()
        })
    })
    .await;
}

/// Looks again and again for `span`, and `look` must hold each time: for what must *not* happen.
///
/// # Panics
/// As soon as it does not hold; the message has `what`, and what was seen.
pub async fn throughout(span: Duration, what: &str, mut look: impl AsyncFnMut() -> Result<(), Unmet>) {
    let deadline = Instant::now() + span;
    while Instant::now() < deadline {
        if let Err(Unmet(seen)) = look().await {
            panic!("no longer holds: {what}\nseen: {seen}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
