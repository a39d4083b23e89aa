//! Finding finished sessions that nobody reported: the tab was closed, and the
//! webhook was lost or the service was down.

use std::collections::BTreeSet;

use super::{
    client::Stripe,
    reconcile::WINDOW,
    subject::Subject,
    types::{List, Session},
};
use crate::{
    error::{Code, Error},
    flaw::flawed,
};

/// How many pages of a hundred sessions are read.
const PAGES: u32 = 100;

/// What a sweep found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Subscriptions with a finished session of the last days.
    pub looked_at: usize,
    /// Those of them that could not be brought up to date this time.
    pub failed: usize,
}

impl Stripe {
    /// Reconciles every subscription that has a finished session of the last
    /// days, and names each to `looked_at`. One at a time, so that customers in
    /// front of the page go first.
    pub(crate) async fn sweep(&self, looked_at: impl Fn(&Subject)) -> Result<Swept, Error> {
        if flawed!(self, NoSweep) {
            return Ok(Swept::default());
        }
        let subjects = self.finished().await?;
        let mut swept = Swept { looked_at: subjects.len(), failed: 0 };
        for subject in &subjects {
            match self.reconcile(subject).await {
                Ok(_) => {}
                Err(error) if has_ended(error.code()) => {
                    tracing::debug!(%error, "a finished update is of no use any more");
                }
                Err(error) => {
                    swept.failed += 1;
                    tracing::warn!(%error, "a finished update could not be applied; the next sweep tries again");
                }
            }
            looked_at(subject);
        }
        Ok(swept)
    }

    /// Whose sessions are complete.
    async fn finished(&self) -> Result<BTreeSet<Subject>, Error> {
        let since = self.clock.now().saturating_sub(WINDOW).to_string();
        let mut subjects = BTreeSet::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let mut query = vec![("status", "complete"), ("created[gte]", since.as_str()), ("limit", "100")];
            if let Some(after) = &after {
                query.push(("starting_after", after));
            }
            let page: List<Session> = self.get("list sessions", "/v1/checkout/sessions", &query).await?;
            subjects.extend(page.data.iter().filter_map(Session::subject));
            after = page.data.last().map(|session| session.id.clone()).filter(|_| page.has_more);
            if after.is_none() {
                return Ok(subjects);
            }
        }
        tracing::warn!("more finished sessions than a sweep reads; the oldest were left out");
        Ok(subjects)
    }
}

/// Whether the subscription takes no default any more. Customers leave in the
/// week after an update, too; nobody has to be told of that every few minutes.
fn has_ended(code: Code) -> bool {
    matches!(code, Code::SubscriptionCanceled | Code::ManualCollection)
}
