//! Taking the money of an open invoice.

use crate::stripe::cards::{self, Charge};
use crate::stripe::data::Data;

/// Charges `method` for the open invoice `id`. The invoice stays open unless paid.
pub(in crate::stripe) fn charge(data: &mut Data, id: &str, method: &str) -> Charge {
    let Some(answer) = data.method(method).map(|method| cards::charge(&method.kind)) else {
        return Charge::Later;
    };
    match answer {
        Charge::Paid => pay(data, id),
        Charge::Later => attempted(data, id),
        Charge::Authenticate => {
            attempted(data, id);
            data.emit("invoice.payment_action_required", id);
        }
        Charge::Declined(_) => {
            attempted(data, id);
            data.emit("invoice.payment_failed", id);
        }
    }
    answer
}

fn attempted(data: &mut Data, id: &str) {
    data.watched(&[id], |data| {
        if let Some(invoice) = data.invoice_mut(id) {
            invoice.attempts += 1;
        }
    });
}

/// The invoice is paid, and the subscription active again where it is its latest.
pub(in crate::stripe) fn pay(data: &mut Data, id: &str) {
    let Some(invoice) = data.invoice(id) else { return };
    let (subscription, customer) = (invoice.subscription.clone(), invoice.customer.clone());
    data.watched(&[id, &subscription, &customer], |data| {
        if let Some(invoice) = data.invoice_mut(id) {
            invoice.status = "paid";
            invoice.attempts += 1;
            invoice.charges += 1;
            invoice.next_attempt = None;
            invoice.challenge = None;
        }
        if let Some(subscription) = data.subscriptions.iter_mut().find(|object| object.id == subscription)
            && subscription.latest_invoice.as_deref() == Some(id)
            && matches!(subscription.status.as_str(), "past_due" | "unpaid" | "incomplete")
        {
            "active".clone_into(&mut subscription.status);
        }
    });
    data.emit("invoice.paid", id);
    data.emit("invoice.payment_succeeded", id);
}
