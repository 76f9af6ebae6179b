"""Known answers of Python's own calendar, time zones and statistics."""

import json
import random
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

    return "t,v\n" + "".join(f"{written(t)},{'' if v is None else v}\n" for t, v in rows)


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
known = {
    "data": {name: csv(rows) for name, rows in data.items()},
    "answers": [answer(of, data[of], *question) for of, *question in questions],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(known, indent=None, separators=(",", ":")).replace('{"of"', '\n{"of"') + "\n")
