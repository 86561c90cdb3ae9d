"""These tests find the address of a shown picture and the lead picture, and leave out what is no picture."""

import pytest
from bs4 import BeautifulSoup

from copydesk.extraction import extract_article
from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.split import split
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.reading.picture_files import file_key
from copydesk.extraction.reading.tree import page_tree
from copydesk.model import Article, BlockType

BASE = "https://www.examplepost.example/news/boats"
HOST = "https://img.example.org"
BIG = f"{HOST}/i/harbour-at-dawn.jpg"
TINY = f"{HOST}/i/harbour-at-dawn-20x13.jpg"
TEXT = "<p>The ferry company said on Monday that it would run three extra boats a day until the end of the season.</p>"
BODY = "".join(TEXT.replace("three", number) for number in ("three", "four", "five", "six", "seven"))


def _drafts(fragment: str) -> list[Draft]:
    return split(BeautifulSoup(fragment, "html.parser", multi_valued_attributes=None), BASE)


def _pictures(fragment: str) -> list[str | None]:
    return [draft.url for draft in _drafts(fragment) if draft.type is BlockType.IMAGE]


def _page(inside: str, *, head: str = "", before: str = "") -> Article:
    html = (
        f"<html lang=en><head><title>Extra boats | Example Post</title>{head}</head><body>{before}<main><article>"
        f"<h1>Extra boats to the islands</h1>{inside}</article></main></body></html>"
    )
    return extract_article(html.encode(), url=BASE, content_type="text/html")


def _shown(article: Article, kind: BlockType = BlockType.IMAGE) -> list[str | None]:
    return [block.url for block in article.blocks if block.type is kind]


@pytest.mark.parametrize(
    "attributes",
    [
        # A set of thumbnails is beside a large source.
        f'src="{BIG}" srcset="{TINY} 60w" width="1400" height="800"',
        f'src="{BIG}?w=1400" srcset="{TINY} 60w, {TINY}?2 120w"',
        f'src="{TINY}" srcset="{TINY} 60w" data-full-src="{BIG}" width="900"',
        # Unknown scripts use these attributes.
        *(
            f'{name}="{BIG}" src="{stand_in}"'
            for name in ("data-flickity-lazyload", "nitro-lazy-src", "data-dt-lazy-src", "data-image-loader", "data-zz")
            for stand_in in (f"{HOST}/i/blank.gif", f"{HOST}/s/grey.png", "data:image/gif;base64,R0lGOD", TINY)
        ),
        f'data-image-loader="{BIG}"',
        f"""data-srcs='{{"{BIG}": [900, 600]}}' src="{HOST}/loading.gif" """,
        f"""data-src='{{"default": "{BIG}"}}' src="{HOST}/s/e151e5.gif" """,
        f'data-lazy-thumb="{TINY}" data-lazy-big="{BIG}"',
        # A ratio is no size.
        *(f'src="{BIG}" width="{width}" height="{height}"' for width, height in ((16, 9), (4, 3), (3, 2), (21, 9))),
    ],
)
def test_the_picture_that_a_reader_sees_is_taken(attributes: str) -> None:
    found = _pictures(f"{TEXT}<figure><img {attributes}></figure>{TEXT}")
    assert [(url or "").partition("?")[0] for url in found] == [BIG]


@pytest.mark.parametrize(
    "attributes",
    [
        f'src="{BIG}" data-thumb="{HOST}/i/other.jpg" data-author-image="{HOST}/i/ann.jpg"',
        f'src="{BIG}" data-fallback="{HOST}/i/default.png" data-placeholder="{TINY}"',
        f'src="{BIG}" srcset="{HOST}/i/harbour-at-dawn.jpg 1200w, {TINY} 60w" data-zoom="{HOST}/i/other.jpg"',
        f'src="{BIG}" data-permalink="{HOST}/i/page.jpg" title="/a/b.jpg" data-caption="see /i/c.jpg"',
        f'src="{BIG}" data-page="/boats.html" data-text="three of four"',
    ],
)
def test_other_attributes_do_not_replace_a_picture_that_is_shown(attributes: str) -> None:
    assert _pictures(f"{TEXT}<figure><img {attributes}></figure>") == [BIG]


