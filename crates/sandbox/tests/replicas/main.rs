//! Two processes of the back end behind nginx, under load, while one of them is killed and started again.
//!
//! `cargo xtask test replicas` builds the back end, finds nginx and runs this with `UPM_SERVER` and `UPM_NGINX` set.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod access;
mod customers;
mod doubles;
mod ledger;
mod replica;
mod stage;

use std::sync::Arc;

use customers::Load;
use stage::Stage;

/// Customers of Stripe.
const STRIPE: usize = 32;
/// Customers of Paddle, who only start: what they pay is between them and Paddle.
const PADDLE: usize = 12;
/// How often each customer updates.
const ROUNDS: usize = 10;
/// A replica dies after so many further requests: time enough for nginx to find out that it is back.
const LIFE: usize = 40;
/// It is missing for so many.
const GAP: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs nginx and the built back end: cargo xtask test replicas"]
async fn a_killed_replica_loses_no_update_and_applies_none_twice() {
    let stage = Arc::new(Stage::set(STRIPE, PADDLE).await);
    let load = Load::new(Arc::clone(&stage));
    let killer = tokio::spawn(Arc::clone(&stage).kill_again_and_again(load.sent(), LIFE, GAP));
    load.run(ROUNDS).await;
    killer.abort();
    let _ = killer.await;
    stage.courier().idle().await;

    let requests = stage.access();
    let (kills, retried) = (stage.kills(), access::retried(&requests));
    let finished = load.finished();
    println!("replicas: {} updates finished, {kills} kills, {} requests through nginx", finished.len(), requests.len());
    println!("replicas: {retried} went to the other replica, {} starts were cut off and repeated", load.cut_off());
    assert_eq!(finished.len(), STRIPE * ROUNDS, "every customer finished every update");
    assert!(kills >= 3, "{kills} kills are no test");
    assert!(retried > 0, "nginx never had to retry: nothing was tested");
    assert_eq!(access::failed_although_retryable(&requests), Vec::<String>::new());
    ledger::every_update_counts(&stage, &finished).await;
    ledger::no_update_counts_twice(&stage, &finished).await;
    ledger::no_paddle_start_was_repeated(&stage, &requests);
    stage.tidy();
}
