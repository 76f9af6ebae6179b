"""Known answers of Python's own calendar, time zones and statistics."""

import json
import random
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from statistics import fmean, median
from zoneinfo import ZoneInfo

chance = random.Random(12)
UTC = timezone.utc


def clock(first, days, count):
    """Readings in no order, some without a time, some without a value, none on one of the days."""
    rows = []
    for _ in range(count):
        moment = first + timedelta(seconds=chance.randrange(days * 86_400))
        if moment.day != (first + timedelta(days=2)).day:
            rows.append((moment, chance.choice([None, *[round(chance.uniform(-9, 30), 2)] * 9])))
    return rows + [(None, 1.5), (None, None)]


def calendar(first, days, count):
    rows = [(first + timedelta(days=chance.randrange(days)), round(chance.uniform(1, 99), 1)) for _ in range(count)]
    return rows + [(None, 2.5)]


def csv(rows):
    def written(moment):
        if moment is None:
            return ""
        return moment.strftime("%Y-%m-%d %H:%M:%S") if isinstance(moment, datetime) else moment.isoformat()

    head = "t,v\n" if len(rows[0]) == 2 else "t,v,s\n"
    known = lambda value: "" if value is None else f'"{value}"' if isinstance(value, str) else str(value)
    return head + "".join(",".join([written(t), *map(known, rest)]) + "\n" for t, *rest in rows)


def period_of(day, bucket):
    if bucket == "day":
        return day
    if bucket == "week":
        return day - timedelta(days=day.isoweekday() - 1)
    months = {"month": 1, "quarter": 3, "year": 12}[bucket]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def after(day, bucket):
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
    return period_of(day + timedelta(days=longest[bucket]), bucket)


def all_periods(moments, bucket, zone):
    """The beginnings of all buckets in seconds since 1970, and the place of each moment among them."""
    if bucket in ("hour", "minute"):
        length = {"hour": 3600, "minute": 60}[bucket]
        offset = lambda t: int(datetime.fromtimestamp(t, zone).utcoffset().total_seconds())
        begin = lambda t: t - (t + offset(t)) % length
        seconds = [int(moment.timestamp()) for moment in moments]
        starts = list(range(begin(min(seconds)), max(seconds) + 1, length))
        return starts, [starts.index(begin(t)) for t in seconds]
    days = [moment.astimezone(zone).date() if isinstance(moment, datetime) else moment for moment in moments]
    periods = [period_of(min(days), bucket)]
    while periods[-1] < period_of(max(days), bucket):
        periods.append(after(periods[-1], bucket))
    starts = [round(datetime(p.year, p.month, p.day, tzinfo=zone).timestamp()) for p in periods]
    return starts, [periods.index(period_of(day, bucket)) for day in days]


def answer(of, rows, bucket, zone, aggregate):
    known = [(t, v) for t, v in rows if t is not None]
    starts, places = all_periods([t for t, _ in known], bucket, ZoneInfo(zone or "UTC"))
    take = {"sum": sum, "mean": fmean, "median": median, "min": min, "max": max}
    inside = [[] for _ in starts]
    for place, (_, value) in zip(places, known):
        inside[place].append(value)
    values = []
    for each in inside:
        found = [value for value in each if value is not None]
        values.append(len(each) if aggregate == "count" else take[aggregate](found) if found else None)
    return {
        "of": of, "bucket": bucket, "zone": zone, "aggregate": aggregate,
        "starts": starts, "values": values, "rows": [len(each) for each in inside],
    }


def newest(rows, bucket, zone, span):
    """The rows in buckets that have a moment of a span in seconds before the newest time, and its first moment."""
    timed = [row for row in rows if row[0] is not None]
    last = max(row[0] for row in timed)
    first = last - timedelta(seconds=span) + (timedelta(seconds=1) if isinstance(last, datetime) else timedelta(days=1))
    first = max(first, min(row[0] for row in timed))
    starts, places = all_periods([first, *(row[0] for row in timed)], bucket, ZoneInfo(zone or "UTC"))
    return [row for row, place in zip(timed, places[1:]) if place >= places[0]], first


def window(of, rows, bucket, zone, aggregate, last, span):
    """The buckets from the one that has the first moment on."""
    within, first = newest(rows, bucket, zone, span)
    found = answer(of, within + [(first, None)], bucket, zone, aggregate if aggregate != "count" else "sum")
    # The first moment stands for its bucket and is no row.
    found["rows"][0] -= 1
    values = found["rows"] if aggregate == "count" else found["values"]
    older = sum(t is not None for t, *_ in rows) - len(within)
    return found | {"aggregate": aggregate, "values": values, "last": last, "older": older}