@pytest.mark.parametrize(
    "markup",
    [
        f'<div><img src="{TINY}" width=1600></div><noscript><img src="{BIG}" srcset="{BIG} 1600w"></noscript>',
        f'<img src="{HOST}/max/60/1*ab.jpeg?q=20"><noscript><img src="{BIG}"></noscript>',
        f'<noscript><img src="{BIG}"></noscript><img class="lazy" src="{TINY}">',
        f'<span><img src="{TINY}"></span><noscript><picture><img src="{BIG}"></picture></noscript>',
        f'<noscript><img src="{HOST}/i/harbour-at-dawn_medium.jpg"></noscript><img srcset="{TINY} 320w, {BIG} 1920w">',
    ],
)
def test_the_twin_for_browsers_without_scripts_is_the_larger(markup: str) -> None:
    assert _pictures(f"{TEXT}<figure>{markup}</figure>{TEXT}") == [BIG]


@pytest.mark.parametrize(
    "sources",
    [
        [("(max-width: 480px)", TINY), ("(max-width: 767px)", f"{TINY}?2"), ("", BIG)],
        [("(min-width: 1200px)", BIG), ("(min-width: 600px)", f"{TINY}?2"), ("", TINY)],
        [("", TINY), ("(min-width: 40em) and (min-width: 1200px)", BIG)],
        [("(max-width:480px)", TINY), ("(orientation: landscape)", BIG)],
    ],
)
def test_of_sources_for_screens_the_one_for_the_largest_is_taken(sources: list[tuple[str, str]]) -> None:
    listed = "".join(f'<source media="{media}" srcset="{url}">' for media, url in sources)
    assert _pictures(f'{TEXT}<picture>{listed}<img src="{TINY}?3"></picture>{TEXT}') == [BIG]


def test_a_picture_for_browsers_without_scripts_is_no_twin_of_one_that_stands_apart() -> None:
    other = f"{HOST}/i/pier.jpg"
    figures = f'<figure><img src="{BIG}"></figure><figure><noscript><img src="{other}"></noscript></figure>'
    assert _pictures(f"{TEXT}{figures}") == [BIG, other]
    assert _pictures(f"{TEXT}{figures.replace(other, other.replace('.jpg', '.svg'))}") == [BIG]


@pytest.mark.parametrize(
    ("name", "is_shown"),
    [
        ("google-pixel-9-pro-in-the-hand.jpg", True),
        ("ap_placeholder_harbour_fire_september.jpg", True),
        ("new-airport-logo-unveiled-on-monday.jpg", True),
        ("avatar.jpg", True),
        ("grey-seal.jpg", True),
        ("pixel.gif", False),
        ("tracking-pixel.png", False),
        ("blank.gif", False),
        ("image-placeholder-16x9.png", False),
        ("site-logo.png", False),
        ("subscriptions-badge-vip.svg", False),
        ("example-post-logo-white-on-blue-ground.svg", False),
        ("facebook-icon.png", False),
        ("default-avatar.png", False),
        ("icons/star.svg", False),
        ("transparent-1x1.png", False),
    ],
)
def test_the_words_of_a_file_name_tell_furniture(name: str, is_shown: bool) -> None:
    assert bool(_pictures(f'{TEXT}<img src="{HOST}/i/{name}">')) is is_shown
    head = f'<meta property="og:image" content="{HOST}/i/{name}">'
    assert bool(page_of(page_tree(f"<head>{head}</head><body>"), BASE).declared().images) <= is_shown
    assert (_page(BODY, head=head).main_image is not None) is is_shown


@pytest.mark.parametrize(
    "figure",
    [
        f'<figure data-src="{BIG}"><figcaption>The pier. Photo: A. Person</figcaption></figure>',
        f'<figure><div data-bg="{BIG}"></div><figcaption>The pier. Photo: A. Person</figcaption></figure>',
        f'<figure data-image="{BIG}"><span></span><p>The pier. Photo: A. Person</p></figure>',
    ],
)
def test_a_figure_may_name_its_picture_in_an_attribute(figure: str) -> None:
    [image] = [block for block in _page(TEXT + figure + BODY).blocks if block.type is BlockType.IMAGE]
    assert (image.url, image.caption, image.credit) == (BIG, "The pier.", "A. Person")


