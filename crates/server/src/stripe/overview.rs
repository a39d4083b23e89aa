//! What is on file, before anybody presses.

use upm_contract::Overview;

use super::{
    client::Stripe,
    notice::notice,
    reconcile::Subject,
    types::{self, Customer},
};
use crate::{error::Error, token::Claims};

impl Stripe {
    pub(crate) async fn overview(&self, claims: &Claims) -> Result<Overview, Error> {
        let path = format!("/v1/customers/{}", claims.customer);
        let subject = Subject::named(claims)?;
        let (subscription, customer) =
            tokio::try_join!(self.subscription_of(&subject), self.get::<Customer>("get customer", &path, &[]))?;
        // Stripe's order: the subscription's method, its source, then the customer's
        // method. A source is a legacy card and not shown, but it outranks what follows.
        let on_file = match (&subscription.default_payment_method, &subscription.default_source) {
            (Some(method), _) => types::id(Some(method)),
            (None, Some(_)) => None,
            (None, None) => types::id(customer.invoice_settings.default_payment_method.as_ref()),
        };
        let (payment_method, invoice) =
            tokio::try_join!(self.payment_method(on_file), self.overdue_invoice(&subscription))?;
        Ok(Overview {
            payment_method,
            notice: subscription.owes().then(|| notice(&subscription, invoice.as_ref())),
            subscription: Some(upm_contract::Subscription { status: subscription.status }),
        })
    }
}
