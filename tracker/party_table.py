"""The table of parties: codes, names, and what people call them. Data only; `tracker.parties` reads it."""

from __future__ import annotations

# One party a line: code, common name, then other names. Accents, dots, hyphens, brackets, apostrophes,
# "the", "&" for "and" and "St" for "Saint" need no entry of their own: `tracker.parties` makes those alike.
TABLE = """
AD Andorra | Principality of Andorra
AE United Arab Emirates | UAE | Emirates
AF Afghanistan | Islamic Republic of Afghanistan | Islamic Emirate of Afghanistan
AG Antigua and Barbuda | Antigua
AI Anguilla
AL Albania | Republic of Albania
AM Armenia | Republic of Armenia
AO Angola | Republic of Angola
AQ Antarctica
AR Argentina | Argentine Republic
AS American Samoa
AT Austria | Republic of Austria
AU Australia | Commonwealth of Australia
AW Aruba
AX Åland Islands | Åland
AZ Azerbaijan | Republic of Azerbaijan
BA Bosnia and Herzegovina | Bosnia | Bosnia-Herzegovina | BiH
BB Barbados
BD Bangladesh | People's Republic of Bangladesh
BE Belgium | Kingdom of Belgium
BF Burkina Faso | Burkina
BG Bulgaria | Republic of Bulgaria
BH Bahrain | Kingdom of Bahrain
BI Burundi | Republic of Burundi
BJ Benin | Republic of Benin
BL Saint Barthélemy | St. Barts
BM Bermuda
BN Brunei | Brunei Darussalam | Nation of Brunei
BO Bolivia | Plurinational State of Bolivia
BQ Caribbean Netherlands | Bonaire, Sint Eustatius and Saba
BR Brazil | Federative Republic of Brazil | Brasil
BS Bahamas | Commonwealth of the Bahamas
BT Bhutan | Kingdom of Bhutan
BV Bouvet Island
BW Botswana | Republic of Botswana
BY Belarus | Republic of Belarus
BZ Belize
CA Canada
CC Cocos (Keeling) Islands | Cocos Islands | Keeling Islands
CD DR Congo | Democratic Republic of the Congo | DRC | Congo-Kinshasa | Congo (Dem. Rep.)
CF Central African Republic | CAR | Central African Rep.
CG Republic of the Congo | Congo Republic | Congo-Brazzaville | Congo (Rep.)
CH Switzerland | Swiss Confederation
CI Côte d'Ivoire | Ivory Coast | Republic of Côte d'Ivoire
CK Cook Islands
CL Chile | Republic of Chile
CM Cameroon | Republic of Cameroon
CN China | People's Republic of China | PRC | PR China
CO Colombia | Republic of Colombia
CR Costa Rica | Republic of Costa Rica
CU Cuba | Republic of Cuba
CV Cape Verde | Cabo Verde | Republic of Cabo Verde
CW Curaçao
CX Christmas Island
CY Cyprus | Republic of Cyprus
CZ Czechia | Czech Republic
DE Germany | Federal Republic of Germany | FRG | Deutschland
DJ Djibouti | Republic of Djibouti
DK Denmark | Kingdom of Denmark
DM Dominica | Commonwealth of Dominica
DO Dominican Republic
DZ Algeria | People's Democratic Republic of Algeria
EC Ecuador | Republic of Ecuador
EE Estonia | Republic of Estonia
EG Egypt | Arab Republic of Egypt
EH Western Sahara
ER Eritrea | State of Eritrea
ES Spain | Kingdom of Spain
ET Ethiopia | Federal Democratic Republic of Ethiopia
FI Finland | Republic of Finland
FJ Fiji | Republic of Fiji
FK Falkland Islands | Falklands | Malvinas | Islas Malvinas | Falkland Islands (Malvinas)
FM Micronesia | Federated States of Micronesia | FSM
FO Faroe Islands | Faroes | Faeroe Islands
FR France | French Republic
GA Gabon | Gabonese Republic
GB United Kingdom | UK | U.K. | Britain | Great Britain | United Kingdom of Great Britain and Northern Ireland
GD Grenada
GE Georgia | Republic of Georgia
GF French Guiana
GG Guernsey
GH Ghana | Republic of Ghana
GI Gibraltar
GL Greenland
GM Gambia | Republic of the Gambia
GN Guinea | Republic of Guinea | Guinea-Conakry
GP Guadeloupe
GQ Equatorial Guinea | Republic of Equatorial Guinea
GR Greece | Hellenic Republic
GS South Georgia and the South Sandwich Islands | South Georgia
GT Guatemala | Republic of Guatemala
GU Guam
GW Guinea-Bissau | Republic of Guinea-Bissau
GY Guyana | Co-operative Republic of Guyana | Cooperative Republic of Guyana | Republic of Guyana
HK Hong Kong | Hong Kong SAR | Hong Kong Special Administrative Region of China
HM Heard Island and McDonald Islands
HN Honduras | Republic of Honduras
HR Croatia | Republic of Croatia
HT Haiti | Republic of Haiti
HU Hungary | Republic of Hungary
ID Indonesia | Republic of Indonesia
IE Ireland | Republic of Ireland | Eire
IL Israel | State of Israel
IM Isle of Man
IN India | Republic of India | Bharat
IO British Indian Ocean Territory
IQ Iraq | Republic of Iraq
IR Iran | Islamic Republic of Iran
IS Iceland | Republic of Iceland
IT Italy | Italian Republic
JE Jersey
JM Jamaica
JO Jordan | Hashemite Kingdom of Jordan
JP Japan
KE Kenya | Republic of Kenya
KG Kyrgyzstan | Kyrgyz Republic
KH Cambodia | Kingdom of Cambodia
KI Kiribati | Republic of Kiribati
KM Comoros | Union of the Comoros
KN Saint Kitts and Nevis | St. Kitts | Federation of Saint Christopher and Nevis
KP North Korea | DPRK | Democratic People's Republic of Korea | N. Korea | DPR Korea
KR South Korea | ROK | Republic of Korea | S. Korea
KW Kuwait | State of Kuwait
KY Cayman Islands | Caymans
KZ Kazakhstan | Republic of Kazakhstan
LA Laos | Lao People's Democratic Republic | Lao PDR
LB Lebanon | Lebanese Republic
LC Saint Lucia
LI Liechtenstein | Principality of Liechtenstein
LK Sri Lanka | Democratic Socialist Republic of Sri Lanka
LR Liberia | Republic of Liberia
LS Lesotho | Kingdom of Lesotho
LT Lithuania | Republic of Lithuania
LU Luxembourg | Grand Duchy of Luxembourg | Luxemburg
LV Latvia | Republic of Latvia
LY Libya | State of Libya
MA Morocco | Kingdom of Morocco
MC Monaco | Principality of Monaco
MD Moldova | Republic of Moldova
ME Montenegro
MF Saint Martin | Saint Martin (French part)
MG Madagascar | Republic of Madagascar
MH Marshall Islands | Republic of the Marshall Islands
MK North Macedonia | Republic of North Macedonia | Macedonia | N. Macedonia | FYROM
ML Mali | Republic of Mali
MM Myanmar | Burma | Republic of the Union of Myanmar | Republic of Myanmar | Myanmar (Burma)
MN Mongolia
MO Macau | Macao | Macau SAR | Macao SAR | Macao Special Administrative Region of China
MP Northern Mariana Islands | Northern Marianas | Commonwealth of the Northern Mariana Islands | CNMI
MQ Martinique
MR Mauritania | Islamic Republic of Mauritania
MS Montserrat
MT Malta | Republic of Malta
MU Mauritius | Republic of Mauritius
MV Maldives | Republic of Maldives
MW Malawi | Republic of Malawi
MX Mexico | United Mexican States
MY Malaysia
MZ Mozambique | Republic of Mozambique
NA Namibia | Republic of Namibia
NC New Caledonia
NE Niger | Republic of the Niger
NF Norfolk Island
NG Nigeria | Federal Republic of Nigeria
NI Nicaragua | Republic of Nicaragua
NL Netherlands | Holland | Kingdom of the Netherlands
NO Norway | Kingdom of Norway
NP Nepal | Federal Democratic Republic of Nepal
NR Nauru | Republic of Nauru
NU Niue
NZ New Zealand | Aotearoa | Aotearoa New Zealand
OM Oman | Sultanate of Oman
PA Panama | Republic of Panama
PE Peru | Republic of Peru
PF French Polynesia
PG Papua New Guinea | PNG | Independent State of Papua New Guinea
PH Philippines | Republic of the Philippines
PK Pakistan | Islamic Republic of Pakistan
PL Poland | Republic of Poland
PM Saint Pierre and Miquelon
PN Pitcairn Islands | Pitcairn
PR Puerto Rico | Commonwealth of Puerto Rico
PS Palestine | State of Palestine | Palestinian Authority | Palestinian National Authority | Palestinian Territories
PT Portugal | Portuguese Republic
PW Palau | Republic of Palau
PY Paraguay | Republic of Paraguay
QA Qatar | State of Qatar
RE Réunion
RO Romania
RS Serbia | Republic of Serbia
RU Russia | Russian Federation
RW Rwanda | Republic of Rwanda | Rwandese Republic
SA Saudi Arabia | Kingdom of Saudi Arabia | KSA
SB Solomon Islands | Solomons
SC Seychelles | Republic of Seychelles
SD Sudan | Republic of the Sudan
SE Sweden | Kingdom of Sweden
SG Singapore | Republic of Singapore
SH Saint Helena, Ascension and Tristan da Cunha | Saint Helena
SI Slovenia | Republic of Slovenia
SJ Svalbard and Jan Mayen
SK Slovakia | Slovak Republic
SL Sierra Leone | Republic of Sierra Leone
SM San Marino | Republic of San Marino
SN Senegal | Republic of Senegal
SO Somalia | Federal Republic of Somalia
SR Suriname | Republic of Suriname | Surinam
SS South Sudan | Republic of South Sudan | S. Sudan
ST São Tomé and Príncipe | Democratic Republic of São Tomé and Príncipe
SV El Salvador | Republic of El Salvador
SX Sint Maarten | Saint Maarten | Sint Maarten (Dutch part)
SY Syria | Syrian Arab Republic
SZ Eswatini | Kingdom of Eswatini | Swaziland
TC Turks and Caicos Islands | Turks and Caicos
TD Chad | Republic of Chad
TF French Southern Territories | French Southern and Antarctic Lands
TG Togo | Togolese Republic
TH Thailand | Kingdom of Thailand
TJ Tajikistan | Republic of Tajikistan
TK Tokelau
TL Timor-Leste | East Timor | Democratic Republic of Timor-Leste
TM Turkmenistan
TN Tunisia | Republic of Tunisia
TO Tonga | Kingdom of Tonga
TR Turkey | Türkiye | Republic of Türkiye | Republic of Turkey
TT Trinidad and Tobago | Republic of Trinidad and Tobago
TV Tuvalu
TW Taiwan | Republic of China | Chinese Taipei | Taiwan, Province of China
TZ Tanzania | United Republic of Tanzania
UA Ukraine
UG Uganda | Republic of Uganda
UM United States Minor Outlying Islands | US Minor Outlying Islands
US United States | USA | U.S. | U.S | U.S.A. | United States of America | America
UY Uruguay | Eastern Republic of Uruguay | Oriental Republic of Uruguay
UZ Uzbekistan | Republic of Uzbekistan
VA Vatican City | Vatican | Holy See | Vatican City State | Holy See (Vatican City State)
VC Saint Vincent and the Grenadines | Saint Vincent
VE Venezuela | Bolivarian Republic of Venezuela
VG British Virgin Islands | BVI | Virgin Islands (UK)
VI U.S. Virgin Islands | United States Virgin Islands | Virgin Islands of the United States | USVI
VN Vietnam | Viet Nam | Socialist Republic of Vietnam | Socialist Republic of Viet Nam
VU Vanuatu | Republic of Vanuatu
WF Wallis and Futuna | Wallis and Futuna Islands
WS Samoa | Independent State of Samoa | Western Samoa
YE Yemen | Republic of Yemen
YT Mayotte
ZA South Africa | Republic of South Africa | RSA
ZM Zambia | Republic of Zambia
ZW Zimbabwe | Republic of Zimbabwe

XK Kosovo | Republic of Kosovo

ADB Asian Development Bank
AFRU African Union
AIIB Asian Infrastructure Investment Bank
APEC APEC | Asia-Pacific Economic Cooperation
ASEAN ASEAN | Association of Southeast Asian Nations
BIMSTEC BIMSTEC | Bay of Bengal Initiative for Multi-Sectoral Technical and Economic Cooperation
BRICS BRICS
CARICOM CARICOM | Caribbean Community
CELAC CELAC | Community of Latin American and Caribbean States
CIS Commonwealth of Independent States
COE Council of Europe
COMESA COMESA | Common Market for Eastern and Southern Africa
CSTO Collective Security Treaty Organization | Collective Security Treaty Organisation
EAC East African Community
EAEU Eurasian Economic Union | EEU
ECCAS ECCAS | Economic Community of Central African States
ECOWAS ECOWAS | Economic Community of West African States
EFTA EFTA | European Free Trade Association
EU European Union | E.U.
FAO Food and Agriculture Organization | Food and Agriculture Organisation
G7 G7 | Group of Seven
G20 G20 | Group of Twenty
GCC Gulf Cooperation Council | Cooperation Council for the Arab States of the Gulf
IAEA International Atomic Energy Agency
ICAO International Civil Aviation Organization | International Civil Aviation Organisation
ICC International Criminal Court
ICRC International Committee of the Red Cross
IGAD IGAD | Intergovernmental Authority on Development
ILO International Labour Organization | International Labour Organisation | International Labor Organization
IMF International Monetary Fund
IMO International Maritime Organization | International Maritime Organisation
LAS Arab League | League of Arab States
MERCOSUR Mercosur | Southern Common Market | Mercosul
NATO NATO | North Atlantic Treaty Organization | North Atlantic Treaty Organisation | North Atlantic Alliance
OAS Organization of American States | Organisation of American States
OECD OECD | Organisation for Economic Co-operation and Development
OIC Organisation of Islamic Cooperation | Organization of Islamic Cooperation
OPCW Organisation for the Prohibition of Chemical Weapons | Organization for the Prohibition of Chemical Weapons
OPEC OPEC | Organization of the Petroleum Exporting Countries | Organisation of the Petroleum Exporting Countries
OSCE OSCE | Organization for Security and Co-operation in Europe | Organization for Security and Cooperation in Europe
OTS Organization of Turkic States | Organisation of Turkic States
PIF Pacific Islands Forum
SAARC SAARC | South Asian Association for Regional Cooperation
SADC SADC | Southern African Development Community
SCO Shanghai Cooperation Organization | Shanghai Cooperation Organisation
UN United Nations | U.N. | UNO | United Nations Organization | United Nations Organisation
UNESCO UNESCO | United Nations Educational, Scientific and Cultural Organization
UNHCR UNHCR | United Nations High Commissioner for Refugees | UN Refugee Agency
UNICEF UNICEF | United Nations Children's Fund
WBG World Bank | World Bank Group
WFP World Food Programme | World Food Program
WHO World Health Organization | World Health Organisation
WTO World Trade Organization | World Trade Organisation
"""
