"""Common given names by gender, to keep `she` from a man and `he` from a woman; any other name may be either."""

_WOMEN = (
    "Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley"
    " Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy"
    " Angela Shirley Anna Brenda Pamela Emma Nicole Helen Samantha Katherine Christine Debra Rachel Carolyn Janet"
    " Catherine Maria Heather Diane Ruth Julie Olivia Joyce Virginia Victoria Kelly Lauren Christina Joan Evelyn Judith"
    " Megan Andrea Cheryl Hannah Jacqueline Martha Gloria Teresa Ann Anne Sara Madison Frances Kathryn Janice Jean"
    " Abigail Alice Julia Judy Sophia Grace Denise Amber Doris Marilyn Danielle Beverly Isabella Theresa Diana Natalie"
    " Brittany Charlotte Marie Kayla Alexis Lori Jane Claire Fiona Nicola Lucy Sophie Zoe Chloe Ellen Erin Erika Jill"
    " Kate Kathy Katie Leah Lily Louise Lynn Molly Monica Naomi Nina Paula Priya Rosa Ursula Wendy Yvonne Angelika"
    " Annalena Birgit Claudia Franziska Gabriele Heike Ingrid Johanna Jutta Karin Katharina Katrin Lena Manuela Martina"
    " Monika Nadine Petra Renate Sabine Silke Simone Stefanie Susanne Svenja Tanja Ulrike Ute Camille Chantal Colette"
    " Élise Florence Françoise Isabelle Juliette Marine Nathalie Sylvie Valérie Véronique Ana Beatriz Carmen Cristina"
    " Elena Inés Isabel Josefa Lucía Marta Mercedes Pilar Rocío Sofía Chiara Federica Francesca Giorgia Giulia Ilaria"
    " Paola Roberta Silvia Valentina Anneke Femke Ingeborg Astrid Birgitta Camilla Ebba Freja Hanne Kirsten Mette Sanna"
    " Sigrid Signe Solveig Stine"
)
_MEN = (
    "James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony"
    " Mark Donald Steven Andrew Paul Joshua Kenneth Kevin Brian George Timothy Ronald Jason Edward Jeffrey Ryan"
    " Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander"
    " Patrick Frank Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah"
    " Ethan Jeremy Christian Walter Keith Austin Roger Terry Sean Gerald Carl Dylan Harold Jordan Jesse Bryan"
    " Lawrence Arthur Gabriel Bruce Logan Billy Joe Alan Juan Elijah Willie Albert Wayne Randy Mason Vincent Liam"
    " Roy Bobby Caleb Bradley Russell Lucas Bill Bob Brad Chris Chuck Craig Dan Dave Derek Doug Ed Fred Greg Ian"
    " Jeff Jim Jimmy Ken Lee Luke Marcus Martin Matt Mike Neil Nick Oliver Oscar Owen Phil Ron Sam Simon Stuart"
    " Ted Tim Todd Tom Tony Victor Will Mohammed Ahmed Ali Boris Vladimir Emmanuel Bernd Björn"
    " Christoph Dieter Florian Friedrich Georg Günter Hans Heiko Holger Horst Jens Jörg Jürgen Karl Klaus Lars"
    " Lothar Manfred Markus Matthias Norbert Olaf Ralf Rainer Reiner Rolf Sebastian Stefan Sven Torsten Uwe Werner"
    " Wolfgang Alain Antoine Bernard Bruno Didier François Gérard Guillaume Jacques Jérôme Julien Laurent Luc"
    " Nicolas Olivier Philippe Pierre Thierry Yves Alejandro Alberto Álvaro Carlos Diego Fernando Francisco Javier"
    " Jorge José Juan Luis Manuel Miguel Pablo Pedro Rafael Sergio Alessandro Andrea Antonio Fabio Giovanni"
    " Giuseppe Lorenzo Luca Marco Matteo Paolo Roberto Stefano Anders Bjørn Erik Håkan Henrik Jakob Jesper Johan"
    " Kristian Lars Magnus Mikkel Morten Nils Ole Per Søren Thor Johannes Pieter Wim"
)
WOMEN = frozenset(_WOMEN.split()) - frozenset(_MEN.split())
MEN = frozenset(_MEN.split()) - frozenset(_WOMEN.split())
GIVEN = WOMEN | MEN | (frozenset(_WOMEN.split()) & frozenset(_MEN.split()))
