#!/usr/bin/env python3
"""Compact annotations → annotated articles (JSON Lines) as `wirewatch evaluate` reads them.
usage: annotate.py NOTES.txt >> tests/gold/SET.jsonl

NOTES holds, for each article:
    === id|published|lang|title
    body, as many lines as it has
    ---
    a: name|kind|other name;other name      an actor; `a?:` one that may be left out
    e: TYPE|actors;…|targets;…|date|place|status|words of the body that tell it
    e?: TYPE|words of the body              an event that may be left out
    q: speaker|text
    f: low|high|unit|words of the body      a figure; `f?:` one that may be left out
    d: words|ISO 8601                       a date; `d?:` one that may be left out
    p: place;place;…
    irrelevant                              the article is about something else
"""
import json, sys

def article(block):
    head, rest = block.split("\n", 1)
    ident, published, lang, title = head.strip().split("|", 3)
    body, notes = rest.rsplit("\n---\n", 1)
    body = body.strip("\n")
    gold = {"relevant": True, "actors": [], "events": [], "quotes": [], "quantities": [], "dates": [], "places": []}
    many = lambda text: [part for part in text.split(";") if part]
    number = lambda text: None if text == "" else float(text) if "." in text else int(text)

    def told(words):
        if words not in body: sys.exit(f"{ident}: not in the body: {words}")
        return words

    for line in filter(None, notes.strip().split("\n")):
        if line == "irrelevant":
            gold["relevant"] = False
            continue
        key, value = (part.strip() for part in line.split(":", 1))
        may = {"optional": True} if key.endswith("?") else {}
        part = value.split("|")
        match key.rstrip("?"):
            case "a":
                also = {"also": many(part[2])} if len(part) > 2 else {}
                gold["actors"].append({"name": part[0], "type": part[1], "role": None, "mentions_at_least": 1, **also, **may})
            case "e" if may: gold["events"].append({"type": part[0], "evidence": told(part[1]), **may})
            case "e":
                kind, actors, targets, date, place, status, words = part
                gold["events"].append({"type": kind, "actors": many(actors), "targets": many(targets), "date": date or None,
                                       "place": place or None, "status": status, "evidence": told(words)})
            case "q": gold["quotes"].append({"speaker": part[0], "text": told(part[1])})
            case "f": gold["quantities"].append({"value_low": number(part[0]), "value_high": number(part[1]), "unit": part[2],
                                                 "about": "", "evidence": told(part[3]), **may})
            case "d": gold["dates"].append({"text": part[0], "iso": part[1], **may})
            case "p": gold["places"] += many(value)
            case _: sys.exit(f"{ident}: what is '{line}'?")
    return {"id": ident, "title": title, "url": f"https://wire.example/{ident}", "published": published, "lang": lang,
            "body": body, "gold": gold}

for block in open(sys.argv[1], encoding="utf-8").read().split("=== ")[1:]:
    print(json.dumps(article(block), ensure_ascii=False))
