"""Times as terms: whatever lies in a span is found by one of its terms."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis.strategies import datetimes, integers, just

from rooms.models import terms

moments = datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=just(UTC))


@given(moments, moments, moments, integers(-12, 12))
@example(*(datetime(2026, 12, 31, 23, 59, tzinfo=UTC),) * 3, 5)
def test_what_lies_in_a_span_has_one_of_its_terms(one, two, three, offset):
    first, sent_at, after = sorted([one, two, three])
    elsewhere = sent_at.astimezone(timezone(timedelta(hours=offset)))
    if sent_at < after:
        found = set(terms.placed([], 1, elsewhere)) & set(terms.between(first, after))
        assert found, (first, sent_at, after)


def test_a_span_is_told_in_few_terms():
    first, after = datetime(2024, 11, 5, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
    told = [one[1:] for one in terms.between(first, after)]
    assert told == ["m202411", "m202412", "y2025", "y2026", "m202701", "m202702"]
    assert len(list(terms.between(first.replace(year=1970), after.replace(year=2199)))) < 250
