//! The customers themselves.

use super::map_packs::map_packs;
use super::{Card, Customer, Debt, DefaultOn, Item, Provider};

fn item(ids: (&str, &str), product: &str, price: &str, quantity: u32, unit_amount: i64) -> Item {
    Item {
        product_id: ids.0.to_owned(),
        product: product.to_owned(),
        price_id: ids.1.to_owned(),
        price: price.to_owned(),
        quantity,
        unit_amount,
    }
}

/// Everybody, in the order of the demo's picker.
#[must_use]
pub fn customers() -> Vec<Customer> {
    let mut all = stripe();
    all.extend(paddle());
    all
}

fn stripe() -> Vec<Customer> {
    let solo = ("prod_Fw7SoloMonthly", "price_1FwSoloMonthlyUsd");
    let family = ("prod_Fw7FamilyMonthly", "price_1FwFamilyMonthlyGbp");
    let device = ("prod_Fw7OfflineDevice", "price_1FwOfflineDeviceGbp");
    let guide = ("prod_Fw7GuideMonthly", "price_1FwGuideMonthlyKwd");
    vec![
        Customer {
            key: "stripe_active",
            provider: Provider::Stripe,
            label: "Stripe, active",
            name: "Robin Hale",
            email: "robin@example.com",
            country: "US",
            postal_code: "97209",
            customer_id: "cus_X0t0ZBfdTEmxI6",
            address_id: None,
            subscription_id: "sub_1CmuxV5EbOApZOXzcycDeZ6d",
            plan: "Fernway Solo monthly",
            items: vec![item(solo, "Fernway Solo", "Solo monthly", 1, 999)],
            currency: "USD",
            decimals: 2,
            tax_basis_points: 0,
            credit: 0,
            card: card("pm_1qmVe5Mvxrv99NcqVTSu7rta", "visa", "4242", 4, 2030),
            default_on: DefaultOn::Subscription,
            debt: None,
        },
        Customer {
            key: "stripe_past_due",
            provider: Provider::Stripe,
            label: "Stripe, past due",
            name: "Sam Okafor",
            email: "sam@example.com",
            country: "GB",
            postal_code: "LA22 9BU",
            customer_id: "cus_uDxYYMfGmzWkpA",
            address_id: None,
            subscription_id: "sub_1ePcEJIukB4geqNfngAFTClo",
            plan: "Fernway Family monthly",
            items: vec![
                item(family, "Fernway Family", "Family monthly", 1, 1299),
                item(device, "Offline maps, per device", "Device monthly", 3, 300),
            ],
            currency: "GBP",
            decimals: 2,
            tax_basis_points: 2_000,
            credit: 0,
            card: card("pm_1iADN5RpVI2XQWhX1ssrKrxq", "visa", "0341", 8, 2029),
            default_on: DefaultOn::Customer,
            debt: debt("in_1VqmCplppjs46LmuezqpGHoP", 7, 3, "", "card_declined"),
        },
        Customer {
            key: "stripe_kwd",
            provider: Provider::Stripe,
            label: "Stripe, past due, Kuwaiti dinar",
            name: "Noura Al-Sabti",
            email: "noura@example.com",
            country: "KW",
            postal_code: "13001",
            customer_id: "cus_dmM0Lm7exG3lCM",
            address_id: None,
            subscription_id: "sub_1qXXQ8agOMTNwncxvjcnqcMU",
            plan: "Fernway Guide monthly",
            items: vec![item(guide, "Fernway Guide", "Guide monthly", 1, 4_750)],
            currency: "KWD",
            decimals: 3,
            tax_basis_points: 0,
            credit: 0,
            card: card("pm_1P6n0a0uARxlNtencYFJEeAg", "mastercard", "0119", 11, 2028),
            default_on: DefaultOn::Subscription,
            debt: debt("in_1YzQJjOIfPkzSrAsQtA9dtVK", 4, 5, "", "card_declined"),
        },
    ]
}

