//! What is on file, before anybody presses.

use upm_contract::Overview;

use super::{
    client::Stripe,
    notice::notice,
    subject::Subject,
    types::{self, OnFile},
};
use crate::{error::Error, token::Claims};

impl Stripe {
    pub(crate) async fn overview(&self, claims: &Claims) -> Result<Overview, Error> {
        let subject = Subject::named(claims)?;
        let (subscription, customer) = tokio::try_join!(self.subscription_of(&subject), self.customer(&subject))?;
        // A legacy source is not shown, but it outranks what follows.
        let on_file = match subscription.on_file(&customer) {
            OnFile::Own(_) => types::id(subscription.default_payment_method.as_ref()),
            OnFile::Customers(method) => Some(method),
            OnFile::Nothing => None,
        };
        let (payment_method, invoice) =
            tokio::try_join!(self.payment_method(on_file), self.overdue_invoice(&subscription))?;
        Ok(Overview {
            payment_method,
            notice: subscription.owes().then(|| {
                let charged_now = self.payable(&subscription, invoice.as_ref()).is_some();
                notice(&subscription, invoice.as_ref(), charged_now)
            }),
            subscription: Some(upm_contract::Subscription { status: subscription.status }),
        })
    }
}
