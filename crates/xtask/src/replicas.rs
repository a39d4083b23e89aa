//! Two processes of the back end behind nginx, under load, one of them killed and started again.

use crate::error::Result;
use crate::process::{run, run_tests};
use crate::setup::Setup;

const SERVER: &str = "update-payment-method-server";

/// Builds the back end as the sandbox's tests build it, so that nothing compiles twice, and runs the test against it.
pub fn check(setup: &Setup) -> Result<()> {
    run(setup.cargo().args(["build", "--package", SERVER, "--bin", SERVER, "--features", "sandbox"]))?;
    run_tests(
        setup
            .cargo()
            .args(["test", "--package", "upm-sandbox", "--test", "replicas", "--", "--ignored", "--nocapture"])
            .env("UPM_SERVER", setup.target.join("debug").join(SERVER)),
    )
    .map(|_| ())
}
