"""This module lists common given names by gender, which keep `she` from a man and `he` from a woman.

Any other name may be either.
"""

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
    " Sigrid Signe Solveig Stine Antje Bärbel Bettina Britta Carolin Carla Christiane Cornelia Dagmar Doreen Dorothee"
    " Elke Eva Friederike Gisela Gudrun Hannelore Helga Hilde Ilse Inga Inge Irene Iris Judith Juliane Katja Kathrin"
    " Kerstin Lea Leonie Lisa Luisa Manuela Maren Margarete Margot Marianne Marion Melanie Miriam Nadja Nancy Nora"
    " Regina Rita Ricarda Saskia Silvana Sonja Steffi Susanna Svetlana Tatjana Tina Vanessa Vera Veronika Viola"
    " Waltraud Yasmin Agnès Anaïs Aurélie Brigitte Cécile Céline Claudine Delphine Dominique Élisabeth Émilie Hélène"
    " Laure Laurence Manon Marion Mathilde Pauline Sandrine Ségolène Adriana Alejandra Blanca Consuelo Esther"
    " Gabriela Inma Irene Lourdes Margarita Mónica Noelia Patricia Raquel Silvia Susana Teresa Yolanda Alessandra"
    " Antonella Daniela Elisabetta Ilaria Lucia Michela Sara Simona Stefania Agnieszka Anna Barbara Ewa Joanna"
    " Katarzyna Krystyna Magdalena Małgorzata Zofia Jana Lenka Petra Zuzana Ayşe Elif Emine Fatma Zeynep Anastasia"
    " Irina Natalia Natalya Oksana Olena Olga Yulia Анна Елена Ирина Мария Наталья Ольга Светлана Татьяна Юлия"
    " Екатерина Дарья Aisha Amina Fatima Layla Leila Mariam Noor Zainab Anita Deepa Kavita Lakshmi Meera Neha Nisha"
    " Pooja Shreya Sunita Mei Yuki Sakura Beth Brenda Caroline Christy Debbie Ellie Gemma Georgia Gillian Hayley"
    " Heidi Holly Jackie Jasmine Jess Jo Josephine Kristen Kristin Leanne Liz Lydia Maggie Maureen Meghan Melissa"
    " Nicole Paige Penny Rachael Rebecca Robin Rosie Ruby Sally Shannon Sheila Sherry Stacey Sue Suzanne Tracy Trudy"
    " Oprah Vicky Wanda Whitney Michele Jan Sasha Kim Daniele"
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
    " Kristian Lars Magnus Mikkel Morten Nils Ole Per Søren Thor Johannes Pieter Wim Achim Alfred Armin Arne Arno"
    " Axel Bastian Benedikt Benjamin Berthold Burkhard Carsten Cem Claus Clemens Detlef Dietmar Dirk Eberhard Egon"
    " Elias Erich Ernst Erwin Felix Fabian Ferdinand Franz Fritz Gerd Gerhard Gernot Gregor Hannes Harald Hartmut"
    " Hauke Heinrich Heinz Helmut Hendrik Henning Herbert Hermann Hubert Ingo Jakob Jan Joachim Jochen Johann Jonas"
    " Julian Kai Karsten Kilian Klemens Konrad Konstantin Kurt Leon Leonhard Lukas Malte Marc Marcel Marco Mario"
    " Maximilian Michel Moritz Niklas Niels Otto Pascal Philipp Raimund Reinhard René Richard Robin Roland Ronald"
    " Rudolf Rüdiger Siegfried Siegmar Sigmar Sören Steffen Thilo Thorsten Till Timo Tobias Udo Ulf Ulrich Volker"
    " Walther Wilhelm Winfried Adrien Alexandre Arnaud Benoît Cédric Christophe Cyril Damien Denis Édouard Étienne"
    " Fabien Fabrice Frédéric Gilles Guy Hugo Jean Louis Marcel Mathieu Maxime Olivier Raphaël Rémi Sébastien Stéphane"
    " Sylvain Vincent Xavier Yannick Adolfo Agustín Alfonso Andrés Arturo César Emilio Enrique Ernesto Esteban Felipe"
    " Gonzalo Guillermo Gustavo Héctor Ignacio Iván Jaime Joaquín Josep Julio Manolo Mariano Mauricio Ramón Raúl"
    " Ricardo Rodrigo Santiago Xavi Alessio Carlo Claudio Daniele Davide Emanuele Enrico Filippo Gianluca"
    " Gianni Massimo Maurizio Michele Nicola Piero Pietro Riccardo Salvatore Simone Vincenzo Andrzej Jacek Janusz"
    " Jarosław Jerzy Krzysztof Marcin Marek Mateusz Michał Paweł Piotr Tomasz Wojciech Jiří Josef Karel Miroslav"
    " Pavel Tomáš Václav Zdeněk Ahmet Hasan Hüseyin Mehmet Murat Mustafa Recep Александр Алексей Андрей Владимир"
    " Дмитрий Евгений Иван Максим Михаил Николай Олег Павел Сергей Юрий Aleksandr Alexei Andrei Dmitri Dmitry Igor"
    " Ivan Mikhail Nikolai Oleg Sergei Sergey Serhii Volodymyr Yuri Abdul Abdullah"
    " Mahmoud Mohamed Muhammad Mustafa Yusuf Amit Anil Arjun Arvind Ashok Deepak Manish Narendra"
    " Rahul Raj Rajesh Ravi Sanjay Suresh Vijay Vikram Benny Eli Itamar Naftali Shlomo Yair Yitzhak Bezalel Binyamin"
    " Benjamin Akira Hideo Hiroshi Kenji Takashi Alex Allan Andy Austin Barry Ben Bernie Bobby Brett Brent Calvin"
    " Chad Charlie Clint Clive Cody Colin Connor Corey Damian Damon Darren Dominic Don Donnie Dwayne"
    " Eddie Edwin Ernie Evan Felix Frankie Freddie Gareth Garrett Gavin Geoff Geoffrey Glen Glenn"
    " Hank Harry Hugh Ira Isaac Jake Jared Jeremiah Jerome Jesse Joel Joey"
    " Johnny Jon Josh Julian Karl Kirk Kurt Leo Leon Leonard Louis Malcolm Marc Marvin Max Maurice"
    " Micah Mick Miles Mitch Nathaniel Ned Nick Nigel Oscar Otis Pete Phillip Ralph"
    " Randall Ray Reggie Rex Rick Rob Robbie Rod Rodney Rory Rupert Seth Shaun Sid Stan Stanley"
    " Steve Tommy Travis Trent Trevor Troy Vince Wesley Zach Archie Joan Dominique Carol Laurence"
)
WOMEN = frozenset(_WOMEN.split()) - frozenset(_MEN.split())
MEN = frozenset(_MEN.split()) - frozenset(_WOMEN.split())
GIVEN = WOMEN | MEN | (frozenset(_WOMEN.split()) & frozenset(_MEN.split()))
FEMALE, MALE = "female", "male"
_GENDER = {"mr": MALE, "sir": MALE, "lord": MALE, "mrs": FEMALE, "ms": FEMALE, "miss": FEMALE, "dame": FEMALE} | {
    **dict.fromkeys(("prince", "king", "duke", "emperor", "sultan", "emir", "pope"), MALE),
    **dict.fromkeys(("princess", "queen", "duchess", "empress"), FEMALE),
}


def gender_of(name: str) -> str | None:
    """Returns the gender of a given name, or of a title such as `Mr` before it, or None."""
    first = name.partition(" ")[0].rstrip(",")
    if first in WOMEN:
        return FEMALE
    return MALE if first in MEN else _GENDER.get(first.rstrip(".").lower())
