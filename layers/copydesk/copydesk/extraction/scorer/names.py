"""The words that publishers use in class names, ids and roles, in groups that mean one thing each."""

_GROUPS = {
    "article": "article post story entry artikel articulo blogpost newsarticle",
    "body": "body articlebody storybody content text copy richtext prose paragraph bodytext postcontent wysiwyg"
    " texto corps inhalt",
    "main": "main primary detail details single",
    "nav": "nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs skip topbar toolbar navi"
    " dropdown pagination pager paging",
    "foot": "footer foot bottom copyright legal colophon imprint credits",
    "head": "header head masthead banner top hero",
    "side": "sidebar side aside rail secondary right complementary widget widgets gadget",
    "related": "related recommended recommendation recommendations recommend recirc more read also next prev"
    " previous similar"
    " suggested further teaser teasers linklist outbrain taboola upsell crosslink mehr zum morelikethis readmore",
    "lists": "latest trending popular mostread top headlines feed list listing grid collection stories archive river",
    "card": "card cards tile item slide slider swiper carousel gallery promo thumb thumbnail feature box",
    "comment": "comment comments reply respond discussion disqus commentlist replies kommentar kommentare",
    "share": "share sharing social facebook twitter whatsapp sharedaddy addtoany addthis follow bookmark print",
    "subscribe": "newsletter subscribe subscription signup register registration mailing paywall piano"
    " membership abo join login user",
    "ad": "ad ads advert advertisement sponsor sponsored sponsors adslot dfp anzeige publicidad promoted"
    " commercial affiliate",
    "meta": "meta info byline date time timestamp dateline published posted publication pubdate readtime",
    "author": "author authors bio contributor writer profile avatar about vcard",
    "tags": "tag tags category categories topic topics keyword keywords label labels taglist",
    "title": "title headline heading subject hed",
    "standfirst": "standfirst dek deck subtitle subheadline subheading subhead subline summary excerpt intro"
    " lede lead teaser"
    " chapo description abstract vorspann kicker eyebrow",
    "caption": "caption captions figcaption cutline credit credits photographer legend imagecaption",
    "media": "image img photo picture figure media video player audio embed",
    "cookie": "cookie cookies consent gdpr privacy onetrust disclaimer notice alert",
    "overlay": "modal popup overlay dialog lightbox hidden tooltip toast sr visually offscreen screenreader",
    "toc": "toc contents index jump anchor outline",
    "notes": "footnote footnotes reference references sources endnotes citation citations bibliography",
    "quote": "quote pullquote blockquote pull quotation",
    "facts": "factbox infobox facts box callout highlight keypoints takeaways points",
    "cta": "cta button btn action call download buy shop price product cart",
    "table": "table cell row col column tbody",
    "live": "live liveblog update updates",
    "search": "search filter sort form input field",
    "code": "code highlight syntax pre snippet",
    "faq": "faq accordion question answer collapse toggle panel tab tabs",
    "rating": "rating ratings star stars review reviews vote votes score",
    "event": "event events calendar",
    "disclosure": "correction corrections clarification disclosure note editor update",
}
_TAGS = {
    "in_article": "article",
    "in_main": "main",
    "in_nav": "nav menu",
    "in_aside": "aside",
    "in_footer": "footer",
    "in_header": "header hgroup",
    "in_form": "form fieldset",
    "in_table": "table",
    "in_list": "ul ol",
    "in_item": "li dd dt",
    "in_figure": "figure figcaption",
    "in_blockquote": "blockquote",
    "in_section": "section",
    "in_details": "details summary",
    "in_dialog": "dialog",
    "in_pre": "pre",
    "in_address": "address",
    "in_link": "a",
}
#: Every group in order: first those of names, then those of tags.
GROUPS = (*(f"named_{name}" for name in _GROUPS), *_TAGS)
_WORDS: dict[str, list[int]] = {}
for _index, _words in enumerate(_GROUPS.values()):
    for _word in _words.split():
        _WORDS.setdefault(_word, []).append(_index)
_TAG_INDEX = {tag: len(_GROUPS) + index for index, tags in enumerate(_TAGS.values()) for tag in tags.split()}


def groups_of(tag: str, words: frozenset[str]) -> set[int]:
    """The indices in GROUPS of what an element's tag and names say."""
    found = {index for word in words & _WORDS.keys() for index in _WORDS[word]}
    if tag in _TAG_INDEX:
        found.add(_TAG_INDEX[tag])
    return found