OG = f'<meta property="og:image" content="{HOST}/og/harbour-at-dawn-1200x630.jpg?crop=1">'
LD = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Extra boats to the islands",'
    f' "image": {{"@type": "ImageObject", "url": "{HOST}/ld/harbour-at-dawn.jpg"}}}}</script>'
)
WRAPPED = f"{HOST}/_next/image?url=https%3A%2F%2Fother.example%2Fharbour-at-dawn.jpg&amp;w=640"


@pytest.mark.parametrize("head", [OG, LD, OG.replace("property=", "name=")])
@pytest.mark.parametrize(
    ("before", "inside"),
    [
        (f'<div class="masthead"><div class="card"><img src="{BIG}"></div></div>', ""),
        (f'<div class="hero ads"><picture><source srcset="{BIG} 2x"><img src="{BIG}"></picture></div>', ""),
        (f'<aside><img data-flickity-lazyload="{BIG}"></aside>', ""),
        ("", f'<div class="thumbnail"><img src="{WRAPPED}"></div>'),
        ("", f'<div class="related"><a href="/g"><img src="{BIG}"></a></div>'),
        ("", f'<div class="top"><img src="{BIG}"><span>Share</span> <span>12</span></div>'),
    ],
)
def test_the_declared_picture_near_the_head_is_the_lead_picture(head: str, before: str, inside: str) -> None:
    article = _page(inside + BODY, head=head, before=before)
    assert [(url or "").partition("?")[0] for url in _shown(article)] in ([BIG], [WRAPPED.partition("?")[0]])
    assert article.blocks[0].type is BlockType.IMAGE


@pytest.mark.parametrize(
    ("name", "is_shown"), [("headerImage", True), ("featured-img", True), ("banner", False), ("image", False)]
)
def test_a_picture_named_as_the_one_of_the_head_stands_over_the_headline(name: str, is_shown: bool) -> None:
    picture = f'<div class="{name}"><img src="{BIG}" width="1000" height="667"></div>'
    page = f"<title>Boats</title><div>{picture}<h1>Extra boats to the islands</h1>{BODY}</div>"
    article = extract_article(page.encode(), url=BASE, content_type="text/html; charset=utf-8")
    assert _shown(article) == ([BIG] if is_shown else [])


@pytest.mark.parametrize(
    ("player", "kinds"),
    [
        ('<div class="video-wrap"><a class="play" href="/watch/1"></a><img src="{big}"></div>', []),
        ('<div class="video-wrap"><div class="vid"><img src="{big}"></div><svg aria-label="Play"></svg></div>', []),
        ('<div class="video-wrap"><img src="{big}"></div>', ["image"]),
        ('<div class="wrap"><a class="play" href="/watch/1"></a><img src="{big}"></div>', ["image"]),
        (
            '<div class="video-wrap"><b class="play"></b><iframe src="https://player.vimeo.com/video/1"></iframe></div>',
            ["video"],
        ),
        (
            '<div class="video-wrap"><b class="play"></b><img src="https://i.ytimg.com/vi/abcdefghijk/hq.jpg"></div>',
            ["video"],
        ),
    ],
)
def test_what_a_player_shows_before_it_plays_is_no_picture(player: str, kinds: list[str]) -> None:
    article = _page(f"{TEXT}{player.format(big=BIG)}{BODY}")
    assert [str(block.type) for block in article.blocks if block.url] == kinds


def test_folders_of_a_size_tell_no_file_apart() -> None:
    folder = f"{HOST}/uploads/2023/12"
    assert file_key(f"{folder}/1408/814/fsu1.jpg?ve=1") == file_key(f"{folder}/647/364/fsu1.jpg")
    assert file_key(f"{folder}/1408/814/fsu1.jpg") != file_key(f"{HOST}/uploads/2023/11/1408/814/fsu1.jpg")


