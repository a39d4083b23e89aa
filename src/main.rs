//! The module that Trunk and the npm package build. All it does is in its
//! exports: `mount`, `paddleEvent`, and what `mount` answers.

use update_payment_method as _;

fn main() {}
