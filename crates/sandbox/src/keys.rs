//! The made-up keys between the demo's back end and the doubles.

/// Stripe's secret key; the double takes any other `sk_test_…` key too.
pub const STRIPE_SECRET_KEY: &str = "sk_test_51FernwayExampleExampleExample";
/// Stripe's publishable key; the double takes any other `pk_test_…` key too.
pub const STRIPE_PUBLISHABLE_KEY: &str = "pk_test_fernwayexample";
/// Paddle's API key, which the double insists on.
pub const PADDLE_API_KEY: &str = "pdl_sdbx_apikey_01kfernwayexample000000000_ExampleExampleExample0_Exa";
/// Paddle's client-side token of the sandbox environment.
pub const PADDLE_CLIENT_TOKEN: &str = "test_fernwayexample000000000";
/// What the demo signs customer tokens with.
pub const TOKEN_SECRET: &str = "fernway-demo-token-secret-not-for-any-real-use";
/// The audience of the demo's customer tokens.
pub const TOKEN_AUDIENCE: &str = "update-payment-method";
/// What Stripe's webhooks are signed with.
pub const STRIPE_WEBHOOK_SECRET: &str = "whsec_sandbox_current";
/// The secret before, which still counts during a rotation.
pub const STRIPE_WEBHOOK_SECRET_PREVIOUS: &str = "whsec_sandbox_previous";
/// What Paddle's webhooks are signed with.
pub const PADDLE_WEBHOOK_SECRET: &str = "pdl_ntfset_sandbox_current";
/// The secret before, which still counts during a rotation.
pub const PADDLE_WEBHOOK_SECRET_PREVIOUS: &str = "pdl_ntfset_sandbox_previous";