def test_a_credit_right_under_the_lead_picture_is_its_own() -> None:
    picture = (
        f'<div><div><img src="{BIG}" width="1600" height="900"></div><div><span>Credit: A. Person/AP</span></div></div>'
    )
    article = _page(f"{picture}<div>{BODY}</div>", head=f'<meta property="og:image" content="{BIG}">')
    [found] = [block for block in article.blocks if block.type is BlockType.IMAGE]
    assert found.credit == "A. Person/AP"
    assert "Credit" not in article.text


def test_the_lead_picture_may_stand_between_a_standfirst_and_the_text() -> None:
    between = "<ul>" + "".join(f"<li><a href=/s/{n}>Topic {n}</a></li>" for n in range(9)) + "</ul>"
    picture = f'<figure class="Article-thumbnail"><img src="{BIG}" width="1440" height="810"></figure>'
    standfirst = "<p class=dek>The company adds boats that leave from the north pier, and keeps the old fares.</p>"
    head = f'<meta property="og:image" content="{BIG}">'
    assert _shown(_page(f"{standfirst}{between}{picture}<section>{BODY}</section>", head=head)) == [BIG]


@pytest.mark.parametrize(
    ("link", "between", "shown"),
    [
        ("{}", "", True),
        ("<a href='{source}'>{}</a>", "", True),
        ("{}", "<span>3 of 12</span>", True),
        ("{}", "<h2>More from the islands</h2>", False),
        ("<a href='/news/other-boats'>{}</a>", "", False),
    ],
)
def test_a_gallery_right_after_the_text_is_the_article_s(link: str, between: str, shown: bool) -> None:
    sources = [f"{HOST}/i/harbour-{name}.jpg" for name in ("dawn", "noon", "dusk")]
    images = (link.replace("{source}", source).replace("{}", f'<img src="{source}">') for source in sources)
    slides = "".join(f'<div class="slide"><p>{image}</p></div>' for image in images)
    article = _page(f"<div>{BODY}{between}<div class='slides'>{slides}</div></div>")
    pictures = [*_shown(article), *(item.url for block in article.blocks for item in block.items if item.url)]
    assert pictures == (sources if shown else [])


def test_the_lead_picture_is_shown_once_and_no_other_picture_is_taken_for_it() -> None:
    card = f'<div class="card"><img src="{BIG}"></div>'
    assert _shown(_page(f'<figure><img src="{BIG}"></figure>{BODY}', head=OG, before=card)) == [BIG]
    others = "".join(f'<div class="card"><img src="{HOST}/i/harbour-at-dawn-{n}.jpg"></div>' for n in (1, 2))
    assert _shown(_page(BODY, head=OG, before=others)) == []
    common = OG.replace("harbour-at-dawn-1200x630", "image")
    assert _shown(_page(BODY, head=common, before=f'<div class="card"><img src="{HOST}/j/image.jpg"></div>')) == []


@pytest.mark.parametrize(
    ("player", "kind", "url"),
    [
        (f'<audio controls src="{HOST}/ep12.mp3"></audio>', BlockType.AUDIO, f"{HOST}/ep12.mp3"),
        (f'<audio><source src="{HOST}/ep12.mp3"><p>No player.</p></audio>', BlockType.AUDIO, f"{HOST}/ep12.mp3"),
        (
            f'<video poster="/p.jpg"><source src="{HOST}/v.mp4"><p>No player.</p></video>',
            BlockType.VIDEO,
            f"{HOST}/v.mp4",
        ),
        (f'<div data-video="{HOST}/v.mp4"><img src="{BIG}"></div>', BlockType.VIDEO, f"{HOST}/v.mp4"),
    ],
)
def test_a_player_beside_words_of_the_interface_is_a_block(player: str, kind: BlockType, url: str) -> None:
    words = "<span>Listen to this story</span><span>00:00 / 12:41</span>"
    article = _page(f'<div class="player">{player}{words}</div>{BODY}')
    assert _shown(article, kind) == [url]
    assert _shown(article) == []
    assert [words for words in ("00:00", "No player") if words in article.text] == []


