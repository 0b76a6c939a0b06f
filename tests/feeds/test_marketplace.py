"""The marketplace's SELECTs over a handful of made-up orders."""

import pytest
from pyspark.sql import SparkSession
from tests.feeds.delivery import Delivery, kept, refused

from gcrm.core.running import quality
from gcrm.core.testing import same

FEED = "marketplace"
ORDER = {"order_status": "delivered", "order_purchase_timestamp": "2018-01-31 22:10:00"}
HOME = {"customer_zip_code_prefix": "01001", "customer_city": "sao paulo", "customer_state": "SP"}
REVIEW = {"order_id": "o1", "review_score": 4, "review_answer_timestamp": "2018-02-10 08:00:00"}


@pytest.fixture(scope="module")
def delivery(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    made = Delivery(spark, "brazil", tmp_path_factory.mktemp("landing"))
    made.deliver(
        FEED,
        "orders",
        [
            ORDER | {"order_id": "o1", "customer_id": "c1", "order_approved_at": "2018-02-01 09:00:00"},
            ORDER | {"order_id": "o2", "customer_id": "c2", "order_status": "unavailable"},
            ORDER | {"order_id": "o3", "customer_id": "c3", "order_status": "created"},
        ],
    )
    made.deliver(
        FEED,
        "customers",
        [
            HOME | {"customer_id": "c1", "customer_unique_id": "ana"},
            HOME | {"customer_id": "c2", "customer_unique_id": "ana"},
            HOME | {"customer_id": "c3", "customer_unique_id": "rui", "customer_city": "trancoso"},
            HOME | {"customer_id": "c4", "customer_unique_id": "eva"},
        ],
    )
    made.deliver(
        FEED,
        "items",
        [
            {"order_id": "o1", "order_item_id": 1, "product_id": "cheap", "seller_id": "s1", "price": "9.90"},
            {"order_id": "o1", "order_item_id": 2, "product_id": "dear", "seller_id": "s2", "price": "100.00"},
            {"order_id": "o1", "order_item_id": 3, "product_id": "as dear", "seller_id": "s1", "price": "100.00"},
            {"order_id": "o2", "order_item_id": 1, "product_id": "dear", "seller_id": "s2", "price": "12,50"},
            {"order_id": "o9", "order_item_id": 1, "product_id": "dear", "seller_id": "s2", "price": "1.00"},
        ],
    )
    made.deliver(
        FEED,
        "payments",
        [
            _payment("o1", 1, "boleto", "60.00"),
            _payment("o1", 2, "credit_card", "149.90"),
            _payment("o2", 1, "not_defined", "0.00"),
            _payment("o3", 1, "voucher", "ten"),
        ],
    )
    made.deliver(
        FEED,
        "reviews",
        [
            REVIEW | {"review_id": "r1", "review_comment_message": 'Disse "ótimo",\nligue (11) 98687-8025'},
            REVIEW | {"review_id": "r1", "order_id": "o2", "review_comment_message": " "},
            REVIEW | {"review_id": "r2"},
            REVIEW | {"review_id": "r3", "order_id": "o3", "review_comment_message": "longe"},
        ],
    )
    made.deliver(
        FEED,
        "sellers",
        [
            {"seller_id": "s1", "seller_zip_code_prefix": "01001", "seller_city": "São Paulo", "seller_state": "SP"},
            {
                "seller_id": "s2",
                "seller_zip_code_prefix": "80000",
                "seller_city": "loja@mail.com",
                "seller_state": "PR",
            },
        ],
    )
    made.deliver(
        FEED,
        "deals",
        [
            {"mql_id": "m1", "seller_id": "s1", "won_date": "2/26/2018 9:58", "business_segment": "pet"},
            {"mql_id": "m2", "seller_id": "s2", "won_date": "26.2.2018", "lead_type": "industry"},
        ],
    )
    made.deliver(
        FEED,
        "products",
        [
            {"product_id": "dear", "product_category_name": "automotivo", "product_weight_g": "200"},
            {"product_id": "cheap", "product_category_name": "sem_traducao", "product_weight_g": "0.2 kg"},
            {"product_id": "as dear"},
        ],
    )
    made.deliver(
        FEED, "translation", [{"product_category_name": "automotivo", "product_category_name_english": "auto"}]
    )
    made.deliver("census", "states", [{"codigo_uf": "35", "uf": "SP", "nome": "São Paulo"}])
    made.deliver("census", "municipalities", [{"codigo_ibge": "3550308", "nome": "São Paulo", "codigo_uf": "35"}])
    return made


def _payment(order: str, number: int, kind: str, value: str) -> dict[str, object]:
    return {
        "order_id": order,
        "payment_sequential": number,
        "payment_type": kind,
        "payment_installments": 1,
        "payment_value": value,
    }


def test_transactions_wait_for_their_order_and_refuse_a_decimal_comma(delivery: Delivery) -> None:
    judged = delivery.judged("silver.transactions")
    assert kept(judged, "transaction_id", "line", "store_id", "category", "state", "amount") == [
        ("o1", "1", "s1", "sem_traducao", "settled", "9.90"),
        ("o1", "2", "s2", "auto", "settled", "100.00"),
        ("o1", "3", "s1", None, "settled", "100.00"),
    ]
    assert refused(judged, "transaction_id")["o2"][0] == "amount_is_readable"
    assert "sold_at_is_given" in refused(judged, "transaction_id")["o9"]


def test_payments_are_dated_by_approval_and_an_untold_method_is_refused(delivery: Delivery) -> None:
    judged = delivery.judged("silver.payments")
    assert kept(judged, "transaction_id", "sequence", "method", "paid_at", "amount") == [
        ("o1", "1", "bank_slip", "2018-02-01 09:00:00", "60.00"),
        ("o1", "2", "credit_card", "2018-02-01 09:00:00", "149.90"),
    ]
    reasons = refused(judged, "transaction_id")
    assert reasons["o2"] == ["method_is_known"]
    assert reasons["o3"][0] == "amount_is_readable"


def test_two_orders_of_a_day_are_one_statement_about_the_member(delivery: Delivery) -> None:
    judged = delivery.judged("silver.members")
    assert kept(judged, "valid_from", "place_name", "area_id") == [("2018-01-31", "sao paulo", "3550308")]
    same(judged.agg(*quality.tally()), [(4, 1, 2, 1)], "read", "kept", "quarantined", "repeated")
    assert set(refused(judged, "place_name")) == {"trancoso", "sao paulo"}
    assert judged.filter("member_id IN ('ana', 'rui', 'eva')").count() == 0
    assert judged.select("member_id").distinct().count() == 3


def test_partners_know_their_deal(delivery: Delivery) -> None:
    judged = delivery.judged("silver.partners")
    assert kept(judged, "partner_id", "name", "segment", "kind", "joined_on") == [
        ("s1", "s1", "pet", None, "2018-02-26")
    ]
    assert refused(judged, "partner_id") == {"s2": ["joined_on_is_readable"]}


def test_stores_are_where_sellers_send_from(delivery: Delivery) -> None:
    judged = delivery.judged("silver.stores")
    assert kept(judged, "store_id", "partner_id", "postal_code", "area_id") == [("s1", "s1", "01001", "3550308")]
    assert refused(judged, "place_name") == {"[email]": ["place_is_an_area"]}


def test_products_fall_back_to_the_delivered_category(delivery: Delivery) -> None:
    judged = delivery.judged("silver.products")
    assert kept(judged, "product_id", "category", "category_as_delivered", "weight") == [
        ("as dear", None, None, None),
        ("dear", "auto", "automotivo", "200.0"),
    ]
    assert refused(judged, "product_id") == {"cheap": ["weight_is_readable"]}


def test_every_review_is_a_post_about_the_dearest_line(delivery: Delivery) -> None:
    judged = delivery.judged("silver.posts")
    assert kept(judged, "post_id", "posted_at", "text", "product_id", "partner_id", "area_id") == [
        ("r1-o1", "2018-02-10 08:00:00", 'Disse "ótimo",\nligue [phone]', "dear", "s2", "3550308"),
        ("r1-o2", "2018-02-10 08:00:00", " ", "dear", "s2", "3550308"),
        ("r2-o1", "2018-02-10 08:00:00", None, "dear", "s2", "3550308"),
    ]
    assert refused(judged, "post_id") == {"r3-o3": ["place_is_an_area"]}
