//! Which subscription a customer means whose token names none.

use super::{
    client::Paddle,
    types::{Envelope, Subscription},
};
use crate::{
    error::{Code, Error},
    outside::Repeat,
};

/// The most that Paddle puts on a page of subscriptions.
const PER_PAGE: usize = 200;

/// Far more pages than a customer has; a list that never ends is not followed.
const PAGES: usize = 10;

impl Paddle {
    /// The id of the customer's subscription that needs a new method: the one that
    /// is past due, else the one that is active or trialing, else the one that is
    /// paused, which Paddle then refuses in words of its own.
    pub(crate) async fn find(&self, customer: &str) -> Result<String, Error> {
        choose(self.subscriptions(customer).await?)
    }

    async fn subscriptions(&self, customer: &str) -> Result<Vec<Subscription>, Error> {
        let path = format!(
            "/subscriptions?customer_id={customer}&status=active,past_due,paused,trialing&order_by=id[ASC]&per_page={PER_PAGE}"
        );
        let mut all: Vec<Subscription> = Vec::new();
        let mut next = path.clone();
        for _ in 0..PAGES {
            let page: Envelope<Vec<Subscription>> = self.read("list subscriptions", &next, Repeat::Safe).await?;
            let last = page.data.last().map(|one| one.id.clone()).filter(|id| upm_contract::is_id(id));
            // Paddle's own, whatever the filter did.
            all.extend(page.data.into_iter().filter(|one| one.customer_id.as_deref() == Some(customer)));
            // `next` is an address with a host in it, and the key goes only where the configuration says.
            match last.filter(|_| page.meta.pagination.has_more) {
                Some(last) => next = format!("{path}&after={last}"),
                None => break,
            }
        }
        Ok(all)
    }
}

fn choose(all: Vec<Subscription>) -> Result<String, Error> {
    if all.is_empty() {
        return Err(Error::new(
            Code::NotFound,
            "Paddle has no active, trialing, past-due or paused subscription of the token's customer. Check the customer's id, or do not show the widget.",
        ));
    }
    let automatic: Vec<_> = all.into_iter().filter(|one| one.collection_mode.as_deref() != Some("manual")).collect();
    let Some(best) = automatic.iter().map(rank).min() else {
        return Err(Error::new(
            Code::ManualCollection,
            "All subscriptions of the token's customer are billed by invoice (collection mode manual). Do not show the widget for them.",
        ));
    };
    let mut equals = automatic.into_iter().filter(|one| rank(one) == best);
    match (equals.next(), equals.next()) {
        (Some(one), None) if upm_contract::is_id(&one.id) => Ok(one.id),
        _ => Err(Error::new(
            Code::SubscriptionUnnamed,
            "Several subscriptions of the token's customer fit equally well. Put the one that is meant into the token's claim `subscription`.",
        )),
    }
}

fn rank(subscription: &Subscription) -> u8 {
    match subscription.status.as_str() {
        "past_due" => 0,
        "active" | "trialing" => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The choice among these; a status may have the collection mode behind it.
    fn among(statuses: &[&str]) -> String {
        let one = |(place, text): (usize, &&str)| {
            let (status, mode) = text.split_once(' ').unwrap_or((text, "automatic"));
            let subscription = json!({"id": format!("sub_{place}"), "status": status, "collection_mode": mode});
            serde_json::from_value(subscription).unwrap()
        };
        match choose(statuses.iter().enumerate().map(one).collect()) {
            Ok(id) => id,
            Err(error) => error.code().as_str().to_owned(),
        }
    }

    #[test]
    fn the_one_in_need_is_chosen_and_no_guess_is_made() {
        for (statuses, expected) in [
            (&["active"][..], "sub_0"),
            (&["trialing"], "sub_0"),
            (&["active", "past_due", "trialing"], "sub_1"),
            (&["paused", "active"], "sub_1"),
            (&["paused"], "sub_0"),
            (&["active manual", "active"], "sub_1"),
            (&["past_due manual", "trialing"], "sub_1"),
            (&["active", "trialing"], "subscription_unnamed"),
            (&["past_due", "active", "past_due"], "subscription_unnamed"),
            (&["paused", "paused"], "subscription_unnamed"),
            (&["active manual", "past_due manual"], "manual_collection"),
            (&[], "not_found"),
        ] {
            assert_eq!(among(statuses), expected, "{statuses:?}");
        }
    }
}
