#!/usr/bin/env python3
"""Writes the demo shop: catalog.json for the store simulator, products.csv for the kiosk, and drawn pictures.

usage: make_demo_catalog.py OUT

Needs rsvg-convert (Debian: librsvg2-bin) and the font Noto Sans. The same input gives the same output.
catalog.json: {"categories": [{"id", "name"}], "products": [objects as the store's API sends them], "delivery": {...},
"users": [{"phone", "password", "first_name", "last_name", "cashback_balance"}]}.
"""
import concurrent.futures
import csv
import hashlib
import json
import os
import pathlib
import subprocess
import sys

import fresh
import packages
from goods import CATEGORIES

CSV_COLUMNS = ['product', 'code', 'barcodes', 'class_code', 'package_code', 'unit', 'unit_name', 'vat_percent', 'owner_type',
               'marked', 'weighed', 'min_age', 'commission_inn', 'commission_pinfl']
DELIVERY = {'min_amount': 50000, 'free_distance': 2, 'price_per_km': 3000}
USERS = [
    {'phone': '998991234567', 'password': 'kiosk-nukus-01', 'first_name': 'Kiosk', 'last_name': 'Nukus 01', 'cashback_balance': 0},
    {'phone': '998901112233', 'password': 'gulnaz-2026', 'first_name': 'Gúlnaz', 'last_name': 'Allanazarova', 'cashback_balance': 6520},
]


def check_digit(digits):
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str((10 - total % 10) % 10)


def number_from(text, below):
    """The same for each build: half random, for stock and codes."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], 'big') % below


def lines():
    """(category id, class prefix, name, description, price, flags, drawing), families spread out."""
    for category, _, prefix, text in CATEGORIES:
        for line in text.strip().splitlines():
            name, description, price, flags, drawing = line.split('|')
            for variant in price.split(';'):
                if '=' in variant:
                    title, rest = variant.split('=')
                    cost, *more = rest.split()
                    yield category, prefix, name.replace('{}', title), description, int(cost), flags.split() + more, drawing
                else:
                    yield category, prefix, name, description, int(variant), flags.split(), drawing


def value_of(flags, letter):
    """The text behind the flag's letter: "15" of d15; None without such a flag."""
    for flag in flags:
        if flag[0] == letter:
            return flag[1:]
    return None


def build():
    products, rows, drawings = [], [], {}
    for n, (category, prefix, name, description, price, flags, drawing) in enumerate(lines(), start=1):
        picture = hashlib.sha256(drawing.encode()).hexdigest()[:12]
        drawings[picture] = drawing
        weighed, sold_out = 'w' in flags, 's' in flags
        discount = value_of(flags, 'd')
        product = {
            'id': n, 'code': str(20000 + n), 'name': name, 'description': description,
            'discounts': {'discount_rate': int(discount), 'is_active': True} if discount else None,
            'price': price, 'discount_price': round(price * (100 - int(discount)) / 10000) * 100 if discount else None,
            'is_new': n % 23 == 0, 'amount': 0 if sold_out else 8 + number_from(name, 113), 'category': category,
            'images': [{'id': 1000 + n, 'image': f'/pictures/{picture}.png'}],
        }
        products.append(product)
        ean = f'478{category:02}{number_from(name, 900) + 100}{n:04}'
        barcodes = str(10000 + n) if weighed else ean + check_digit(ean)
        vat = value_of(flags, 'v')
        known = 'n' not in flags
        rows.append({
            'product': n, 'code': product['code'], 'barcodes': barcodes,
            'class_code': f'{prefix}{number_from(description, 900) + 100:03}{n:03}000000' if known else '',
            'package_code': 1200000 + number_from(f'{name} {n}', 399999) if known else '',
            'unit': 5 if weighed else 1, 'unit_name': 'kg' if weighed else 'dona',
            'vat_percent': '12' if vat is None else '' if vat == '-' else vat,
            'owner_type': 1 if 'o' in flags else 0, 'marked': int('m' in flags), 'weighed': int(weighed),
            'min_age': value_of(flags, 'a') or 0, 'commission_inn': '306123456' if 'c' in flags else '', 'commission_pinfl': '',
        })
    rows.append({'product': 'delivery', 'code': '', 'barcodes': '', 'class_code': '10107002001000000', 'package_code': 1209779, 'unit': 1,
                 'unit_name': 'dona', 'vat_percent': 12, 'owner_type': 2, 'marked': 0, 'weighed': 0, 'min_age': 0,
                 'commission_inn': '', 'commission_pinfl': ''})
    return products, rows, drawings


def draw(folder, name, drawing):
    """Draws one picture unless the same drawing is there already."""
    picture = eval(drawing, {'fresh': fresh, 'packages': packages})  # our own table, see goods.py
    svg = picture.svg().encode()
    stamp, target = folder / f'{name}.sha256', folder / f'{name}.png'
    digest = hashlib.sha256(svg).hexdigest()
    if target.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    part = folder / f'{name}.part'
    subprocess.run(['rsvg-convert', '--width=360', '--height=360', '--format=png', f'--output={part}'], input=svg, check=True)
    part.rename(target)
    stamp.write_text(digest)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = pathlib.Path(sys.argv[1])
    pictures = out / 'pictures'
    pictures.mkdir(parents=True, exist_ok=True)
    products, rows, drawings = build()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in [pool.submit(draw, pictures, name, drawing) for name, drawing in drawings.items()]:
            done.result()
    with open(out / 'products.csv', 'w', newline='', encoding='utf-8') as file:
        writer = csv.DictWriter(file, CSV_COLUMNS, lineterminator='\n')
        writer.writeheader()
        writer.writerows(rows)
    catalog = {'categories': [{'id': number, 'name': name} for number, name, _, _ in CATEGORIES], 'products': products,
               'delivery': DELIVERY, 'users': USERS}
    (out / 'catalog.json').write_text(json.dumps(catalog, ensure_ascii=False, indent=1) + '\n', encoding='utf-8')
    print(f'demo catalogue: {len(products)} products in {len(CATEGORIES)} categories, {len(drawings)} pictures')


if __name__ == '__main__':
    main()
