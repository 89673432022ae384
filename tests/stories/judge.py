"""What an impartial judge finds wrong with a page for those who see, hear or move otherwise."""

from axe_playwright_python.sync_playwright import Axe

# Nothing moves, so nothing has to be waited for until it stands still.
STILL = {"reduced_motion": "reduce"}
# At 200 % on a screen 640 wide, or on the narrowest phones.
NARROW = {"viewport": {"width": 320, "height": 640}, **STILL}

# A field of several lines that completes what is written is a combobox to those who listen. The
# table of roles in HTML, which the judge goes by, knows such fields with one line only.
COMBOBOX = ("aria-allowed-role", 'id="message"')

TWO_FRAMES = """() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(done));
})"""
STICKING_OUT = """(place) => [document.documentElement, ...document.querySelectorAll(place)]
    .filter((one) => one.checkVisibility())
    .filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        return one.scrollWidth > one.clientWidth + 1 || left < 0 || right > innerWidth + 1;
    })
    .map((one) => [one.tagName, one.id, one.scrollWidth, one.clientWidth])"""


def findings(visitor, *excused, within=None):
    """(rule, element) of all that is wrong on the page, or `within` one part of it."""
    visitor.page.evaluate(TWO_FRAMES)
    # All that is right would be described as well, one by one.
    wanted = {"resultTypes": ["violations"]}
    wanted["rules"] = {rule: {"enabled": False} for rule in excused}
    found = Axe().run(visitor.page, context=within, options=wanted).response["violations"]
    # The judge itself tries what our policy forbids, and is told so a little later.
    visitor.page.evaluate(TWO_FRAMES)
    visitor.troubles.clear()
    nodes = [(one["id"], node["html"]) for one in found for node in one["nodes"]]
    rule, field = COMBOBOX
    return [one for one in nodes if one[0] != rule or field not in one[1]]


def sticks_out(visitor, place):
    """What is wider than there is room for: the page, or the parts that are at this place."""
    return visitor.page.evaluate(STICKING_OUT, place)