@pytest.mark.parametrize(
    ("element", "kind", "url", "provider"),
    [
        ('<amp-twitter data-tweetid="12345"></amp-twitter>', "embed", "https://twitter.com/i/status/12345", "twitter"),
        (
            '<amp-instagram data-shortcode="ab_12"><blockquote placeholder>A post</blockquote></amp-instagram>',
            "embed",
            "https://www.instagram.com/p/ab_12/",
            "instagram",
        ),
        ('<amp-facebook data-href="https://www.facebook.com/a/posts/1"></amp-facebook>', "embed", None, "facebook"),
        ('<amp-tiktok data-src="https://www.tiktok.com/@a/video/1"></amp-tiktok>', "embed", None, "tiktok"),
        ('<amp-dailymotion data-videoid="x8abc"></amp-dailymotion>', "video", None, "dailymotion"),
        (f'<amp-video poster="/p.jpg" src="{HOST}/v.mp4"></amp-video>', "video", f"{HOST}/v.mp4", None),
        (f'<amp-video-iframe src="{HOST}/player"></amp-video-iframe>', "video", f"{HOST}/player", None),
        (f'<amp-audio src="{HOST}/a.mp3"></amp-audio>', "audio", f"{HOST}/a.mp3", None),
        (
            '<a href="/v"><img src="https://i.ytimg.com/vi/abc_DEF-123/hqdefault.jpg"></a>',
            "video",
            "https://www.youtube.com/watch?v=abc_DEF-123",
            "youtube",
        ),
    ],
)
def test_embeds_without_an_address_of_their_own(element: str, kind: str, url: str | None, provider: str | None) -> None:
    found = [block for block in _page(TEXT + element + BODY).blocks if block.type != "paragraph"]
    assert [(block.type, block.provider) for block in found] == [(kind, provider)]
    assert url is None or found[0].url == url


@pytest.mark.parametrize("alt", ["Nora Lind", "Photo of Nora Lind", "Nora Lind's headshot", "Porträt von Nora Lind"])
def test_a_portrait_of_the_writer_is_no_picture_of_the_article(alt: str) -> None:
    byline = f'<p class="byline">By <a rel="author" href="/n">Nora Lind</a></p><p><img src="{BIG}" alt="{alt}"></p>'
    assert _shown(_page(byline + BODY)) == []
    assert _shown(_page(byline + BODY, head=OG)) == [BIG]
    assert _shown(_page(byline.replace(f'alt="{alt}"', 'alt="Nora Lind meets Ann Person"') + BODY)) == [BIG]


@pytest.mark.parametrize("name", ["data-lazyimage-srcset", "data-bgsrcset", "nitro-lazy-srcset", "data-dt-srcset"])
def test_any_attribute_may_hold_a_source_set(name: str) -> None:
    source = f'<source {name}="{BIG}?s=640 640w, {BIG}?s=1380 1380w">'
    found = _pictures(f'{TEXT}<picture>{source}<img data-lazyimage-src="{BIG}?s=300" src="data:,"></picture>')
    assert found == [f"{BIG}?s=1380"]


@pytest.mark.parametrize(
    ("attributes", "credit"),
    [
        ('title="Boats in the harbour | Bildquelle: Ann Person/dpa"', "Ann Person/dpa"),
        ('alt="Boats in the harbour. Photo: Ann Person, AP"', "Ann Person, AP"),
        ('alt="Boats in the harbour (Foto: Ann Person)"', "Ann Person"),
        ('title="Boats" alt="Des bateaux au port - © Ann Person"', "Ann Person"),
        # The label begins a description, is within a sentence, or is missing.
        ('alt="Photo: boats in the harbour"', None),
        ('alt="Foto: Boote im Hafen"', None),
        ('alt="Boats. Source: the harbour office, which counts them every day. It is new."', None),
        ('alt="Boats, seen from the old harbour"', None),
    ],
)
def test_a_title_may_name_the_maker(attributes: str, credit: str | None) -> None:
    [image] = [draft for draft in _drafts(f'{TEXT}<img src="{BIG}" {attributes}>{TEXT}') if draft.type != "paragraph"]
    assert (image.caption, image.credit) == (None, credit)


