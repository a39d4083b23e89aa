//! The couriers of both providers, to the back end beside the account page.

use std::io;

use crate::Urls;
use crate::courier::Courier;
use crate::seeds::Provider;

/// Who delivers the webhooks, to the back end beside the account page.
#[derive(Clone, Debug)]
pub(crate) struct Couriers {
    pub(crate) stripe: Courier,
    pub(crate) paddle: Courier,
}

impl Couriers {
    pub(crate) fn new(urls: &Urls) -> io::Result<Self> {
        let [stripe, paddle] = [Provider::Stripe, Provider::Paddle].map(|provider| {
            let courier = Courier::new(provider)?;
            courier.set_destination(Some(format!("{}/webhooks/{}", urls.page, provider.as_str())));
            io::Result::Ok(courier)
        });
        Ok(Self { stripe: stripe?, paddle: paddle? })
    }
}
