"""The words that the made-up news is written with: parties, papers, places, phrases.

The rule kept here: data only, as tuples, drawn by index; a word that is moved changes every log that is made.
"""

from __future__ import annotations

PARTIES: tuple[str, ...] = (
    "JP", "KR", "US", "CN", "RU", "DE", "FR", "GB", "IT", "ES", "PL", "UA", "TR", "IR", "IQ", "SA", "AE", "EG", "IL",
    "IN", "PK", "BD", "AU", "NZ", "CA", "MX", "BR", "AR", "CL", "PE", "CO", "ZA", "NG", "KE", "ET", "GH", "MA", "DZ",
    "TN", "SE", "NO", "FI", "DK", "NL", "BE", "CH", "AT", "CZ", "SK", "HU", "RO", "BG", "GR", "RS", "HR", "EE", "LV",
    "LT", "GE", "AM", "AZ", "KZ", "UZ", "MN", "VN", "TH", "ID", "MY", "SG", "PH", "MM", "LA", "KH", "TW", "QA", "KW",
    "JO", "LB", "EU", "NATO",
)

AGREEMENTS: tuple[str, ...] = (
    "General Security of Military Information Agreement", "Acquisition and Cross-Servicing Agreement",
    "Free Trade Agreement", "Fisheries Agreement", "Extradition Treaty", "Border Demarcation Treaty",
    "Mutual Legal Assistance Treaty", "Status of Forces Agreement", "Air Services Agreement",
    "Double Taxation Convention",
    "Civil Nuclear Cooperation Agreement", "Water Sharing Treaty", "Currency Swap Arrangement",
    "Readmission Agreement",
    "Bilateral Investment Treaty", "Ceasefire Agreement", "Grain Corridor Memorandum", "Gas Transit Contract",
    "Mutual Defence Treaty", "Intelligence Sharing Memorandum", "Customs Union Protocol", "Visa Waiver Agreement",
    "Arms Control Treaty", "Maritime Boundary Agreement", "Counter-Terrorism Memorandum",
    "Science Cooperation Agreement",
)
SHORT_AGREEMENTS: tuple[str, ...] = (
    "GSOMIA", "ACSA", "FTA", "fisheries deal", "extradition treaty", "border treaty", "MLAT", "SOFA", "air deal",
    "DTC",
    "123 agreement", "water treaty", "swap line", "readmission deal", "BIT", "ceasefire", "grain deal", "gas deal",
    "defence pact", "intelligence MOU", "customs protocol", "visa waiver", "arms treaty", "sea border deal",
    "counter-terror MOU", "science accord",
)
SERIES: tuple[str, ...] = (
    "Security Dialogue", "Defence Ministers' Meeting", "Foreign Ministers' Meeting", "Vice-Ministerial Talks",
    "Economic Partnership Council", "Leaders' Summit", "Border Commission", "Joint Military Committee",
    "Human Rights Dialogue", "Cyber Dialogue", "Energy Dialogue", "Consular Talks", "Strategic Dialogue",
    "Bureau-Chief Talks", "Working Group on Water", "High-Level Trade Talks",
)
EVERY: tuple[str, ...] = ("P1Y", "P6M", "P6M", "P3M", "P2Y", "P1M", "P1Y")

PUBLISHERS: tuple[tuple[str, str, str], ...] = (
    ("japan-times", "The Japan Times", "en"), ("hankyoreh", "Hankyoreh", "en"),
    ("stripes", "Stars and Stripes", "en"),
    ("ann", "Asia News Network", "en"), ("yonhap", "Yonhap", "en"), ("kyodo", "Kyodo", "en"),
    ("reuters", "Reuters", "en"),
    ("ap", "Associated Press", "en"), ("afp", "AFP", "fr"), ("guardian", "The Guardian", "en"),
    ("bbc", "BBC News", "en"),
    ("dpa", "dpa", "de"), ("spiegel", "Der Spiegel", "de"), ("lemonde", "Le Monde", "fr"),
    ("elpais", "El País", "es"),
    ("xinhua", "Xinhua", "zh"), ("interfax", "Interfax", "ru"), ("tass", "TASS", "ru"), ("dawn", "Dawn", "en"),
    ("hindu", "The Hindu", "en"), ("jazeera", "Al Jazeera", "en"), ("folha", "Folha de S.Paulo", "pt"),
    ("nyt", "The New York Times", "en"), ("wapo", "The Washington Post", "en"), ("haaretz", "Haaretz", "en"),
    ("hurriyet", "Hürriyet", "tr"), ("asahi", "朝日新聞", "ja"), ("chosun", "조선일보", "ko"),
    ("mofa", "Ministry statement", "en"),
    ("gazette", "Official Gazette", "en"), ("politico", "Politico", "en"), ("allafrica", "AllAfrica", "en"),
)
AGENCIES: tuple[str, ...] = ("Kyodo", "Reuters", "AFP", "Yonhap", "Associated Press", "Xinhua", "Interfax", "dpa")

