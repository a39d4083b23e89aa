//! The addresses that the doubles hand out.

/// Whether the doubles go by loopback addresses or by the providers' real names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// `http://127.0.0.1:PORT` for everything: the demo.
    #[default]
    Loopback,
    /// `https://checkout.stripe.com`, `https://cdn.paddle.com` and so on, for a
    /// browser that maps those names to the sandbox's TLS ports.
    Real,
}

/// Origins without a trailing slash, as they stand in the URLs that the doubles
/// hand out and in the demo page's policy.
#[derive(Clone, Debug)]
pub struct Urls {
    /// The demo's account page and the back end.
    pub page: String,
    /// Stripe's hosted Checkout page, at `/c/pay/{id}`.
    pub stripe_checkout: String,
    /// Stripe's billing portal, at `/p/session/{token}`.
    pub stripe_billing: String,
    /// Stripe's hosted invoice page.
    pub stripe_invoice: String,
    /// `stripe.js`, at `/{train}/stripe.js`.
    pub stripe_js: String,
    /// Where `stripe.js` asks.
    pub stripe_api: String,
    /// Pages of methods that leave Checkout, at `/redirect/…`.
    pub stripe_hooks: String,
    /// `paddle.js`, at `/paddle/v2/paddle.js`.
    pub paddle_cdn: String,
    /// The style sheet and other assets of `paddle.js` in Paddle's sandbox environment.
    pub paddle_sandbox_cdn: String,
    /// The frame with Paddle's checkout.
    pub paddle_buy: String,
}

impl Urls {
    /// The addresses for `names`, from the ports that the plain listeners got.
    #[must_use]
    pub fn new(names: Names, page: u16, stripe: u16, paddle: u16) -> Self {
        let loopback = |port: u16| format!("http://127.0.0.1:{port}");
        match names {
            Names::Loopback => Self {
                page: loopback(page),
                stripe_checkout: loopback(stripe),
                stripe_billing: loopback(stripe),
                stripe_invoice: loopback(stripe),
                stripe_js: loopback(stripe),
                stripe_api: loopback(stripe),
                stripe_hooks: loopback(stripe),
                paddle_cdn: loopback(paddle),
                paddle_sandbox_cdn: loopback(paddle),
                paddle_buy: loopback(paddle),
            },
            Names::Real => Self {
                page: loopback(page),
                stripe_checkout: "https://checkout.stripe.com".to_owned(),
                stripe_billing: "https://billing.stripe.com".to_owned(),
                stripe_invoice: "https://invoice.stripe.com".to_owned(),
                stripe_js: "https://js.stripe.com".to_owned(),
                stripe_api: "https://api.stripe.com".to_owned(),
                stripe_hooks: "https://hooks.stripe.com".to_owned(),
                paddle_cdn: "https://cdn.paddle.com".to_owned(),
                paddle_sandbox_cdn: "https://sandbox-cdn.paddle.com".to_owned(),
                paddle_buy: "https://sandbox-buy.paddle.com".to_owned(),
            },
        }
    }

    /// Where `stripe.js` of the newest train is.
    #[must_use]
    pub fn stripe_script(&self) -> String {
        format!("{}/endive/stripe.js", self.stripe_js)
    }

    /// Where `paddle.js` is.
    #[must_use]
    pub fn paddle_script(&self) -> String {
        format!("{}/paddle/v2/paddle.js", self.paddle_cdn)
    }
}
