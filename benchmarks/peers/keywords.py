"""The regex bot's lists: what an afternoon gives, both languages, on lower case without accents."""

import re


def any_of(phrases: str) -> re.Pattern[str]:
    """Whole words; phrases stand apart by " | " or a new line."""
    every = "|".join(re.split(r" [|] |\s*\n\s*", phrases.strip()))
    return re.compile(rf"(?<!\w)(?:{every})(?!\w)")


STOP_ALONE = any_of(
    "stop(?: ?all)? | unsubscribe | end | quit | cancel | revoke | opt ?out | parar? | cancelar"
)
EMERGENCY = any_of(r"""
    chest (?:pain|pressure|hurts?|is tight|feels? tight) | pain in my chest | heart attack | stroke
    (?:can'?t|cannot|hard to|trouble) breath\w* | short(?:ness)? of breath | 911 | ambulance
    passed out | faint(?:ed|ing)? | unconscious | overdosed? | suicid\w* | kill myself | end my life
    (?:want to|wanna) die | (?:took|taken) too (?:many|much) | (?:blue|swollen) lips | seizures?
    lips (?:are )?(?:blue|swollen|swelling) | tongue (?:is )?(?:swollen|swelling) | worst headache
    face (?:is )?droop\w* | droop\w* face | slurr\w* | can'?t (?:talk|speak|move|see|get up)
    numb(?:ness)? | (?:vomit\w*|throwing up|coughing up) blood | black stools?
    bleeding (?:a lot|won'?t stop) | won'?t stop bleeding
    (?:dolor|presion|opresion) (?:de|en el|en mi) pecho | me duele (?:mucho )?el pecho | infarto
    no puedo respirar | me falta el aire | falta de aire | me ahogo | derrame | me desmay\w+
    desmay\w+ | inconsciente | ambulancia | sobredosis | (?:me )?quiero morir(?:me)? | matarme
    (?:won'?t|can'?t) wake up | unresponsive | no (?:se )?despierta | no responde
    (?:insulin|pills|insulina|pastillas) (?:twice|dos veces) | no quiero vivir
    vomit\w+ sangre | cara (?:caida|torcida) | no puedo (?:hablar|mover\w*|ver)
    sangr\w+ mucho | no (?:para|deja) de sangrar | adormecid\w+ | entumecid\w+ | convulsion\w*
    labios (?:azules|morados|hinchados) | lengua hinchada | heces negras | tome demasiad\w+
""")
STOP = any_of(r"""
    (?:stop|quit) (?:texting|sending|messaging|calling|contacting|these|the (?:texts|messages))
    unsubscribe | opt out | (?:don'?t|do not) (?:text|message|contact|send) me | leave me alone
    wrong (?:number|person) | remove me | take me off | no more (?:texts?|messages)
    (?:passed away|has died|is dead|is deceased)
    (?:no|ya no) me (?:manden?|escriban?|envien?|texteen?|molesten?) | numero equivocado
    dejen? de (?:mandar|escribir|molestar)\w* | equivocado de numero | no (?:quiero )?mas mensajes
    borren? mi numero | dar(?:me)? de baja | fallecio | (?:ya )?murio
""")
LANGUAGE = any_of("in english | english please | en espanol | in spanish | en ingles | espanol")
HELP = any_of(r"""
    help | who (?:is|are) (?:this|you) | how do i (?:answer|reply) | what is this | info
    (?:does|do) (?:this|it|these) cost | how much (?:does|is) (?:it|this)
    ayuda | quien (?:es|habla|son) | como (?:contesto|respondo) | que es esto | cuanto cuesta
""")
CALLBACK = any_of(r"""
    call me | (?:talk|speak) (?:to|with) | appointment | see (?:the|my) doctor | in the hospital
    new (?:address|phone|number|insurance) | can'?t afford | need a ride
    llam[ae]r?(?:n?me) | me (?:llaman?|llamen?|pueden? llamar) | hablar con | una? cita | hospital
    nuev[oa] (?:numero|telefono|seguro|direccion) | cambie de | no puedo pagar | transporte
""")
REFILL = any_of(r"""
    refills? | (?:ran|running|run|almost|nearly|am|i'm|im|all) out | need (?:more|my) \w+
    out of (?:strips|needles|pills|meds|medicine|insulin) | no more (?:pills|strips|medicine)
    se me (?:acab\w+|termin\w+) | necesito (?:mas|tiras|pastillas|agujas|medicina) | re?surtir
    receta | (?:ya )?no tengo (?:pastillas|medicinas?|tiras) | me quedan? poc[ao]s?
""")
DEVICE = any_of(r"""
    (?:cuff|meter|machine|scale|monitor)\b.{0,30}\b(?:broke\w*|not|won'?t|doesn'?t|error|dead)
    batter(?:y|ies) | e-?\d | err(?:or)? | (?:don'?t|do not) have a (?:cuff|scale|meter|machine)
    (?:aparato|maquina|bascula|pesa|monitor|glucometro)\b.{0,30}\b(?:no|rot\w+|descompu\w+)
    pilas? | bateria | no (?:sirve|prende|funciona) | no tengo (?:aparato|bascula|pesa|maquina)
""")
QUESTION = any_of(r"""
    (?:should|can|could|do) i (?:take|stop|skip|eat|drink) | side effects? | too (?:high|low)
    is (?:that|this|it) (?:bad|ok|high|low|normal) | what (?:dose|time)
    how (?:many|much) .{0,15}take
    (?:debo|puedo|tengo que) (?:tomar\w*|dejar|comer|parar) | es (?:normal|malo|alto|bajo)
    esta (?:bien|alta|baja|mal)\? | cuant[ao]s? .{0,15}tom(?:o|ar) | efectos? secundarios?
""")
SYMPTOM = any_of(r"""
    dizz\w+ | headaches? | nause\w+ | vomit\w* | threw up | swollen | swelling | cough\w* | tired
    weak | fever | pain | hurts? | rash | itch\w* | cramps? | not feeling (?:well|good) | diarrhea
    feel(?:ing)? (?:bad|sick|awful|terrible) | fell | blurry | anxious | palpitations | aches?
    maread\w+ | mareos? | dolor(?:es)? | me duelen? | hinchad\w+ | tos | cansad\w+ | debil(?:idad)?
    fiebre | diarrea | me (?:cai|siento mal) | calambres? | ronchas | comezon | vista borrosa
""")
LATER = any_of(r"""
    later | not (?:yet|home|now) | in (?:a|an|\d+) (?:hour|minute|min|bit|while)s? | when i get home
    tonight | will do | i'?ll (?:do|check|take|send) | busy | at work
    mas tarde | al rato | luego | todavia no | aun no | ahorita no | despues | en un rato
    cuando llegue | no estoy en (?:la )?casa | ocupad\w+
""")
OTHER = any_of(r"""
    (?:my|her|his) (?:husband|wife|mom|mother|dad|father|son|daughter|sister|brother)\b.{0,30}\d+
    mi (?:esposo|esposa|mama|papa|hijo|hija|hermano|hermana|marido|vecin[ao])\b.{0,30}\d+
""")
CHAT = any_of(r"""
    hi | hello | hey | good (?:morning|afternoon|evening|night) | thanks? | thank you | god bless
    hola | buen[oa]s? (?:dias?|tardes?|noches?) | gracias | bendiciones | ok | okay
""")
ACTS = {  # what costs most when it is lost stands first
    **{"emergency": EMERGENCY, "stop": STOP, "language": LANGUAGE, "refill": REFILL},
    **{"callback": CALLBACK, "device_problem": DEVICE, "med_question": QUESTION},
    **{"symptom": SYMPTOM, "help": HELP, "other_person": OTHER, "later": LATER, "chat": CHAT},
}
YES = any_of(r"""
    yes | yep | yeah | yup | y | sure | ok | okay | of course | i did | took | taken | done
    good | fine | well | great | si | claro | ya | bien | por supuesto | tome | listo
""")
NO = any_of("no | nope | nah | n | not | didn'?t | haven'?t | never | nunca | tampoco")
NOT_NOW = any_of(r"""
    yesterday | last (?:week|month|time|night|visit) | ayer | (?:la semana|el mes) pasad[ao]
    (?:around|about|almost|casi|como|unos) \d+ | goal | target | meta | i (?:think|guess)
    (?:lost|gained|baje|subi) \d+ | if (?:it|my) | creo que
""")
WHEN = any_of(r"""
    any ?time | mornings? | afternoons? | evenings? | noon | after | before | tomorrow | today
    \d{1,2}(?::\d\d)? ?(?:am|pm)? | (?:mon|tues|wednes|thurs|fri|satur|sun)day | cualquier | manana
    lunes | martes | miercoles | jueves | viernes | sabado | domingo | hoy | tarde | noche | antes
    despues
""")