def lines(of, rows, bucket, zone, aggregate, span=None):
    """The six values that most rows with a time have, each over all buckets, and what is left out."""
    timed = [row for row in rows if row[0] is not None]
    ends = [min(timed, key=lambda row: row[0])[0], max(timed, key=lambda row: row[0])[0]]
    if span is not None:
        timed, ends[0] = newest(rows, bucket, zone, span)
    order = lambda value: (value is None, value or "")
    often = Counter(s for _, _, s in timed)
    largest = sorted(often, key=lambda value: (-often[value], order(value)))[:6]
    left = [value for value in often if value not in largest]
    series = []
    for value in sorted(largest, key=order):
        # An end without a value changes no bucket, and with both of them all buckets are there.
        own = [(t, v) for t, v, s in timed if s == value]
        found = answer(of, own + [(end, None) for end in ends], bucket, zone, aggregate)
        series.append({"name": value, "values": found["values"]})
    return {
        "of": of, "bucket": bucket, "zone": zone, "aggregate": aggregate, "series": series,
        "others": [sum(value is not None for value in left), sum(often[value] for value in left if value is not None)],
        "missing": often[None] if None in left else 0,
    }


data = {
    "autumn": clock(datetime(2024, 10, 24, 12, tzinfo=UTC), 7, 300),
    "spring": clock(datetime(2024, 3, 28, 5, tzinfo=UTC), 5, 200),
    "new year": calendar(date(2019, 12, 20), 30, 60),
    "leap": calendar(date(2023, 11, 1), 500, 300),
    "long": calendar(date(1896, 2, 1), 365 * 420, 400),
}
questions = [
    ("autumn", "hour", None, "count"),
    ("autumn", "hour", "Europe/Berlin", "mean"),
    ("autumn", "hour", "Asia/Kolkata", "median"),
    ("autumn", "day", "Europe/Berlin", "sum"),
    ("autumn", "day", "America/New_York", "max"),
    ("autumn", "week", "Asia/Kathmandu", "min"),
    ("spring", "hour", "Europe/Berlin", "count"),
    ("spring", "day", "Asia/Beirut", "mean"),
    ("spring", "month", "Pacific/Auckland", "median"),
    ("new year", "week", None, "sum"),
    ("new year", "day", None, "mean"),
    ("leap", "month", None, "median"),
    ("leap", "quarter", None, "min"),
    ("long", "year", None, "mean"),
    ("long", "quarter", None, "count"),
]

# What is split came later, and takes its chances after the rest.
cities = ["Oslo", "Bergen", "東京", "Tromsø, north", "Bodø", "Århus", "Zürich", "عمان", None]


def split(rows, weights):
    return [(*row, chance.choices(cities, weights)[0]) for row in rows]


data |= {
    "many": split(clock(datetime(2024, 10, 24, 12, tzinfo=UTC), 7, 400), [9, 8, 7, 6, 5, 4, 3, 2, 1]),
    "some missing": split(calendar(date(2023, 11, 1), 500, 300), [5, 4, 0, 0, 0, 0, 0, 0, 3]),
}
splits = [
    ("many", "hour", "Europe/Berlin", "mean"),
    ("many", "day", "Asia/Kolkata", "median"),
    ("some missing", "month", None, "sum"),
    ("some missing", "week", None, "max"),
]
windows = [
    ("autumn", "hour", "Europe/Berlin", "mean", "1_day", 86_400),
    ("autumn", "minute", None, "count", "6_h", 21_600),
    ("autumn", "day", "America/New_York", "max", "7_days", 7 * 86_400),
    ("spring", "hour", "Europe/Berlin", "sum", "1_day", 86_400),
    ("spring", "minute", "Asia/Kolkata", "min", "5_min", 300),
    ("new year", "day", None, "mean", "7_days", 7 * 86_400),
    ("leap", "week", None, "median", "90_days", 90 * 86_400),
    ("leap", "month", None, "sum", "365_days", 365 * 86_400),
    ("long", "year", None, "count", "1_day", 86_400),
]
split_windows = [
    ("many", "hour", "Europe/Berlin", "mean", "1_day", 86_400),
    ("many", "hour", None, "max", "6_h", 21_600),
    ("some missing", "month", None, "sum", "90_days", 90 * 86_400),
]
known = {
    "data": {name: csv(rows) for name, rows in data.items()},
    "answers": [answer(of, data[of], *question) for of, *question in questions],
    "lines": [lines(of, data[of], *question) for of, *question in splits],
    "windows": [window(of, data[of], *question) for of, *question in windows],
    "lines of windows": [
        lines(of, data[of], *question, span) | {"last": last} for of, *question, last, span in split_windows
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(known, indent=None, separators=(",", ":"), ensure_ascii=False).replace('{"of"', '\n{"of"') + "\n")
