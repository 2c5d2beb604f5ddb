"""Forms in which a reading comes: letters, slips, fillers, torn and misspelt numbers, the pulse."""

import pytest

from nlu.grammar import Grammar
from nlu.readings import read
from nlu.situation import Situation


def told(context: str, text: str, grammar: Grammar) -> list[str]:
    """The readings in short: "138/82/72", "142 mg/dL", "184.5 lb"."""
    return [
        "/".join(str(r[part]) for part in ("systolic", "diastolic", "pulse") if r[part])
        if r["type"] == "blood_pressure"
        else f"{r['value']} {r['unit']}"
        for r in read(text, grammar, Situation(context, (context,))).readings
    ]


@pytest.mark.parametrize(
    "text",
    [
        "S146 D87",
        "s 146 d 87",
        "d 87 s 146",
        "146 hi 87 lo",
        "hi 146 lo 87",
        "T146 B87",
        "top # 146 btm # 87",
        "max. 146 min. 87",
        "la grande 146 la chiquita 87",
        "el primer numero 146 y el segundo 87",
        "ciento cuarenta y seis arriba, ochenta y siete abajo",
        "146 and the bottom 87",
        "up top 146 down below 87",
        "the low one 87 & the high one 146",
        "146 over 80 seven",
        "140 six over eighty seven",
    ],
)
def test_letters_and_small_labels_name_top_and_bottom(grammar: Grammar, text: str) -> None:
    assert told("bp", text, grammar) == ["146/87"]


@pytest.mark.parametrize(
    "between",
    [
        " den ",
        " ovah ",
        " on top of ",
        " uh ",
        " over uh ",
        " over a ",
        " eh ",
        " sobre eh ",
        " soble ",
        " dash ",
        " rayita ",
        " con los ",
        " / / ",
        "....",
        " zzz ",
    ],
)
def test_any_small_word_joins_a_usual_pressure(grammar: Grammar, between: str) -> None:
    assert told("bp", f"128{between}79", grammar) == ["128/79"]


@pytest.mark.parametrize(
    "text",
    [
        "1:33/84",
        "1.33/84",
        "1 33/84",
        "13 3/84",
        "1 3 3 8 4",
        "13384",
        "l33/84",
        "1️⃣3️⃣3️⃣/8️⃣4️⃣",
        "a buck thirty three over 84",
        "one thurty tree over eighty fo",
        "onethirtythree over eightyfour",
        "1 hundred 33 over 84",
        "hunnerd thirty-three over 84",
        "ciento 33 con 84",
        "ciento ciento treinta y tre con ochenta y cuatro",
        "cientotreinta y tres ochenticuatro",
    ],
)
def test_a_slip_that_leaves_one_plausible_pressure(grammar: Grammar, text: str) -> None:
    assert told("bp", text, grammar) == ["133/84"]


@pytest.mark.parametrize(
    "text",
    [
        "118/67 ticker at 61",
        "118/67 @61",
        "118/67 plse 61",
        "118/67 FC 61",
        "FC 61 PA 118/67",
        "61 bpm 118/67",
        "❤️ 61 bp 118/67",
        "118/67 y luego dice 61 con un corazoncito",
        "118/67 the little heart says 61",
        "118 con 67 de presión y 61 de pulsaciones",
        "S118 D67 P61",
        "118 is the top 67 is the bottom and 61 is the pulse",
        "118/67 y el último 61",
    ],
)
def test_the_pulse_by_any_word_and_in_any_place(grammar: Grammar, text: str) -> None:
    assert told("bp", text, grammar) == ["118/67/61"]


