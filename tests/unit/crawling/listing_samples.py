"""This module has a small listing of every kind, each of the same story."""

import json

URL = "https://example.org/listing"
STORY = "https://example.org/story"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Example</title><link>https://example.org/</link>
<item><title>Rates rise</title><link>https://example.org/story</link><guid isPermaLink="false">7</guid>
<pubDate>Mon, 16 Nov 2026 12:00:00 GMT</pubDate><description>&lt;p&gt;Long&lt;/p&gt;</description></item>
</channel></rss>"""
RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/"><link>https://example.org/</link>
</channel><item rdf:about="https://example.org/story"><title>Rates rise</title><link>https://example.org/story</link>
<dc:date>2026-11-16T12:00:00Z</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Example</title><link rel="self" href="/listing"/>
<entry><id>tag:example.org,2026:1</id><title type="html">Rates &lt;b&gt;rise&lt;/b&gt;</title>
<link rel="enclosure" type="audio/mpeg" href="/story.mp3"/><link rel="alternate" href="https://example.org/story"/>
<published>2026-11-16T12:00:00Z</published><updated>2026-11-17T08:00:00+01:00</updated>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><title>No title</title><a href="/x">x</a></div></content>
<source><title>Other</title><link href="https://example.com/"/></source></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "7", "url": STORY, "title": "Rates rise", "date_published": "2026-11-16T12:00:00Z"}],
    }
)
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><image:image><image:loc>https://example.org/a.jpg
</image:loc></image:image><loc> https://example.org/story </loc><lastmod>2026-11-16T12:00Z</lastmod></url></urlset>"""
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://example.org/story</loc><n:news>
<n:publication><n:name>Example</n:name></n:publication>
<n:publication_date>2026-11-16T12:00:00+00:00</n:publication_date><n:title>Rates rise</n:title>
</n:news></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://example.org/a.xml.gz</loc>
<lastmod>2026-11-16</lastmod></sitemap></sitemapindex>"""
PAGE = """<html><head><link rel="alternate" type="application/rss+xml" href="/comments/feed" title="Comments">
<link rel="alternate" type="application/rss+xml" href="/rss.xml"><link rel="alternate" type="application/json"
href="/wp-json/wp/v2/pages/7"><link rel="sitemap" href="/map.xml"></head><body>
<nav><a href="/world/europe-and-the-east">World</a><a href="/2026/11/16/vote-is-over">Vote is over</a></nav>
<a href="/news/minister-resigns-after-vote"><img src="a.jpg"></a>
<a href="/news/minister-resigns-after-vote?utm_source=home">Minister resigns after vote</a>
<a href="/tag/minister-resigns-after-vote">tag</a><a href="/2026/11/16/a.pdf">pdf</a><a href="/login">in</a>
<a href="/archive/2026/11/16/">all</a><a href="/news?page=2">next</a><a href="javascript:void(0)">x</a>
<a href="https://www.example.org/article/123456">Number</a><a href="https://example.com/2026/11/16/other-site-story">o</a>
<a href="/about-us">About</a><a href="/privacy-policy-of-us-all/">P</a><a href="/atom">Atom</a>
<footer><a href="/terms-and-conditions-of-use">Terms</a></footer></body></html>"""
