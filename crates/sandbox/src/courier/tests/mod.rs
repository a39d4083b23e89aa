//! Deliveries over real sockets to a receiver that answers as told.

mod order;
mod receiver;
mod tries;