@pytest.mark.parametrize(
    ("markup", "caption", "credit"),
    [
        (f'<img src="{BIG}" data-caption="Boats at dawn" data-source="A. Person/AP">', "Boats at dawn", "A. Person/AP"),
        (f'<figure data-credit="A. Person for the Post"><img src="{BIG}"></figure>', None, "A. Person for the Post"),
        (f'<a href="{BIG}" data-caption="Boats. Photo: A. Person"><img src="{BIG}"></a>', "Boats.", "A. Person"),
        (f'<img src="{BIG}" data-image-caption="&lt;p&gt;Boats &amp;amp; nets&lt;/p&gt;">', "Boats & nets", None),
        (f'<img src="{BIG}" alt="Boats" title="Boats | Getty Images/A. Person">', None, "Getty Images/A. Person"),
        (f'<img src="{BIG}" alt="Boats" title="Boats (A. Person)">', None, "A. Person"),
        # The credit's element repeats the caption.
        (f'<img src="{BIG}" data-caption="Two boats." data-credit="A. Person Two boats">', "Two boats.", "A. Person"),
        # Words under the picture count before its attributes.
        (
            f'<figure><img src="{BIG}" data-caption="Nets" data-credit="AFP"><figcaption>Boats</figcaption></figure>',
            "Boats",
            "AFP",
        ),
        # Settings, addresses, names of files and an element around two pictures state nothing.
        (f'<img src="{BIG}" data-caption="true" data-source="https://a.example/i">', None, None),
        (f'<img src="{BIG}" data-caption="/i/harbour-at-dawn.jpg" data-copyright="&copy; ">', None, None),
        (f'<img src="{BIG}" alt="Boats" title="Boats at dawn | Example Post">', None, None),
        (f'<div data-caption="Boats"><img src="{BIG}"><img src="{HOST}/i/market-hall.jpg"></div>', None, None),
    ],
)
def test_attributes_tell_caption_and_credit(markup: str, caption: str | None, credit: str | None) -> None:
    draft = next(draft for draft in _drafts(f"<div><p>Text.</p>{markup}</div>") if draft.type is BlockType.IMAGE)
    assert (draft.caption, draft.credit) == (caption, credit)


def test_what_stands_under_a_picture_names_its_maker_before_its_title() -> None:
    image = f'<img src="{BIG}" title="Boats | Foto: Ann Person">'
    told = f"<figure>{image}<figcaption>Boats. Foto: Bo Maker</figcaption></figure><figure>{image}</figure>"
    assert [draft.credit for draft in _drafts(told)] == ["Bo Maker", "Ann Person"]


OTHER = f'<meta property="og:image" content="{HOST}/og/share-card.jpg">'


@pytest.mark.parametrize(
    ("head", "inside", "main"),
    [
        # The shown picture counts, even if another one is declared for networks.
        (OTHER, f'<figure><img src="{BIG}"></figure>{BODY}', BIG),
        (OTHER, f'{TEXT}<figure><img src="{BIG}"></figure>{BODY}', BIG),
        ("", f'<figure><img src="{BIG}"></figure>{BODY}', BIG),
        ("", f'{BODY}<figure><img src="{BIG}"></figure>{BODY.replace("boats", "trips")}', BIG),
        # A wider version of the same picture counts.
        (OG, f'<figure><img src="{BIG}?w=800"></figure>{BODY}', f"{HOST}/og/harbour-at-dawn-1200x630.jpg?crop=1"),
        (OG, f'<figure><img src="{BIG}?w=1600"></figure>{BODY}', f"{BIG}?w=1600"),
        (OG, f'<figure><img src="{BIG}.webp?w=1600"></figure>{BODY}', f"{BIG}.webp?w=1600"),
        # No picture counts that is deep in the text, too small, or a drawing.
        (OTHER, BODY, f"{HOST}/og/share-card.jpg"),
        (OTHER, f'{BODY}<img src="{BIG}">{BODY.replace("boats", "trips")}', f"{HOST}/og/share-card.jpg"),
        (OTHER, f'<img src="{BIG}?w=320">{BODY}', f"{HOST}/og/share-card.jpg"),
        (OTHER, f'<img src="{HOST}/i/route.svg">{BODY}', f"{HOST}/og/share-card.jpg"),
    ],
)
def test_the_main_image_is_the_picture_that_leads(head: str, inside: str, main: str) -> None:
    assert _page(inside, head=head).main_image == main
