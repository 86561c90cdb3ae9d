"""Notes of corrections and updates are separated from sentences that begin with the same words."""

import pytest

from copydesk.extraction.blocks.corrections import is_correction

EARLIER = "An earlier version gave the wrong year for the fire."
NOTES = f"""
Correction: {EARLIER}
CORRECTION — {EARLIER}
Correction, March 3: {EARLIER}
Correction (3 March 2024, 14:05): {EARLIER}
Correction appended, 3 March 2024: {EARLIER}
Correction to this article: {EARLIER}
[Correction: {EARLIER}]
(Clarification 3 May): {EARLIER}
Correction March 3, 2024 {EARLIER}
UPDATE: The council has answered since.
Update 2: The council has answered since.
UPDATE (3 p.m.): The council has answered since.
Update, March 3: The council has answered since.
Update at 17:30 GMT: The council has answered since.
Updated 3 May 2024 to add the answer of the council.
UPDATED at 3.15 p.m. with the answer of the council.
Update vom 3. Mai, 12 Uhr: Der Rat hat geantwortet.
Editor's note: This story was updated to correct the year.
Editor’s Note (May 3): The name of the mayor was misspelled in an earlier version.
Anmerkung der Redaktion: In einer früheren Version stand, der Brand sei 1995 gewesen.
Korrektur vom 3. Mai: Der Brand war 1996.
Korrektur: Der Brand war 1996.
Berichtigung, 3.5.2024: Der Brand war 1996.
Rectificatif du 3 mai : l’incendie a eu lieu en 1996.
Mise à jour du 3 mai à 12h : la mairie a répondu.
Mise à jour, 3 mai 2024 : la mairie a répondu.
Fe de erratas: el incendio fue en 1996.
Rettelse 3. mai: Brannen var i 1996.
Rättelse: Branden var 1996.
Aktualizacja 3 maja, 12:00: miasto odpowiedziało.
Исправление: пожар был в 1996 году.
訂正：火災は一九九六年でした。
This article has been updated to correct the year of the fire.
This story was corrected on March 3 to say that the fire was in 1996.
An earlier version of this article misstated the length of the bridge.
Dieser Artikel wurde am 3. Mai korrigiert.
In einer früheren Version dieses Artikels hieß es, der Brand sei 1995 gewesen.
Cet article a été modifié le 3 mai pour corriger l’année.
Una versión anterior de este artículo decía que el incendio fue en 1995.
Questo articolo è stato corretto il 3 maggio.
Dit artikel is aangepast op 3 mei.
En tidigare version av artikeln hade ett felaktigt årtal.
We wcześniejszej wersji artykułu błędnie podano rok pożaru.
""".strip().splitlines()
PROSE = """
Update 5.3 brings a new map of the harbour.
Update 5.3 brings: a new map, more boats, fewer rocks.
Update 5.3: what the patch changes for sailors.
Updates are free for all who bought the first edition.
Updated maps cost ten crowns.
Update your maps before you leave: the rocks have moved.
Korrektur des Kurses: Der Kapitän will langsamer fahren.
Korrektur des Marktes: Die Kurse fallen seit Montag.
Korrekturen am Gesetz: Was der Rat ändern will.
Correction officers: twelve were hurt on Monday.
Corrections officers met on Monday.
Correction fluid is made of titanium and a solvent.
Clarification of butter: melt it, skim it, and pour it off.
Amendment 2: the right to bear arms.
Errata of a life: he wrote them down at eighty.
Mise à jour des cartes : la mairie promet un plan.
Actualización de precios: la leche sube otra vez.
Précision suisse : la montre avance d’une seconde par an.
Aggiornamento professionale: i corsi del comune.
Editor's note: This story describes violence.
Anmerkung der Redaktion: Die Autorin lebt in Bergen.
This article was written by a boat.
This story is about a mayor who was wrong about everything that he said.
The story of the fire is told by an engineer.
The version of the yard is that nothing happened.
Dieser Artikel wurde von drei Leuten geschrieben.
Este artículo ha sido leído por muchos.
""".strip().splitlines()


@pytest.mark.parametrize("text", NOTES)
def test_a_note_of_a_change_is_a_correction(text: str) -> None:
    assert is_correction(text)


@pytest.mark.parametrize("text", PROSE)
def test_prose_that_begins_with_such_a_word_is_none(text: str) -> None:
    assert not is_correction(text)