@pytest.mark.parametrize(
    ("context", "text", "expected"),
    [
        ("bp", "141 83 heartbeat normal", "141/83"),
        ("bp", "a hundred & fifty-five over ninety-six", "155/96"),
        ("bp", "one fifty over one oh for", "150/104"),
        ("bp", "cien setenta", "100/70"),
        ("bp", "cien treinta y seis setenta", "136/70"),
        ("weight", "one 88.2", "188.2 lb"),
        ("weight", "en kilos 73.4, asi la tengo", "73.4 kg"),
        ("none", "In kg: 82.5 today", "82.5 kg"),
        ("weight", "184 lb (83.5 kg)", "184 lb"),
        ("weight", "83.5 kg, o sea 184 libras", "184 lb"),
        ("weight", "143 and 2 tenths", "143.2 lb"),
        ("weight", "143 2/10", "143.2 lb"),
        ("weight", "2 hundred 38", "238 lb"),
        ("weight", "a buck eighty four", "184 lb"),
        ("weight", "184. 5", "184.5 lb"),
        ("weight", "184 lbs 8 oz", "184.5 lb"),
        ("weight", "152 lb 12 oz", "152.75 lb"),
        ("weight", "143 libras y cuarto", "143.25 lb"),
        ("glucose", "110 and 4 ounces of juice", "110 mg/dL"),
        ("weight", "151 and I drank two 8 ounce glasses of water", "151 lb"),
        ("bp", "128/80 after two 8 ounce coffees", "128/80"),
        ("glucose", "22 u de basal, 159", "159 mg/dL"),
        ("bp", "142/84. Cross out that 160/100", "142/84"),
        ("bp", "138 over eighty sevn good", "138/87"),
        ("weight", "151, 12 oz coke", "151 lb"),
        ("glucose", "me desperté a las 5 con 48 de azúcar", "48 mg/dL"),
        ("bp", "Keep the middle one. 142/84 135/77 129/70", "135/77"),
        ("bp", "142/84 135/77 129/70, use the second one", "135/77"),
        ("none", "68 kilos 400 gramos", "68.4 kg"),
        ("none", "sesenta y ocho kilos cuatrocientos", "68.4 kg"),
        ("none", "68,400 kg", "68.4 kg"),
        ("weight", "233.8 en ayunas", "233.8 lb"),
        ("glucose", "one uh forty two", "142 mg/dL"),
        ("glucose", "ciento42", "142 mg/dL"),
        ("glucose", "142 (one forty two)", "142 mg/dL"),
        ("glucose", "142 mg. just woke up", "142 mg/dL"),
        ("none", "142 el azúcar", "142 mg/dL"),
        ("none", "finger stick 142", "142 mg/dL"),
        ("glucose", "a hunerd n forty two", "142 mg/dL"),
        ("glucose", "won forty two", "142 mg/dL"),
        ("glucose", "140 dos horas después de comer", "140 mg/dL"),
        ("weight", "83 kls", "83 kg"),
    ],
)
def test_numbers_in_pieces_and_named_behind(
    grammar: Grammar, context: str, text: str, expected: str
) -> None:
    assert told(context, text, grammar) == [expected]


@pytest.mark.parametrize(
    ("context", "text"),
    [
        ("bp", "148 138 82 80"),
        ("bp", "change the 92 to 82"),
        ("bp", "138 or 142"),
        ("bp", "140/80 or so I think"),
        ("bp", "i rounded it to 140/80"),
        ("bp", "140/80 aproximado"),
        ("bp", "ain't ninety over fifty too low"),
        ("bp", "my husband's 142/80"),
        ("bp", "my mom's home bp is 190/100"),
        ("bp", "at most 140/80"),
        ("weight", "doscientas a lo mucho"),
        ("weight", "104 catties"),
        ("glucose", "8️⃣90"),
        ("glucose", "1 3 9 5"),
        ("glucose", "ciento no sé qué"),
        ("weight", "78,400"),
        ("weight", "eighteen hundred"),
        ("weight", "ochenta mil libras"),
    ],
)
def test_what_more_than_one_reading_could_be_is_not_charted(
    grammar: Grammar, context: str, text: str
) -> None:
    assert told(context, text, grammar) == []


def test_the_word_for_measuring_chooses_none_of_two(grammar: Grammar) -> None:
    said = "Me la tomé dos veces, primero 138/80 y al ratico 131/77"
    assert told("bp", said, grammar) == ["138/80", "131/77"]


def test_two_values_of_one_day_each_at_its_time(grammar: Grammar) -> None:
    assert told("glucose", "117 at 6, 205 at 8", grammar) == ["117 mg/dL", "205 mg/dL"]


def test_a_unit_misheard_at_the_end_belongs_to_its_ten(grammar: Grammar) -> None:
    assert told("bp", "one twenty four over sixty for", grammar) == ["124/64"]
    assert told("bp", "one twenty four over sixty for today", grammar) == ["124/60"]


def test_a_comma_behind_the_bottom_number_parts_it_from_the_pulse(grammar: Grammar) -> None:
    assert told("bp", "132/83,74bpm", grammar) == ["132/83/74"]


def test_a_pressure_beside_the_figure_of_an_option(grammar: Grammar) -> None:
    assert told("symptom", "uno me siento bien ciento treinta y tres ochenta", grammar) == [
        "133/80"
    ]


def test_the_judge_is_shown_a_number_that_the_grammar_passed_over(grammar: Grammar) -> None:
    situation = Situation("weight", ("weight",))
    found = read("en la última cita pesé 187, hoy en mi baño 183", grammar, situation)

    assert [value.reading["value"] for value in found.values] == [187, 183]
    assert found.values[1].against == "dropped"
