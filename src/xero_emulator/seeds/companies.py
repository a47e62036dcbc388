"""Who the four demo companies are, what they sell, and whom they deal with; all of it invented.

How it was checked: by our own tests; tax types are those of organisations.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Goods:
    """Something that is sold; with a cost above zero it is stock."""

    code: str
    name: str
    price: Decimal
    tax: str
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or supplier, and the person there."""

    name: str
    person: str
    street: str
    town: str
    post_code: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody on the payroll: full name, job, yearly pay, or pay by the hour."""

    name: str
    job: str
    gender: str
    salary: Decimal = Decimal(0)
    hourly: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Company:
    """One company. `scale` turns pounds into amounts that are usual in its currency.

    `export` and `abroad` are the tax types of what is sold to and bought from foreign countries,
    `purchases` that of stock. Customers and suppliers stand by the part they play in the year.
    """

    scale: Decimal
    foreign: str
    export: str
    abroad: str
    purchases: str
    land: str
    phone: tuple[str, str]
    goods: tuple[Goods, ...]
    customers: Mapping[str, Party]
    suppliers: Mapping[str, Party]
    staff: tuple[Worker, ...]
    regions: tuple[str, ...]


def goods(*rows: tuple[str, str, str, str, str]) -> tuple[Goods, ...]:
    """Rows of code, name, price, tax type and cost."""
    return tuple(
        Goods(code, name, Decimal(price), tax, Decimal(cost))
        for code, name, price, tax, cost in rows
    )


UNITED_KINGDOM = Company(
    scale=Decimal(1),
    foreign="EUR",
    export="ZERORATEDOUTPUT",
    abroad="ZERORATEDINPUT",
    purchases="INPUT2",
    land="United Kingdom",
    phone=("44", "117"),
    goods=goods(
        ("BEANS", "House blend coffee, 1 kg", "19.50", "ZERORATEDOUTPUT", "8.20"),
        ("CUPS", "Compostable cups, box of 500", "42.00", "OUTPUT2", "21.50"),
        ("CARE", "Espresso machine service, hour", "65.00", "OUTPUT2", "0"),
        ("DROP", "Same-day delivery", "9.50", "OUTPUT2", "0"),
    ),
    customers={
        "prompt": Party("Harbour Lane Café", "Isla Mercer", "4 Harbour Lane", "Bristol", "BS1 4ZZ"),
        "steady": Party("The Copper Kettle", "Owen Pryce", "18 Castle Row", "Cardiff", "CF10 1ZZ"),
        "slow": Party("Marlow & Finch Hotels", "Ruth Finch", "2 Spa Road", "Bath", "BA1 2ZZ"),
        "small": Party("Pedal Stop", "Theo Barlow", "71 Mill Street", "Oxford", "OX4 3ZZ"),
        "late": Party("Nightjar Events", "Greta Noble", "9 Dock Yard", "Swansea", "SA1 8ZZ"),
        "abroad": Party(
            "Rösterei Lindenhof", "Jonas Adler", "Lindenstraße 12", "Freiburg", "79098", "Germany"
        ),
        "former": Party("Old Mill Tearoom", "Enid Shaw", "Mill Green", "Wells", "BA5 2ZZ"),
        "walk-in": Party("Counter sales", "", "", "", ""),
    },
    suppliers={
        "goods": Party("Severn Green Coffee", "Amara Cole", "Unit 7", "Avonmouth", "BS11 9ZZ"),
        "landlord": Party("Redcliffe Estates", "Hugh Dane", "30 Quay Head", "Bristol", "BS1 6ZZ"),
        "power": Party("Westerly Energy", "Billing Team", "1 Grid Park", "Exeter", "EX1 1ZZ"),
        "phone": Party("Lanternet", "Billing Team", "5 Signal Way", "Reading", "RG1 3ZZ"),
        "courier": Party("Swift & Sons", "Dev Rana", "Depot 3", "Gloucester", "GL1 5ZZ"),
        "adverts": Party("Bright Poster Co", "Lena Voss", "8 Print Yard", "Bristol", "BS2 0ZZ"),
        "insurer": Party("Mutual of Avon", "Claims Desk", "12 Corn Street", "Bristol", "BS1 1ZZ"),
        "repairs": Party("Pipework Brothers", "Sam Pike", "44 Forge Lane", "Bath", "BA2 3ZZ"),
        "software": Party(
            "Wolkenkasse GmbH", "Mara Blum", "Hafenweg 3", "Bremen", "28195", "Germany"
        ),
        "fuel": Party("Corner Garage", "", "2 Ring Road", "Bristol", "BS3 1ZZ"),
        "bank": Party("The Bank", "", "", "", ""),
        "tax": Party("Revenue Office", "", "", "", ""),
        "staff": Party("Wages", "", "", "", ""),
    },
    staff=(
        Worker("Nia Morgan", "Roaster", "F", salary=Decimal(29_400)),
        Worker("Callum Reid", "Machine engineer", "M", salary=Decimal(33_600)),
        Worker("Priya Shah", "Packer", "F", hourly=Decimal("13.20")),
    ),
    regions=("West", "Wales", "Abroad"),
)

AUSTRALIA = Company(
    scale=Decimal(2),
    foreign="NZD",
    export="EXEMPTEXPORT",
    abroad="EXEMPTEXPENSES",
    purchases="INPUT",
    land="Australia",
    phone=("61", "2"),
    goods=goods(
        ("LEASH", "Surfboard leash, 7 ft", "39.00", "OUTPUT", "16.40"),
        ("WAX", "Surf wax, box of 50", "84.00", "OUTPUT", "38.00"),
        ("DING", "Board repair, hour", "88.00", "OUTPUT", "0"),
        ("SHIP", "Coastal delivery", "24.00", "OUTPUT", "0"),
    ),
    customers={
        "prompt": Party("Longbreak Surf School", "Kirra Doyle", "1 Beach Rd", "Manly", "2095"),
        "steady": Party("Sandbar Rentals", "Beau Hart", "22 The Esplanade", "Torquay", "3228"),
        "slow": Party("Coral Coast Resorts", "Mai Tran", "90 Reef Drive", "Cairns", "4870"),
        "small": Party("Tidepool Kids Club", "Jess Wynn", "6 Pier Street", "Glenelg", "5045"),
        "late": Party("Big Swell Festival", "Rory Keane", "15 Headland St", "Byron Bay", "2481"),
        "abroad": Party(
            "Raglan Wave Hire", "Aroha Tait", "3 Wharf Road", "Raglan", "3225", "New Zealand"
        ),
        "former": Party("Drift Shack", "Col Baker", "Shop 2, Arcade", "Noosa", "4567"),
        "walk-in": Party("Counter sales", "", "", "", ""),
    },
    suppliers={
        "goods": Party("Southern Foam Works", "Dale Munro", "Lot 9", "Wollongong", "2500"),
        "landlord": Party("Harbourside Sheds", "Vera Lund", "12 Slip Street", "Sydney", "2000"),
        "power": Party("Sunline Energy", "Accounts", "40 Grid Avenue", "Newcastle", "2300"),
        "phone": Party("Galah Telecom", "Accounts", "7 Tower Place", "Parramatta", "2150"),
        "courier": Party("Emu Express", "Raj Nair", "Depot 5", "Botany", "2019"),
        "adverts": Party("Saltwater Signs", "Tess Ryan", "31 Canal Road", "St Peters", "2044"),
        "insurer": Party("Banksia Mutual", "Claims Desk", "100 Kent Street", "Sydney", "2000"),
        "repairs": Party("Ace Roller Doors", "Vic Romano", "8 Iron Lane", "Marrickville", "2204"),
        "software": Party(
            "Kea Cloud", "Finn Harper", "2 Cuba Court", "Wellington", "6011", "New Zealand"
        ),
        "fuel": Party("Servo on the Highway", "", "600 Coast Road", "Kiama", "2533"),
        "bank": Party("The Bank", "", "", "", ""),
        "tax": Party("Revenue Office", "", "", "", ""),
        "staff": Party("Wages", "", "", "", ""),
    },
    staff=(
        Worker("Tahlia Brooks", "Shaper", "F", salary=Decimal(72_800)),
        Worker("Marcus Lee", "Shop manager", "M", salary=Decimal(78_000)),
        Worker("Zoe Papas", "Shop assistant", "F", hourly=Decimal("29.50")),
    ),
    regions=("Coast", "Reef", "Abroad"),
)

NEW_ZEALAND = Company(
    scale=Decimal(2),
    foreign="AUD",
    export="ZERORATED",
    abroad="NONE",
    purchases="INPUT2",
    land="New Zealand",
    phone=("64", "3"),
    goods=goods(
        ("HONEY", "Mānuka honey, jar of 1 kg", "46.00", "OUTPUT2", "19.50"),
        ("FRAMES", "Hive frames, box of 10", "86.00", "OUTPUT2", "43.00"),
        ("VISIT", "Hive inspection, hour", "95.00", "OUTPUT2", "0"),
        ("POST", "Rural delivery", "18.00", "OUTPUT2", "0"),
    ),
    customers={
        "prompt": Party("Kōwhai Pantry", "Mere Parata", "5 Trafalgar Lane", "Nelson", "7010"),
        "steady": Party("Southern Larder", "Hamish Orr", "77 Tay Terrace", "Invercargill", "9810"),
        "slow": Party("Alpine Lodge Group", "Sophie Blake", "1 Lake Road", "Wānaka", "9305"),
        "small": Party("Saturday Market Stall", "Wiremu Cook", "The Square", "Motueka", "7120"),
        "late": Party("Gold Coast Orchards", "Piet Visser", "210 Orchard Way", "Cromwell", "9310"),
        "abroad": Party(
            "Paddock to Plate", "Georgia Lim", "44 Lane Street", "Melbourne", "3000", "Australia"
        ),
        "former": Party("Bay Gift Shop", "Ngaire Webb", "9 Beach Front", "Kaikōura", "7300"),
        "walk-in": Party("Counter sales", "", "", "", ""),
    },
    suppliers={
        "goods": Party("Tasman Apiaries", "Jack Fraser", "801 Valley Road", "Tākaka", "7110"),
        "landlord": Party("Port Sheds", "Eru Walker", "Shed 4", "Nelson", "7010"),
        "power": Party("Southerly Power", "Accounts", "3 Dam Street", "Dunedin", "9016"),
        "phone": Party("Tūī Networks", "Accounts", "60 Cable Place", "Wellington", "6011"),
        "courier": Party("Kererū Couriers", "Ravi Patel", "Depot 1", "Christchurch", "8011"),
        "adverts": Party("Clear Sky Print", "Anna Holt", "12 Press Lane", "Nelson", "7010"),
        "insurer": Party("Rātā Mutual", "Claims Desk", "18 Harbour Quay", "Wellington", "6011"),
        "repairs": Party("Top Shed Builders", "Kev Moss", "40 Timber Road", "Richmond", "7020"),
        "software": Party(
            "Wattle Software", "Ines Gray", "9 Bridge Street", "Brisbane", "4000", "Australia"
        ),
        "fuel": Party("Crossroads Fuel", "", "1 State Highway", "Richmond", "7020"),
        "bank": Party("The Bank", "", "", "", ""),
        "tax": Party("Revenue Office", "", "", "", ""),
        "staff": Party("Wages", "", "", "", ""),
    },
    staff=(
        Worker("Anahera Rangi", "Head beekeeper", "F", salary=Decimal(68_640)),
        Worker("Tom Gilchrist", "Packhouse lead", "M", salary=Decimal(62_400)),
        Worker("Lucy Chen", "Packer", "F", hourly=Decimal("26.00")),
    ),
    regions=("South", "North", "Abroad"),
)

UNITED_STATES = Company(
    scale=Decimal("1.3"),
    foreign="CAD",
    export="NONE",
    abroad="NONE",
    purchases="NONE",
    land="USA",
    phone=("1", "207"),
    goods=goods(
        ("CARDS", "Letterpress cards, box of 50", "26.00", "TAX001", "11.00"),
        ("PAPER", "Cotton paper, ream", "54.00", "TAX001", "27.00"),
        ("DESIGN", "Design work, hour", "85.00", "NONE", "0"),
        ("MAIL", "Insured shipping", "14.00", "NONE", "0"),
    ),
    customers={
        "prompt": Party("Lighthouse Books", "Nora Whitfield", "12 Pier St", "Portland", "04101"),
        "steady": Party("Maple & Main Gifts", "Eli Foster", "340 Main St", "Burlington", "05401"),
        "slow": Party("Granite State Weddings", "Dana Cruz", "8 Elm St", "Concord", "03301"),
        "small": Party("Tin Roof Bakery", "Opal Reyes", "61 Mill Rd", "Bath", "04530"),
        "late": Party("Harvest Moon Fair", "Walt Jensen", "1 Fairground Way", "Bangor", "04401"),
        "abroad": Party(
            "Papeterie du Port", "Luc Gagnon", "77 rue du Quai", "Québec", "G1K 3A1", "Canada"
        ),
        "former": Party("Blue Heron Inn", "Faye Porter", "30 Shore Dr", "Camden", "04843"),
        "walk-in": Party("Counter sales", "", "", "", ""),
    },
    suppliers={
        "goods": Party("Androscoggin Mills", "Pete Lavoie", "500 River Rd", "Lewiston", "04240"),
        "landlord": Party("Old Port Lofts", "Gwen Hale", "25 Wharf St", "Portland", "04101"),
        "power": Party("Pine Tree Electric", "Billing", "9 Dam Rd", "Augusta", "04330"),
        "phone": Party("Casco Fiber", "Billing", "14 Beacon St", "Portland", "04101"),
        "courier": Party("Blue Van Freight", "Andre Costa", "Dock 2", "Scarborough", "04074"),
        "adverts": Party("Signal Hill Media", "June Park", "80 Congress St", "Portland", "04101"),
        "insurer": Party("Pilgrim Mutual", "Claims Desk", "1 State St", "Boston", "02109"),
        "repairs": Party("Kessler Press Repair", "Abe Kessler", "19 Gear Ln", "Saco", "04072"),
        "software": Party(
            "Northern Inkworks", "Sylvie Roy", "5 rue Neuve", "Montréal", "H2Y 1A1", "Canada"
        ),
        "fuel": Party("Route One Gas", "", "700 Route 1", "Yarmouth", "04096"),
        "bank": Party("The Bank", "", "", "", ""),
        "tax": Party("Revenue Office", "", "", "", ""),
        "staff": Party("Wages", "", "", "", ""),
    },
    staff=(
        Worker("Hazel Quinn", "Printer", "F", salary=Decimal(45_600)),
        Worker("Victor Ames", "Designer", "M", salary=Decimal(52_800)),
    ),
    regions=("Maine", "New England", "Abroad"),
)

COMPANIES = {
    "GB": UNITED_KINGDOM,
    "AU": AUSTRALIA,
    "NZ": NEW_ZEALAND,
    "US": UNITED_STATES,
}
