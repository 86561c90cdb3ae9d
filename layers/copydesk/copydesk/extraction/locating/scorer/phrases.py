"""This module counts words of page furniture in a run, by kind, in the languages of most news.

It looks up single words and pairs. A regular expression per kind would cost more than all other features of a run.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from copydesk.extraction.locating.scorer.matrix import Matrix

_GROUPS = {
    "says_subscribe": "subscribe subscribing subscriber subscribers subscription newsletter newsletters sign_up"
    " signup sign_in login"
    " log_in register registered registration abonnieren abonnement anmelden suscríbete suscribirse inscrivez"
    " inbox email_address"
    " e_mail mail_address",
    "says_share": "share sharing shared tweet facebook twitter whatsapp linkedin pinterest instagram telegram"
    " follow_us teilen"
    " partager partagez compartir condividi folgen",
    "says_related": "read_more read_also also_read read_next related recommended more_from more_on more_stories"
    " you_may you_might"
    " see_also t_miss mehr_zum lesen_sie auch_interessant lire_aussi lee_también leggi_anche lees_ook trending"
    " most_read"
    " most_popular latest popular next_article previous_article up_next",
    "says_legal": "copyright © all_rights rights_reserved alle_rechte terms_of privacy cookie cookies impressum"
    " datenschutz"
    " affiliate commission disclaimer",
    "says_ad": "advertisement advertising advertise sponsored anzeige werbung publicidad publicité promoted promotion",
    "says_comment": "comment comments commented reply replies kommentar kommentare leave_a respond",
    "says_credit": "photo photos photograph photographs photographer image images getty reuters afp ap credit"
    " foto fotos bild quelle"
    " courtesy illustration shutterstock screenshot",
    "says_byline": "by von par por di door av written_by author authors staff_writer reporter correspondent"
    " editor redaktion is_a is_the",
    "says_date": "published posted updated last_modified veröffentlicht aktualisiert publié publicado min_read"
    " minute_read minutes_read"
    " lesezeit ago uhr",
    "says_tags": "tags tag topics topic category categories filed_under keywords schlagwörter themen etiquetas",
    "says_more": "click_here learn_more view_all see_all show_more load_more continue_reading download buy_now"
    " shop_now contact_us"
    " call_us get_started hier_klicken weiterlesen book_a free_trial back_to find_out get_in sign_me",
    "says_source": "source sources via originally this_article this_story this_post note correction"
    " clarification update",
    "says_listen": "listen watch video videos podcast audio play loading skip menu search close javascript browser",
}
FEATURES = (*_GROUPS, "starts_furniture")
_LOOKUP: dict[str, list[int]] = {}
for _index, _phrases in enumerate(_GROUPS.values()):
    for _phrase in _phrases.split():
        _LOOKUP.setdefault(_phrase, []).append(_index)
#: The first words of the phrases that have two words.
_FIRST_WORDS = frozenset(phrase.split("_")[0] for phrase in _LOOKUP if "_" in phrase)
_BEGINNINGS = _FIRST_WORDS | _LOOKUP.keys()


def phrase_matrix(lines: Sequence[Sequence[str]]) -> Matrix:
    """Returns how many words and pairs of each group a line has, and whether it starts with one."""
    matrix = np.zeros((len(FEATURES), len(lines)), dtype=np.float32)
    for index, words in enumerate(lines):
        if _BEGINNINGS.isdisjoint(words):
            continue
        hits = [word for word in words if word in _LOOKUP]
        if not _FIRST_WORDS.isdisjoint(words):
            hits += [
                pair for each in pairwise(words) if each[0] in _FIRST_WORDS and (pair := "_".join(each)) in _LOOKUP
            ]
        for hit in hits:
            for group in _LOOKUP[hit]:
                matrix[group, index] += 1.0
        if hits:
            matrix[-1, index] = words[0] in hits or "_".join(words[:2]) in hits
    return matrix
