use super::*;
use crate::config::{PaddleConfig, Portal, StripeConfig};

pub(crate) fn good() -> Config {
    let tokens =
        TokenConfig { secrets: vec!["0123456789abcdef0123456789abcdef".into()], audience: "account".to_owned() };
    Config {
        stripe: Some(StripeConfig::new("sk_test_made_up")),
        paddle: Some(PaddleConfig::new("pdl_sdbx_apikey_made_up", "test_made_up")),
        ..Config::new(tokens, "https://app.example.com/account")
    }
}

#[test]
fn a_good_configuration_passes() {
    assert_eq!(good().validate(), Ok(()));
    let mut local = good();
    local.return_url = "http://127.0.0.1:8080/account?tab=billing#card".to_owned();
    assert_eq!(local.validate(), Ok(()));
}

#[test]
fn all_mistakes_come_at_once_and_no_secret_with_them() {
    let mut bad = good();
    bad.tokens.secrets = vec!["short".into()];
    bad.tokens.audience = " ".to_owned();
    bad.return_param = "a b".to_owned();
    bad.return_url = "http://app.example.com/".to_owned();
    bad.return_urls = vec!["https://sam:pw@app.example.com/".to_owned(), "https://a.example.com/{x}".to_owned()];
    bad.assets = Some("/no/such/folder".into());
    if let Some(stripe) = &mut bad.stripe {
        stripe.api_base = "https://api.stripe.com/".to_owned();
        stripe.secret_key = "pk_test_made_up".into();
        stripe.version = String::new();
    }
    if let Some(paddle) = &mut bad.paddle {
        paddle.client_token = "live_made_up".to_owned();
    }
    let error = bad.validate().unwrap_err();
    assert_eq!(error.mistakes.len(), 12, "{error}");
    assert!(!error.to_string().contains("made_up") && !error.to_string().contains("short\n"), "{error}");
    assert!(!format!("{bad:?}").contains("pk_test"));
}

/// Whether exactly one mistake, of this setting, follows from a change.
fn only(setting: &str, change: impl FnOnce(&mut Config)) {
    let mut config = good();
    change(&mut config);
    let mistakes = config.validate().expect_err(setting).mistakes;
    assert!(mistakes.len() == 1 && mistakes[0].starts_with(setting), "{setting}: {mistakes:?}");
    assert!(!mistakes[0].contains("made_up"), "{mistakes:?}");
}

fn stripe(setting: &str, change: impl FnOnce(&mut StripeConfig)) {
    only(setting, |config| change(config.stripe.as_mut().unwrap()));
}

fn paddle(setting: &str, change: impl FnOnce(&mut PaddleConfig)) {
    only(setting, |config| change(config.paddle.as_mut().unwrap()));
}

#[test]
fn each_setting_of_the_whole_is_checked() {
    only("neither", |config| (config.stripe, config.paddle) = (None, None));
    only("origins", |config| config.origins = vec!["https://app.example.com".to_owned(), "*".to_owned()]);
    only("starts_per_minute", |config| config.starts_per_minute = 0);
    only("sweep_every", |config| config.sweep_every = Duration::from_secs(1 << 20));
    only("return_url", |config| config.return_url = "https://app.example.com/?upm_session=1".to_owned());
    only("brand.name", |config| config.brand.name = "Made\nup".to_owned());
    only("brand.logo", |config| config.brand.logo = Some("http://example.com/logo.svg".to_owned()));
    only("brand.accent", |config| config.brand.accent = Some("red".to_owned()));
}

#[test]
fn each_setting_of_stripe_is_checked() {
    stripe("stripe.publishable_key: a", |stripe| stripe.publishable_key = Some("sk_test_made_up".to_owned()));
    stripe("stripe.publishable_key: is", |stripe| stripe.publishable_key = Some("pk_live_made_up".to_owned()));
    stripe("stripe.version", |stripe| stripe.version = "newest".to_owned());
    stripe("stripe.webhook_secrets: number 2", |stripe| {
        stripe.webhook_secrets = vec!["whsec_made_up".into(), "made_up".into()];
    });
    stripe("stripe.webhook_tolerance", |stripe| stripe.webhook_tolerance = Duration::ZERO);
    stripe("stripe.pay_now", |stripe| (stripe.pay_now, stripe.portal) = (true, Some(Portal::default())));
    stripe("stripe.portal_configuration", |stripe| {
        stripe.portal = Some(Portal { configuration: Some("pc_made_up".to_owned()) });
    });
    stripe("stripe.calls_per_second", |stripe| stripe.calls_per_second = 0);
}

#[test]
fn each_setting_of_paddle_is_checked() {
    paddle("paddle.api_key", |paddle| paddle.api_key = "test_made_up".into());
    paddle("paddle.api_base", |paddle| paddle.api_base = "https://api.paddle.com".to_owned());
    paddle("paddle.webhook_secrets: number 1", |paddle| paddle.webhook_secrets = vec!["whsec_made_up".into()]);
    paddle("paddle.webhook_tolerance", |paddle| paddle.webhook_tolerance = Duration::from_secs(7200));
    paddle("paddle.calls_per_minute", |paddle| paddle.calls_per_minute = 0);
}
