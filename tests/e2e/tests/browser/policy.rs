//! The strict policy of the pages without Paddle.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::{Stage, run};

const HEADER: &str = "
    const answer = await fetch(location.href);
    return answer.headers.get('content-security-policy');";

#[test]
fn the_widget_works_under_trusted_types_without_a_violation() {
    run(async |stage: &Stage| {
        let browser = &stage.browser;
        let account = AccountPage::open(stage, "stripe_past_due", "").await;
        let policy: String = browser.run(HEADER).await;
        assert!(policy.contains("require-trusted-types-for 'script'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("paddle"), "{policy}");
        account.start().await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        account.reaches("updated").await;
        account.press("Update again").await;
        CheckoutPage::reached(stage).await;
        browser.back().await;
        account.reaches("ready").await;
        let violations: Vec<String> = browser.run("return window.e2e.violations").await;
        assert_eq!(violations, [] as [&str; 0]);
    });
}

/// The policy is in force, and this suite would see a violation of it.
#[test]
fn a_violation_would_be_seen() {
    run(async |stage: &Stage| {
        AccountPage::open(stage, "stripe_active", "").await;
        stage.expect_complaint("TrustedHTML");
        let probe = "
            try {
              document.createElement('p').innerHTML = '<b>x</b>';
              return 'allowed';
            } catch (error) {
              return error.name;
            }";
        assert_eq!(stage.browser.run::<String>(probe).await, "TypeError");
        stage.browser.holds("a violation", "return window.e2e.violations.length === 1").await;
        assert!(stage.browser.console().await.iter().any(|line| line.contains("TrustedHTML")));
    });
}
