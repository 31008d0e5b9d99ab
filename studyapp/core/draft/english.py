"""What English sentences are recognized by: words that cannot begin a subject, verbs, junk."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


POINTERS = _words(
    """
    this that these those it its itself they them their theirs he his she her we our us you your i my there
    here such one two
    three four five six another both each either neither all some none many most few several other others what
    which who whom whose when where how why if because since while although though unless until for in on at
    by with without after before during from to as so then thus hence but and or nor yet only even however
    therefore moreover further furthermore also still again now later finally first second third nothing
    something everything anything people researchers someone everyone not no of about under over between
    through instead despite like unlike given let consider note see recall suppose assume imagine less more
    every any another same whether once rather indeed sometimes often usually typically generally today yes
    """
)
"""Words that begin no subject of which something can be asked: they point elsewhere, or begin a clause."""
NOT_IN_SUBJECT = _words(
    """
    that which who whom whose when if because is are was were be been has have had can could will would
    should may might must do does did not this these those it its they their them we our you your above
    below following previous next there here but so while whereas and or as than then just
    """
)
VAGUE = _words(
    """
    idea ideas answer price catch reason reasons problem problems question questions point points result
    results difference differences goal aim trick key case cases way ways thing things example examples
    effect consequence factor number conclusion issue solution solutions advantage advantages disadvantage
    disadvantages fact benefit drawback downside upside limitation intuition motivation topic lecture
    chapter section figure table paper text notes rest remainder remedy choice future past story trade
    """
)
"""Nouns that mean something only beside another sentence."""
_FUNCTIONS = _words(
    """
    accept accumulate adapt add adjust aggregate allow apply approximate assign attend average balance bound
    cause center change choose classify clip collapse combine compare compress compute concatenate connect
    contain control convert copy correct count create damp decide decode decouple decrease define denote
    depend describe detect determine discard divide double downsample draw drop encode end enforce ensure
    estimate evaluate expand explain express extract feed filter fit flatten force forget generate give
    group guarantee halve help hide ignore improve increase indicate initialize insert join keep learn let
    limit linearize locate make map mask match maximize measure merge minimize mix modify move multiply need
    normalize optimize pad partition pass penalize perform pick place pool predict preserve prevent process
    produce project propagate protect provide pull push randomize reach read rearrange receive reconstruct
    recover reduce regularize remember remove repeat replace represent require rescale reset reshape restore
    restrict return reuse reverse rotate run sample scale search select send separate set share shift shrink
    shuffle skip smooth sort specify speed split squeeze stack standardize stop store subtract sum summarize
    suppress take test threshold track transfer transform transpose treat turn update upsample use weigh
    widen write
    """
)
_OTHERS = _words(
    """
    accept appear arise happen occur assume become begin belong break bring carry come converge
    diverge exist explode fail fall follow grow lead lie look lose play remain resemble rise saturate
    seem show stay suffer tell tend vanish
    vary work
    """
)
AUXILIARIES = _words(
    "is are was were has have had can could will would should may might must does do did consists refers means"
)


def third_person(verb: str) -> str:
    """`compute` -> `computes`, `pass` -> `passes`, `modify` -> `modifies`."""
    if re.search(r"(?:s|x|z|ch|sh)$", verb):
        return verb + "es"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + "s"


FUNCTIONS = {third_person(verb): verb for verb in _FUNCTIONS}
"""Verbs that say what something does, by their form after one thing, with their base form."""
OBJECTS = {
    "computes": "compute",
    "contains": "contain",
    "controls": "control",
    "decides": "decide",
    "denotes": "denote",
    "describes": "describe",
    "determines": "determine",
    "measures": "measure",
    "needs": "need",
    "represents": "represent",
    "requires": "require",
    "stores": "store",
    "depends on": "depend on",
    "consists of": "consist of",
    "refers to": "refer to",
    "means": "mean",
}
"""Verbs after which the object alone is the answer to `What does X …?`."""
VERBS = frozenset(FUNCTIONS) | frozenset(third_person(verb) for verb in _OTHERS) | AUXILIARIES
DEICTIC = re.compile(
    r"\b(?:this|these|those|above|below|following|previous|aforementioned|former|latter|here|there|today|such an?"
    r"|the two|of them|we|our|us|you|your|I|my)\b",
    re.IGNORECASE,
)
"""Words that mean nothing once the sentence stands alone."""
JUNK_COMPLEMENT = re.compile(
    r"(?:an?|the)\s+(?:different|matter|same|case|opposite|reason|way|problem|issue|usual|good|bad|great|best|worst|source"
    r"|price|question|key|answer|point|result|only|first|last|main|most|more|very|lot|little"
    r"|remedy|mystery|start|mistake|sane|simple|useful|popular|common|important|typical|nice|simpler|faster|smaller|larger|better|newer|older|cheaper|stronger|weaker)\b(?!\s+of\s+(?:all|each))",
    re.IGNORECASE,
)
"""Judgments and pointers that look like definitions; `the only`, `the first` and the like define nothing."""

_FUNCTION_WORDS = {
    "en": "the of and is are to in that for with it by as on from this be not which",
    "de": "der die das und ist sind nicht ein eine einer mit für von auf dem den des wird werden zu im durch auch",
    "fr": "le la les des et est sont une que pour dans qui par sur du avec pas plus au",
    "es": "el los las es son una que por con para del se como más no al lo su",
    "it": "il lo gli di che è sono una per con del della non si dei nel come",
    "pt": "os as é são uma que por com para do da não se dos como mais em ao",
    "nl": "de het een en is zijn van niet met voor op dat die wordt worden te ook door",
}


def language_of(text: str) -> str:
    """The likeliest language of a text by its commonest small words; English where nothing tells."""
    counts: dict[str, int] = {}
    for word in re.findall(r"[^\W\d_]+", text[:100_000].lower()):
        counts[word] = counts.get(word, 0) + 1
    scores = {
        language: sum(counts.get(word, 0) for word in words.split())
        for language, words in _FUNCTION_WORDS.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > scores["en"] else "en"
