"""Settings of fixed assets, the ones that Xero's “Get a Setting Object” means."""

from __future__ import annotations

from tallyloom.apps.xero import apis
from tallyloom.apps.xero.apis import JSON, Resource
from tallyloom.apps.xero.scopes import ASSETS, ASSETS_READ
from tallyloom.kit import Bundle, Inputs, Output, Request, Steps

settings = Resource(
    path=f"{apis.ASSETS}/Settings",
    one="setting",
    id="assetNumberPrefix",
    group="Settings",
    reads=ASSETS_READ,
    writes=ASSETS,
    outputs=(
        Output("assetNumberPrefix", "text", "What asset numbers begin with"),
        Output("assetNumberSequence", "text", "Next asset number"),
        Output("assetStartDate", "date", "Depreciated in Xero from"),
        Output("lastDepreciationDate", "date", "Last depreciated on"),
        Output("defaultGainOnDisposalAccountId", "text", "Account of gains"),
        Output("defaultLossOnDisposalAccountId", "text", "Account of losses"),
        Output("defaultCapitalGainOnDisposalAccountId", "text", "Account of capital gains"),
        Output("optInForTax", "boolean", "Tax depreciation is kept"),
    ),
    sample={
        "assetNumberPrefix": "FA-",
        "assetNumberSequence": "0007",
        "assetStartDate": "2016-01-01",
        "optInForTax": False,
    },
)


@settings.steps(
    "Get a Setting Object",
    "Reads the organisation's settings of fixed assets.",
    help="Its name promises more than Xero has: these settings and no others are offered.",
)
def get_setting_object(_given: Inputs) -> Steps[Bundle]:
    answer = yield Request("GET", settings.path, headers=JSON)
    return apis.record(answer)
