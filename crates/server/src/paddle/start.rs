//! Getting the transaction that replaces the payment method.

use serde::Serialize;
use upm_contract::Notice;
use url::Url;

use super::{client::Paddle, notice::notice, types::Transaction};
use crate::{
    error::{Code, Error},
    outside::Repeat,
};

/// The customer's subscription whose method is replaced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whose<'a> {
    pub customer: &'a str,
    pub subscription: &'a str,
}

/// A transaction to open a checkout for.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Opened {
    pub transaction_id: String,
    /// The default payment link with `_ptxn`, if Paddle gave one.
    pub checkout: Option<Link>,
    pub client_token: String,
    pub notice: Notice,
}

/// Where a transaction can be paid outside the page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Link {
    pub url: String,
}

impl Paddle {
    /// A GET, but each call for an active subscription makes a transaction: on
    /// the press only, and again only if the connection was never made.
    pub(crate) async fn start(&self, whose: Whose<'_>) -> Result<Opened, Error> {
        let path = format!("/subscriptions/{}/update-payment-method-transaction", whose.subscription);
        let transaction: Transaction = self.get("get update transaction", &path, Repeat::Never).await?;
        if !belongs(&transaction, whose.customer, Some(whose.subscription)) {
            return Err(Error::new(
                Code::NotFound,
                "The token's subscription is not the token's customer's. Check what your server puts into customer tokens.",
            ));
        }
        let url = transaction.checkout.as_ref().and_then(|checkout| checkout.url.as_deref());
        Ok(Opened {
            checkout: url.and_then(|url| link(url, &transaction.id)).map(|url| Link { url }),
            notice: notice(&transaction),
            transaction_id: transaction.id,
            client_token: self.client_token.clone(),
        })
    }
}

/// Whether a transaction is of the customer, and of the subscription or, where
/// the token names none, of any.
pub(super) fn belongs(transaction: &Transaction, customer: &str, subscription: Option<&str>) -> bool {
    let its = transaction.subscription_id.as_deref();
    transaction.customer_id.as_deref() == Some(customer)
        && its.is_some()
        && (subscription.is_none() || subscription == its)
}

/// The payment link for exactly this transaction. Paddle's own example carries a
/// link that names another one; `data.id` is right, so the link is mended, and
/// dropped where it is no web address.
fn link(url: &str, transaction: &str) -> Option<String> {
    let mut link = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
    let mut named = link.query_pairs().filter(|(name, _)| name == "_ptxn").map(|(_, value)| value == transaction);
    if named.next() == Some(true) && named.next().is_none() {
        return Some(url.to_owned());
    }
    let others: Vec<(String, String)> = link
        .query_pairs()
        .filter(|(name, _)| name != "_ptxn")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    link.query_pairs_mut().clear().extend_pairs(others).append_pair("_ptxn", transaction);
    Some(link.into())
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn a_link_leads_to_this_transaction_or_nowhere() {
        let id = "txn_01m7wv8dz0p7ft4y5m95edq0pv";
        let right = format!("https://app.example.com/pay?_ptxn={id}");
        for (url, expected) in [
            (right.clone(), Some(right.clone())),
            ("https://app.example.com/pay?_ptxn=txn_other".to_owned(), Some(right.clone())),
            ("https://app.example.com/pay".to_owned(), Some(right.clone())),
            (format!("{right}&_ptxn=txn_other"), Some(right)),
            (
                "https://app.example.com/pay?brand=a%20b&_ptxn=txn_other#x".to_owned(),
                Some(format!("https://app.example.com/pay?brand=a+b&_ptxn={id}#x")),
            ),
            ("javascript:alert(1)".to_owned(), None),
            ("/pay?_ptxn=x".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(link(&url, id), expected, "{url}");
        }
    }
}
