//! Random events, in proportions that reach every phase.

use std::sync::Arc;

use proptest::{collection, option, prelude::*, sample};
use upm_contract::{
    InvoiceOutcome, InvoiceStatus, Item, Kind, Money, Notice, Overview, PaymentMethod, Status, Verification,
};

use crate::{
    answer::{Checkout, Plan, Route},
    error::{Code, Error},
    flow::{Event, NotVerified},
};

fn money() -> impl Strategy<Value = Money> {
    let amount = prop_oneof![4 => sample::select(vec![0, 1, 2988, 3000]), 1 => any::<i64>()];
    (amount, sample::select(vec![("EUR", 2), ("JPY", 0), ("HUF", 2), ("KWD", 3)]))
        .prop_map(|(amount, (currency, decimals))| Money { amount, currency: currency.into(), decimals })
}

fn kind() -> impl Strategy<Value = Kind> {
    sample::select(vec![Kind::PastDue, Kind::PastDue, Kind::ZeroValue, Kind::Charge, Kind::Other("refund".into())])
}

/// A charge always names its amount here; the scenarios have the one that does not.
fn notice() -> impl Strategy<Value = Notice> {
    let item = money().prop_map(|money| Item { name: "Fernway Solo monthly".into(), quantity: 1, amount: Some(money) });
    let invoice = option::of(sample::select(vec!["in_1", "in_2"]));
    (kind(), any::<bool>(), option::weighted(0.9, money()), collection::vec(item, 0..2), invoice).prop_map(
        |(kind, charged_now, due, items, invoice)| Notice {
            kind,
            charged_now: charged_now && due.is_some(),
            due,
            items,
            totals: None,
            next_attempt: None,
            invoice: invoice.map(str::to_owned),
        },
    )
}

pub(super) fn overview() -> impl Strategy<Value = Arc<Overview>> {
    let method = option::of(Just(PaymentMethod { kind: "link".into(), ..PaymentMethod::default() }));
    (method, option::of(notice()))
        .prop_map(|(payment_method, notice)| Arc::new(Overview { payment_method, subscription: None, notice }))
}

/// A past-due subscription gets the same transaction each time: there are only two.
fn route() -> impl Strategy<Value = Route> {
    let checkout = (sample::select(vec!["txn_1", "txn_2"]), any::<bool>()).prop_map(|(id, inline)| {
        Route::Checkout(Arc::new(Checkout { id: id.into(), key: None, inline, secret: None }))
    });
    let secret = Some("cs_test_1_secret_2".to_owned());
    let session = Arc::new(Checkout { id: "cs_test_1".into(), key: None, inline: true, secret });
    prop_oneof![
        3 => checkout,
        2 => Just(Route::Checkout(session)),
        1 => Just(Route::Stripe { url: "https://checkout.stripe.com/c/pay/cs_test_1".into() }),
        1 => Just(Route::PaddleLink { url: "https://account.example.com/pay?_ptxn=txn_1".into() }),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    (route(), option::of(notice().prop_map(Arc::new)), prop::bool::weighted(0.8))
        .prop_map(|(route, notice, verify)| Plan { route, notice, verify })
}

fn error() -> impl Strategy<Value = Error> {
    sample::select(Code::ALL).prop_map(|code| Error::new(code, "made up"))
}

fn verification() -> impl Strategy<Value = Arc<Verification>> {
    let status = prop_oneof![
        4 => Just(Status::Pending),
        1 => Just(Status::Updated),
        1 => Just(Status::PaidWithPreviousMethod),
        1 => Just(Status::Failed),
        1 => Just(Status::Expired),
        1 => Just(Status::Other("updated_soon".into())),
    ];
    let declined = InvoiceOutcome {
        status: InvoiceStatus::Declined,
        amount: None,
        url: None,
        reason: Some("expired_card".into()),
        next_attempt: None,
    };
    (status, option::weighted(0.3, Just(declined)))
        .prop_map(|(status, invoice)| Arc::new(Verification { status, payment_method: None, invoice }))
}

pub(super) fn verified() -> impl Strategy<Value = Event> {
    let not =
        prop_oneof![Just(NotVerified::Unsupported), Just(NotVerified::Unknown), error().prop_map(NotVerified::Failed)];
    prop_oneof![5 => verification().prop_map(Ok), 2 => not.prop_map(Err)].prop_map(Event::Verified)
}

pub(super) fn answered() -> impl Strategy<Value = Event> {
    prop_oneof![5 => plan().prop_map(Ok), 1 => error().prop_map(Err)].prop_map(Event::Answered)
}

pub(super) fn loaded() -> impl Strategy<Value = Event> {
    option::of(notice().prop_map(Arc::new)).prop_map(Event::Loaded)
}

pub(super) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Press),
        1 => Just(Event::Load),
        3 => Just(Event::Agree),
        1 => Just(Event::Cancel),
        2 => Just(Event::Check),
        6 => answered(),
        1 => overview().prop_map(Event::Overview),
        1 => sample::select(vec!["cs_test_1", "txn_1"]).prop_map(|id| Event::Returned(id.into())),
        1 => Just(Event::StillHere),
        1 => Just(Event::Restored),
        3 => any::<bool>().prop_map(|silent| Event::Opened { silent }),
        1 => Just(Event::LoadExpired),
        4 => loaded(),
        3 => Just(Event::PaymentInitiated),
        1 => Just(Event::PaymentFailed),
        2 => Just(Event::Completed),
        1 => Just(Event::Closed),
        1 => error().prop_map(Event::CheckoutFailed),
        1 => Just(Event::Superseded),
        1 => Just(Event::Moved),
        8 => verified(),
        1 => Just(Event::Prevented),
    ]
}