PLACES: tuple[str, ...] = (
    "Tokyo", "Seoul", "Washington", "Geneva", "Vienna", "Brussels", "New York", "Singapore", "Beijing", "Moscow",
    "Ankara",
    "Astana", "Doha", "Cairo", "Nairobi", "Addis Ababa", "New Delhi", "Canberra", "Ottawa", "Brasília", "Zürich",
    "Minsk",
    "Helsinki", "Oslo", "Rome", "Madrid", "Jakarta", "Hanoi", "Bangkok", "Honolulu", "Panmunjom", "The Hague",
)

WHO: tuple[str, ...] = (
    "a foreign ministry spokesman", "the defence minister", "a senior official", "two diplomats",
    "a government source",
    "the chief negotiator", "the prime minister's office", "a presidential aide", "an opposition lawmaker",
    "a former ambassador", "the trade representative", "a person familiar with the talks",
    "the deputy foreign minister",
    "an editorial", "officials on both sides", "the parliament's foreign affairs committee",
)
SAYS: tuple[str, ...] = (
    "said", "told reporters", "confirmed", "was quoted as saying", "said on condition of anonymity", "wrote",
    "indicated",
    "told parliament", "said in a statement",
)
MATTER: tuple[str, ...] = (
    "the two sides had settled most of the open points", "differences over the annex remained",
    "the text still needs the cabinet's consent", "a date would be announced in due course",
    "public opinion at home made it difficult", "it should be seen in the light of the election",
    "the exchange of notes took place the same day", "it would be put before parliament in the coming session",
    "the other side had asked for more time", "verification was the last obstacle",
    "the matter came up on the margins",
    "earlier reports had been premature", "the arrangement covers classified information only",
    "no agreement was reached on the wording", "the first paragraph names the parties only in general terms",
    "the delay had been expected for weeks", "quotas for the next season were left open",
    "the deposit of the instruments is still to come", "the ministers had met for the fourth time this year",
)
REMARKS: tuple[str, ...] = (
    "dated by the statement", "background only", "read as the month told", "the article names no day",
    "second-hand, through another paper", "the headline goes further than the text", "stage not told",
    "as the communiqué has it", "the number of the round is the paper's own",
)
STARTS: tuple[str, ...] = (
    "The two governments have", "Officials on both sides", "In a statement issued", "But bilateral relations between",
    "The ministers also agreed", "According to a source", "It is the first", "The talks, which had",
    "Arrangements are being made",
    "Asked about the delay,", "Last month the cabinet", "The agreement would allow", "Under the deal, each",
)
SAID: tuple[str, ...] = (
    "yesterday", "last week", "earlier this month", "on Tuesday", "last year", "in June", "late last month",
    "this week",
    "recently", "in the spring", "two days ago", "on the same day",
)
TITLES: tuple[str, ...] = (
    "{a} and {b} edge closer on {what}", "{a} calls for talks on {what}", "What the {what} means for {b}",
    "{b} says {what} is on track", "Analysis: why {a} hesitates over the {what}",
    "{a}, {b} officials meet over {what}",
    "Parliament in {a} takes up {what}", "Doubts in {b} about {what}", "Ministers of {a} and {b} speak by telephone",
)
REASONS: tuple[str, ...] = (
    "the publisher withdrew the article", "the paper printed a correction", "coded twice from the same passage",
    "the statement was about another agreement", "the quoted official denied having said it", "misread by the coder",
)
MENDED: tuple[str, ...] = ("wrong month", "wrong day", "wrong party", "the place was misread", "the note was cut off")
