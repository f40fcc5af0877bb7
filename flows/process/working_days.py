"""The calendar: working days, public holidays, the end of a round, the hours in which a person may be written to.

Pure: the moment is an argument. It knows no mediation and nobody's answers; moments go in and come out in UTC.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays, list_supported_countries

COUNTRY = "NL"
SATURDAY = 5  # date.weekday() of the first day of the weekend
ROUND_ENDS = time(20)  # the evening of the last working day, local time
REMINDED_AT = time(10)  # a reminder comes in the morning, or at the next of the reader's own hours

DAYTIME, EVENINGS, WEEKEND = 0, 1, 2  # options of on_contact; the other options say nothing about hours
Hours = tuple[time, time]  # from the first, until the second
ANY_DAY: Hours = (time(9), time(21))  # where nothing was chosen
OFFICE: Hours = (time(9), time(17))
EVENING: Hours = (time(18), time(21))
FREE_DAY: Hours = (time(10), time(18))
LOOK_AHEAD = 60  # days; the longest row of days without hours is far shorter, in every country


def known_country(country: str) -> bool:
    """Whether public holidays are known for this ISO 3166 code."""
    return country in list_supported_countries(include_aliases=False)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays(country, years=year, observed=True))


def holiday(day: date, country: str = COUNTRY) -> bool:
    return day in _holidays(country, day.year)


def working_day(day: date, country: str = COUNTRY) -> bool:
    """Monday to Friday, and no public holiday."""
    return day.weekday() < SATURDAY and not holiday(day, country)


def working_days_after(day: date, number: int, country: str = COUNTRY) -> date:
    """The `number`-th working day after a day, which does not count itself."""
    while number:
        day += timedelta(days=1)
        number -= working_day(day, country)
    return day


def between(first: datetime, last: datetime, zone: str, country: str = COUNTRY) -> int:
    """Working days after the day of `first`, up to and with that of `last`; 0 on the same day."""
    day, end, number = local_day(first, zone), local_day(last, zone), 0
    while day < end:
        day += timedelta(days=1)
        number += working_day(day, country)
    return number


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def at(day: date, hour: time, zone: str) -> datetime:
    """A wall-clock time of a place, in UTC: so a round does not grow or shrink when the clocks change."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def round_end(now: datetime, days: int, zone: str, country: str = COUNTRY) -> datetime:
    """Eight in the evening of the last of `days` working days; the day of opening does not count."""
    return at(working_days_after(local_day(now, zone), days, country), ROUND_ENDS, zone)


def reminder(opened: datetime, days: int, zone: str, country: str = COUNTRY) -> datetime:
    """The morning of the `days`-th working day after a moment."""
    return at(working_days_after(local_day(opened, zone), days, country), REMINDED_AT, zone)


def next_moment(now: datetime, zone: str, chosen: Iterable[int] = (), country: str = COUNTRY) -> datetime:
    """Now, or the beginning of the person's next hours; `chosen` are the options of on_contact."""
    picked = frozenset(chosen)
    today = local_day(now, zone)
    for ahead in range(LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        for begin, end in _hours(day, picked, country):
            if now < at(day, end, zone):
                return max(now, at(day, begin, zone))
    raise AssertionError("no hours in two months")  # no calendar is that full


def _hours(day: date, chosen: frozenset[int], country: str) -> list[Hours]:
    """A day's hours in their order. A public holiday is a day of the weekend, for who chose the weekend."""
    if holiday(day, country) and WEEKEND not in chosen:
        return []
    if not chosen & {DAYTIME, EVENINGS, WEEKEND}:
        return [ANY_DAY]
    hours = []
    if DAYTIME in chosen and working_day(day, country):
        hours.append(OFFICE)
    if WEEKEND in chosen and (day.weekday() >= SATURDAY or holiday(day, country)):
        hours.append(FREE_DAY)
    if EVENINGS in chosen:
        hours.append(EVENING)
    return hours
