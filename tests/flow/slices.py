"""A small, made-up landing in the shape of the brazil coalition: the real files' names, headers and encodings."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gcrm.bronze.feed import load_feeds

CITIES = (
    ("3550308", "São Paulo", "SP"),
    ("3509502", "Campinas", "SP"),
    ("3548500", "Santos", "SP"),
    ("3549805", "São José do Rio Preto", "SP"),
    ("3304557", "Rio de Janeiro", "RJ"),
    ("3303302", "Niterói", "RJ"),
    ("3303500", "Nova Iguaçu", "RJ"),
    ("3301702", "Duque de Caxias", "RJ"),
)
STATES = {"SP": ("35", "São Paulo"), "RJ": ("33", "Rio de Janeiro")}
CATEGORIES = ("beleza_saude", "automotivo", "informatica_acessorios")
MEMBERS, ORDERS = 120, 360
COMMENT = "Adorei, chegou antes do prazo.\nMeu e-mail é cliente{0}@exemplo.com.br e o telefone (11) 98765-43{0:02d}"
Row = Mapping[str, Any]


def brazil(root: Path, conf: Path, months: Iterable[int] = (1, 2, 3)) -> Path:
    """Writes the landing below `root` with the orders of these months of 2018; gives `root`."""
    files = {
        name: spec for feed in load_feeds(conf / "coalitions" / "brazil") for name, spec in feed.spec.files.items()
    }
    for name, rows in _tables(set(months)).items():
        spec = files[name]
        path = root / spec.path.replace("**/", "").replace("*", "")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding=spec.options.encoding, newline="") as handle:
            writer = csv.DictWriter(handle, spec.columns, delimiter=spec.options.sep, restval="")
            writer.writeheader()
            writer.writerows(rows)
    (root / "geojs-35-mun.json").write_text(_boundaries(), encoding="utf-8")
    return root


def orders_only(root: Path, conf: Path, months: Iterable[int], name: str) -> None:
    """Adds another delivery that holds the orders of these months, as a file of its own."""
    whole = brazil(root.parent / f"{root.name}-{name}", conf, months)
    source = next(whole.glob("olist_orders_dataset*.csv"))
    (root / f"olist_orders_dataset_{name}.csv").write_bytes(source.read_bytes())


def _month(i: int) -> int:
    return 1 + i % 3


def _moment(i: int) -> str:
    return f"2018-{_month(i):02d}-{1 + i * 7 % 28:02d} {i * 5 % 24:02d}:{i % 60:02d}:00"


def _tables(months: set[int]) -> dict[str, list[Row]]:
    """Rows per file; everything but the orders is delivered whole."""
    numbers = range(ORDERS)
    member = {i: i * 11 % MEMBERS for i in numbers}
    return {
        "orders": [_order(i) for i in numbers if _month(i) in months],
        "customers": [_customer(i, member[i]) for i in numbers],
        "items": [_item(i, line, member[i]) for i in numbers for line in (1, 2)[: 1 + i % 2]],
        "payments": [
            {
                "order_id": f"o{i}",
                "payment_sequential": 1,
                "payment_installments": 1 + i % 4,
                "payment_type": ("credit_card", "boleto", "voucher")[i % 3],
                "payment_value": f"{20 + i}.50",
            }
            for i in numbers
        ],
        "reviews": [
            {
                "review_id": f"r{i}",
                "order_id": f"o{i}",
                "review_score": 1 + i % 5,
                "review_comment_message": COMMENT.format(i % 100) if i % 2 else "",
                "review_creation_date": _moment(i),
                "review_answer_timestamp": _moment(i),
            }
            for i in numbers
        ],
        "sellers": [
            {
                "seller_id": f"s{k}",
                "seller_zip_code_prefix": "01000",
                "seller_city": CITIES[k % 8][1].lower(),
                "seller_state": CITIES[k % 8][2],
            }
            for k in range(6)
        ],
        "leads": [{"mql_id": "m1", "first_contact_date": "2/1/2018", "origin": "social"}],
        "deals": [
            {
                "mql_id": "m1",
                "seller_id": "s1",
                "won_date": "2/26/2018 19:58",
                "business_segment": "pet",
                "lead_type": "online_big",
            }
        ],
        "products": [
            {"product_id": f"p{k}", "product_category_name": CATEGORIES[k % 3], "product_weight_g": 100 + k}
            for k in range(20)
        ],
        "translation": [
            {"product_category_name": local, "product_category_name_english": english}
            for local, english in zip(CATEGORIES, ("health_beauty", "auto", "computers_accessories"), strict=True)
        ],
        "cities": [_city(k, code, name, state) for k, (code, name, state) in enumerate(CITIES)],
        "municipalities": [
            {
                "codigo_ibge": code,
                "nome": name,
                "latitude": -23 - k / 10,
                "longitude": -46 + k / 10,
                "capital": 0,
                "codigo_uf": STATES[state][0],
            }
            for k, (code, name, state) in enumerate(CITIES)
        ],
        "states": [
            {"codigo_uf": code, "uf": state, "nome": name, "latitude": -23, "longitude": -46, "regiao": "Sudeste"}
            for state, (code, name) in STATES.items()
        ],
        "rents": [
            {
                "city": 1,
                "area": 60 + k,
                "rooms": 2,
                "bathroom": 1,
                "parking spaces": 1,
                "floor": 3,
                "animal": "acept",
                "furniture": "furnished",
                "hoa": "R$300",
                "rent amount": f"R$1,{200 + k}",
                "property tax": "R$90",
                "fire insurance": "R$20",
                "total": "R$1,700",
            }
            for k in range(12)
        ],
        "rents_v2": [
            {
                "cidade": CITIES[k % 8][1],
                "area": 50 + k,
                "quartos": 1,
                "banheiros": 1,
                "vagas_garagem": 0,
                "andar": 1,
                "animal": "acept",
                "mobiliado": "furnished",
                "valor_condominio": 200,
                "valor_aluguel": 900 + 10 * k,
                "iptu": 50,
                "seguro_incendio": 15,
                "valor_total": 1200,
            }
            for k in range(24)
        ],
    }


def _order(i: int) -> Row:
    status = "canceled" if i % 20 == 0 else "delivered"
    return {"order_id": f"o{i}", "customer_id": f"c{i}", "order_status": status, "order_purchase_timestamp": _moment(i)}


def _customer(i: int, member: int) -> Row:
    _, city, state = CITIES[member % 8]
    # One customer in 90 lives in a place that no list knows.
    shown = "lugar nenhum" if i % 90 == 89 else city.lower().translate(str.maketrans("ãéóç", "aeoc"))
    return {"customer_id": f"c{i}", "customer_unique_id": f"person-{member}", "customer_zip_code_prefix": "01000",
            "customer_city": shown, "customer_state": state}  # fmt: skip


def _item(i: int, line: int, member: int) -> Row:
    price = f"{30 + 40 * (member % 8) + i % 17}.90"
    return {"order_id": f"o{i}", "order_item_id": line, "product_id": f"p{(i + line) % 20}", "seller_id": f"s{i % 6}",
            "shipping_limit_date": _moment(i), "price": price, "freight_value": "8.50"}  # fmt: skip


def _city(k: int, code: str, name: str, state: str) -> Row:
    # Accounts that add up: GDP = per head x population, value added + taxes = GDP, four parts = value added.
    population, per_head = 100_000 * (k + 1), 20_000 + 1_000 * k
    gdp = population * per_head / 1000
    parts = {"GVA_AGROPEC": 0.1, "GVA_INDUSTRY": 0.2, "GVA_SERVICES": 0.5, "GVA_PUBLIC": 0.1}
    accounts = {**parts, "GVA_TOTAL": 0.9, "TAXES": 0.1}
    return {
        "CITY": name,
        "STATE": state,
        "IBGE_ID": code,
        "CAPITAL": 0,
        "IDHM": 0.7 + k / 100,
        "IDHM_Renda": 0.7 + k / 50,
        "RURAL_URBAN": "Urbano",
        **{account: gdp * share for account, share in accounts.items()},
        "GDP": gdp,
        "POP_GDP": population,
        "GDP_CAPITA": per_head,
        "COMP_TOT": 1000 + k,
        "IBGE_ESTIMATED_POP_2017": population,
        "GINI_INDEX_2010": 0.5,
        "IBGE_EDU_3_PERC": 0.1 + k / 100,
        "CARS_RATE": 0.2 + k / 100,
    }


def _boundaries() -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"id": code, "name": name, "description": name},
            "geometry": {"type": "Polygon", "coordinates": [[[k, 0], [k + 1, 0], [k + 1, 1], [k, 1], [k, 0]]]},
        }
        for k, (code, name, _) in enumerate(CITIES)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})