fn paddle() -> Vec<Customer> {
    let solo = ("pro_01k8aytnjkggsfkys7aa4dzewn", "pri_01kwv8cf5bn5mfqgc1trtdrhn3");
    let team = ("pro_01kzhq8d5hfrswvk182vyz04sx", "pri_01kwf6e996x5208e2k8gv764kc");
    let solo_jpy = ("pro_01k8aytnjkggsfkys7aa4dzewn", "pri_01kevqez2ntqsc0j4dzckcexeg");
    let solo_huf = ("pro_01k8aytnjkggsfkys7aa4dzewn", "pri_01kancbx2krqnwa605h5pt7drp");
    vec![
        Customer {
            key: "paddle_active",
            provider: Provider::Paddle,
            label: "Paddle, active",
            name: "Kim Berger",
            email: "kim@example.com",
            country: "US",
            postal_code: "94107",
            customer_id: "ctm_01km9s346q3d25vt4f5v37e3s3",
            address_id: Some("add_01ke28jt97kb6cq643dzvmxxqk"),
            subscription_id: "sub_01kfbf5kznwj47tan9zt24mnpz",
            plan: "Fernway Solo monthly",
            items: vec![item(solo, "Fernway Solo", "Solo monthly", 1, 999)],
            currency: "USD",
            decimals: 2,
            tax_basis_points: 2_000,
            credit: 0,
            card: card("paymtd_01kx45hy43kwjrp1xpa7z3dj8f", "visa", "4242", 4, 2030),
            default_on: DefaultOn::Subscription,
            debt: None,
        },
        Customer {
            key: "paddle_past_due",
            provider: Provider::Paddle,
            label: "Paddle, past due, with credit",
            name: "Sam Lindqvist",
            email: "sam.lindqvist@example.com",
            country: "DE",
            postal_code: "79098",
            customer_id: "ctm_01km83xssss6ys3c4dwa7n3609",
            address_id: Some("add_01k6q14dr9gpqy77zxyyk596ng"),
            subscription_id: "sub_01kya1dq91k5gqapenecfseczp",
            plan: "Fernway Team monthly",
            items: vec![item(team, "Fernway Team", "Team monthly", 2, 1_245)],
            currency: "EUR",
            decimals: 2,
            tax_basis_points: 2_000,
            credit: 500,
            card: card("paymtd_01k11hygcpwpq5e6eycndy0yp5", "visa", "0002", 1, 2027),
            default_on: DefaultOn::Subscription,
            debt: debt("txn_01k7rcybvn5sxs5aa819x9yp98", 7, 3, "057a40b2-03a5-4cca-af88-a651b9f3635c", "declined"),
        },
        Customer {
            key: "paddle_jpy",
            provider: Provider::Paddle,
            label: "Paddle, past due, yen",
            name: "Mori Haruka",
            email: "haruka@example.com",
            country: "JP",
            postal_code: "390-0874",
            customer_id: "ctm_01kcd1gdjfmgt83pxt891wb09b",
            address_id: Some("add_01k9y73my63fch26w14wmchwyf"),
            subscription_id: "sub_01kgcw8t7swm4fv4dk79q9g8xe",
            plan: "Fernway Solo monthly",
            items: vec![item(solo_jpy, "Fernway Solo", "Solo monthly", 1, 1_500)],
            currency: "JPY",
            decimals: 0,
            tax_basis_points: 1_000,
            credit: 0,
            card: card("paymtd_01k6szaeavsntcpm5q1nxw1rnj", "jcb", "0505", 9, 2028),
            default_on: DefaultOn::Subscription,
            debt: debt("txn_01k47e65gh2bh8vgs9zm5h3bv4", 5, 2, "44d82a53-f037-4044-aa26-cd3716ac4191", "declined"),
        },
        Customer {
            key: "paddle_huf",
            provider: Provider::Paddle,
            label: "Paddle, past due, forint",
            name: "Nagy Eszter",
            email: "eszter@example.com",
            country: "HU",
            postal_code: "2500",
            customer_id: "ctm_01kg7x0nth82f7ag3bckkdjwbh",
            address_id: Some("add_01kp1g201cyfw6vzskdenc8sp3"),
            subscription_id: "sub_01k804gva35rjfj2xbahw0gqnm",
            plan: "Fernway Solo monthly",
            items: vec![item(solo_huf, "Fernway Solo", "Solo monthly", 1, 299_050)],
            currency: "HUF",
            decimals: 2,
            tax_basis_points: 2_700,
            credit: 0,
            card: card("paymtd_01kf2kdpb0nr5yhcf05g59s2s1", "mastercard", "5100", 2, 2027),
            default_on: DefaultOn::Subscription,
            debt: debt("txn_01kkke59rmz9j92v81e5128q6r", 9, 1, "d5f860c3-738e-48ef-a0cf-04d2a0b55864", "expired_card"),
        },
        Customer {
            key: "paddle_forty",
            provider: Provider::Paddle,
            label: "Paddle, past due, forty items",
            name: "Alex Whitfield",
            email: "alex@example.com",
            country: "GB",
            postal_code: "G63 0AW",
            customer_id: "ctm_01k0x454yg4gfdexzr4yj2c49n",
            address_id: Some("add_01kgk80y3zh6dzjjxxx7ck5y1j"),
            subscription_id: "sub_01kx4whrdd459gq8h7qezzs1a0",
            plan: "Fernway map packs",
            items: map_packs(),
            currency: "GBP",
            decimals: 2,
            tax_basis_points: 2_000,
            credit: 0,
            card: card("paymtd_01kzwsk9tprm7n0mns7c0jgq4s", "amex", "0005", 12, 2026),
            default_on: DefaultOn::Subscription,
            debt: debt("txn_01kr4qvh3h63j9fhvmcqv1sd53", 3, 4, "eef795cd-bb7b-4692-a736-c0ae9d6b023f", "declined"),
        },
    ]
}

fn card(id: &'static str, brand: &'static str, last4: &'static str, exp_month: u8, exp_year: u16) -> Card {
    Card { id, brand, last4, exp_month, exp_year }
}

/// A renewal that failed `days_ago`.
fn debt(
    id: &'static str,
    days_ago: i64,
    retry_in_days: i64,
    attempt_id: &'static str,
    reason: &'static str,
) -> Option<Debt> {
    Some(Debt { id, days_ago, retry_in_days, attempt_id, reason })
}
