"""What Xero allows (developer.xero.com/faq/limits), for each app and organisation.

The day is by the pricing tier of the Xero app: 1,000 calls on Starter, 5,000 above. Newer pages
call the day a fixed window whose end differs between organisations, older ones speak of 24 rolling
hours, and of the minute neither says (unverified): a minute that is taken as rolling is right
either way. The spelling of `X-Rate-Limit-Problem` is recorded for the minute only.
"""

from __future__ import annotations

from tallyloom.kit import LimitHeaders, Limits

limits = Limits(
    minute=60,
    at_once=5,
    days={"starter": 1000, "core": 5000, "plus": 5000, "advanced": 5000, "enterprise": 5000},
    tier="core",
    app_minute=10_000,
    minute_window="rolling",
    day_window="fixed",
    headers=LimitHeaders(
        minute="x-minlimit-remaining",
        day="x-daylimit-remaining",
        app_minute="x-appminlimit-remaining",
        problem="x-rate-limit-problem",
    ),
)
