"""Every key of every screen, in one table: it feeds the bindings, the footer, the help screen and the palette."""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding
from textual.keys import _character_to_key


class Key(NamedTuple):
    """One key of a screen."""

    id: str
    keys: str
    action: str
    label: str
    """A word for the footer."""
    says: str
    """A sentence for the help screen."""
    shown: bool = True
    """Whether the footer shows it."""
    priority: bool = False
    """Whether it works while something is typed."""


APP = (
    Key("app.help", "f1,question_mark", "help", "Help", "Show the keys of this screen."),
    Key("app.palette", "ctrl+p", "command_palette", "Palette", "Find any action or question by name.", False),
    Key("app.new-card", "ctrl+o", "new_card", "New card", "Write a card of your own, from anywhere.", False),
    Key("app.quit", "ctrl+q", "quit", "Quit", "Leave the app; every answer given is kept.", False, True),
)
HOME = (
    Key("home.start", "enter", "start", "Start", "Study what is due, then new cards."),
    Key("home.pack", "r", "review_pack", "Pack", "Study only the pack under the cursor.", False),
    Key(
        "home.quiz",
        "z",
        "quiz",
        "Quiz",
        "Choose a quiz, a round of cramming or your mistakes; the schedule stays as it is.",
    ),
    Key("home.learn", "l", "learn", "Learn", "Learn what is new in the pack under the cursor, by its guide."),
    Key("home.guide", "g", "guide", "Guide", "Read the study guide of the pack under the cursor."),
    Key("home.browse", "b", "browse", "Browse", "Search all questions, terms and guide sections."),
    Key("home.progress", "p", "progress", "Progress", "See how it goes."),
    Key(
        "home.exams",
        "e",
        "exams",
        "Exams",
        "Your exams: what you will know on the day, and the days until it.",
    ),
    Key(
        "home.spread",
        "v",
        "spread",
        "Spread",
        "Spread what is overdue over days, or make room for a vacation.",
        False,
    ),
    Key("home.lab", "x", "lab", "Lab", "Try the experiments: move a value and watch the chart.", False),
    Key("home.journal", "j", "journal", "Journal", "What you did last; take it back, or do it again.", False),
    Key("home.settings", "s", "settings", "Settings", "What you can set, each with a word on it.", False),
    Key("home.undo", "u", "undo", "Undo", "Take back what you did last, whatever it was.", False),
    Key("home.redo", "ctrl+y,U", "redo", "Redo", "Do again what was taken back.", False),
    Key("home.leave", "q", "app.quit", "Quit", "Leave the app; every answer given is kept.", False),
)
BACK = Key("screen.back", "escape", "back", "Back", "Go back to where you came from.")
ASK = (
    Key("ask.show", "enter,space", "show_answer", "Answer", "Turn the card over, or grade what is chosen."),
    Key("ask.done", "ctrl+s", "done", "Done", "Done writing: compare with the key points.", True, True),
    Key("ask.down", "pagedown", "scroll_question(1)", "Scroll", "Scroll a long question down.", False),
    Key("ask.up", "pageup", "scroll_question(-1)", "Scroll", "Scroll a long question up.", False),
    Key(
        "ask.hint",
        "f2",
        "hint",
        "Hint",
        "Show the hint, then the run step by step; the answer then counts as Hard at best.",
    ),
    Key("ask.again", "1", "rate(1)", "Again", "Not recalled.", False),
    Key("ask.hard", "2", "rate(2)", "Hard", "Recalled with a hint or great effort.", False),
    Key("ask.good", "3", "rate(3)", "Good", "Recalled.", False),
    Key("ask.easy", "4", "rate(4)", "Easy", "Recalled at once.", False),
    Key("ask.next", "enter,space", "accept", "Next", "Take the marked rating and go on."),
    Key("ask.left", "left", "step(-1)", "Step", "One step back in the worked example.", False),
    Key("ask.right", "right", "step(1)", "Step", "One step on in the worked example.", False),
    Key(
        "ask.example",
        "w",
        "layer('example')",
        "Example",
        "The run behind the answer; before a trace is filled in, a hint.",
    ),
    Key("ask.explanation", "x", "layer('explanation')", "Explain", "Why the answer is right."),
    Key("ask.theory", "t", "layer('theory')", "Theory", "The theory with its formulas.", False),
    Key("ask.practice", "y", "layer('practice')", "Practice", "What it means in practice.", False),
    Key("ask.diagram", "d", "layer('diagram')", "Diagram", "The diagram.", False),
    Key("ask.references", "f", "layer('references')", "References", "Where it can be read up.", False),
    Key(
        "ask.related",
        "l",
        "related",
        "Related",
        "The related questions, one after another; o opens one.",
        False,
    ),
    Key("ask.chart", "c", "next_chart", "Next chart", "Another chart of this run.", False),
    Key("ask.numbers", "v", "new_numbers", "New numbers", "Run the worked example on another seed.", False),
    Key(
        "ask.player",
        "o",
        "open_player",
        "Open",
        "Open the run, or a related question, on a screen.",
        False,
    ),
    Key(
        "ask.override", "i", "override", "I was right", "Count a wrong answer as right; again takes it back."
    ),
    Key("ask.more", "m", "go_on", "More", "Ask on though the time or the number you wanted is reached."),
    Key("ask.undo", "u", "undo", "Undo", "Take the last review back and ask it again."),
    Key("ask.undo-typing", "ctrl+z", "undo", "Undo", "The same while you type.", False),
    Key("ask.redo", "ctrl+y,U", "redo", "Redo", "Do again what was taken back.", False),
    Key("ask.note", "n", "note", "Note", "Write a note on this question."),
    Key("ask.why", "k", "layer('why')", "Why", "Why this card now, and what each rating would mean."),
    Key("ask.section", "r", "read_section", "Read", "Read the section of the guide on it.", False),
    Key(
        "ask.report",
        "exclamation_mark",
        "report",
        "Report",
        "Report a mistake in this question to its author.",
        False,
    ),
    Key(
        "ask.bury",
        "b",
        "set_aside('bury')",
        "Bury",
        "Hide it until tomorrow, not answered; undo takes it back.",
        False,
    ),
    Key(
        "ask.suspend",
        "s",
        "set_aside('suspend')",
        "Suspend",
        "Take it out of study; undo takes it back.",
        False,
    ),
    Key("ask.flag", "g,asterisk", "flag", "Flag", "Flag it, or take the flag away.", False),
    Key("ask.bury-early", "f6", "set_aside_early('bury')", "Bury", "The same before the answer.", False),
    Key(
        "ask.suspend-early",
        "f7",
        "set_aside_early('suspend')",
        "Suspend",
        "Suspend it before the answer.",
        False,
    ),
    Key("ask.flag-early", "f8", "flag_early", "Flag", "Flag it before the answer.", False),
    Key("ask.sure", "1,s", "confident('sure')", "Sure", "I am sure of my answer."),
    Key("ask.unsure", "2,u", "confident('unsure')", "Unsure", "I am not sure of my answer."),
    Key("ask.guess", "3,g", "confident('guess')", "Guess", "My answer is a guess."),
    Key("ask.edit", "e,f9", "edit", "Edit", "Open your editor where this question is written.", False),
    BACK,
)
RESULT = (
    Key("result.again", "r", "missed_again", "Missed again", "Ask only what was missed, once more."),
    Key("result.page", "enter", "open_page", "Open page", "Open the page of the question under the cursor."),
    BACK,
)
REVIEW_END = (
    Key("end.missed", "r", "missed", "Missed", "Practise exactly what was missed; the schedule stays."),
    Key("end.more", "m", "more", "More", "Ask on, where something is left."),
    Key("end.home", "enter", "home", "Home", "Back to where the review was started."),
    Key("end.undo", "u", "undo", "Undo", "Take the last review back and ask it again."),
    Key("end.page", "o", "open_page", "Open page", "Open the page of the question under the cursor."),
    BACK,
)
QUIZ_SETUP = (
    Key("setup.start", "enter", "start", "Start", "Take the quiz with these settings."),
    Key("setup.less", "left", "change(-1)", "Change", "The value before, of the line under the cursor."),
    Key("setup.more", "right", "change(1)", "Change", "The next value of the line under the cursor.", False),
    Key(
        "setup.erase",
        "backspace",
        "erase",
        "Erase",
        "Erase the last sign of what is written in a line.",
        False,
    ),
    BACK,
)
LEARN = (
    Key(
        "learn.questions",
        "enter",
        "questions(False)",
        "Answer",
        "Answer the new questions of this section, as many as today allows.",
    ),
    Key("learn.all", "a", "questions(True)", "All the same", "Answer them all, beyond the limit of the day."),
    Key("learn.next", "n,right", "turn(1)", "Next", "The next section."),
    Key("learn.previous", "p,left", "turn(-1)", "Previous", "The section before."),
    BACK,
)
PAGE = (
    Key("page.answer", "a", "practise", "Try it", "Answer it yourself; the schedule stays as it is."),
    Key("page.example", "w,enter", "open_player", "Example", "Open the worked example on the whole screen."),
    Key("page.left", "left", "step(-1)", "Step", "One step back in the worked example.", False),
    Key("page.right", "right", "step(1)", "Step", "One step on in the worked example.", False),
    Key("page.chart", "c", "next_chart", "Next chart", "Another chart of this run.", False),
    Key("page.numbers", "v", "new_numbers", "New numbers", "Show it with the numbers of another seed."),
    Key("page.history", "h", "history", "History", "Your past reviews of this question."),
    Key("page.note", "n", "note", "Note", "Write a note on this question."),
    Key("page.lab", "x", "open_lab", "Lab", "Open the run in the lab, with its numbers.", False),
    Key("page.related", "l", "related", "Related", "Choose a related question."),
    Key("page.edit", "e,f9", "edit", "Edit", "Open your editor where this question is written.", False),
    Key("page.edit-here", "E", "edit_here", "Edit here", "Change this question in the app.", False),
    BACK,
)
HISTORY = (
    Key("history.open", "enter", "open", "Open", "Show the review under the cursor as it was."),
    BACK,
)
PAST = (
    Key("past.left", "left", "step(-1)", "Step", "One step back in the worked example.", False),
    Key("past.right", "right", "step(1)", "Step", "One step on in the worked example.", False),
    Key("past.chart", "c", "next_chart", "Next chart", "Another chart of this run.", False),
    Key(
        "past.report",
        "exclamation_mark",
        "report",
        "Report",
        "Report a mistake in this question to its author.",
    ),
    BACK,
)
NOTE = (
    Key("note.keep", "ctrl+s", "keep", "Keep", "Keep the note and go back.", True, True),
    Key("screen.back", "escape", "back", "Back", "Go back; what you wrote is kept all the same."),
)
REPORT = (
    Key(
        "report.keep", "ctrl+s", "keep", "Report", "Write the report, with your words or without.", True, True
    ),
    Key("screen.back", "escape", "back", "Back", "Go back; what you wrote is reported all the same."),
)
PLAYER = (
    Key("player.left", "left", "step(-1)", "Back", "One step back."),
    Key("player.right", "right,space", "step(1)", "On", "One step on."),
    Key("player.first", "home", "jump(0)", "First", "The first step.", False),
    Key("player.last", "end", "jump(-1)", "Last", "The last step.", False),
    Key("player.numbers", "v", "new_numbers", "New numbers", "Draw the numbers from another seed."),
    Key("player.mine", "m", "my_numbers", "My numbers", "Change any input of the example and see it run."),
    Key(
        "player.compare",
        "equals_sign,2",
        "compare",
        "Compare",
        "The same step of two runs side by side: the question's numbers and the others; again ends it.",
    ),
    Key("player.backward", "b", "jump_backward", "Backward", "Where the backward pass begins."),
    Key("player.forward", "f", "jump_forward", "Forward", "Where the forward pass begins."),
    Key("player.chart", "c", "next_chart", "Next chart", "Another chart of this run."),
    Key("player.lab", "x", "open_lab", "Lab", "Open the run in the lab, with its numbers.", False),
    BACK,
)
MY_NUMBERS = (
    Key("mine.run", "enter", "run", "Run", "Run the example with these numbers.", True, True),
    Key("mine.less", "left", "change(-1)", "Change", "The value before; in a list the cursor.", True, True),
    Key("mine.more", "right", "change(1)", "Change", "The next value; in a list the cursor.", False, True),
    Key("mine.up", "up", "line(-1)", "Up", "One line up.", False, True),
    Key("mine.down", "down", "line(1)", "Down", "One line down.", False, True),
    BACK,
)
GUIDE = (
    Key("guide.next", "n,right", "turn(1)", "Next", "The next section."),
    Key("guide.previous", "p,left", "turn(-1)", "Previous", "The section before."),
    Key(
        "guide.contents",
        "c",
        "contents",
        "Contents",
        "Show or hide the contents, with what you know of each section.",
    ),
    Key("guide.read", "enter", "read", "Read", "Read the chapter under the cursor of the contents."),
    Key("guide.question", "a", "ask", "Answer", "Answer the question that this section asks."),
    Key("guide.note", "N", "note", "Note", "Write a note on the section that you are reading."),
    Key(
        "guide.term", "t", "term", "Term", "Tell the next underlined term in sight, in place; Esc closes it."
    ),
    Key("guide.glossary", "g", "glossary", "Glossary", "The terms of this pack."),
    Key("screen.back", "escape", "back", "Back", "Close the term that is told, or go back."),
)
BROWSE = (
    Key("browse.open", "enter", "open", "Open", "Open what is under the cursor."),
    Key("browse.list", "tab", "list", "List", "From the search to the list, whose keys are letters."),
    Key("browse.search", "slash", "search", "Search", "Back to the search."),
    Key("browse.mark", "space", "mark", "Mark", "Mark the card under the cursor, or no longer."),
    Key("browse.mark-all", "a", "mark_all", "All", "Mark all that the search finds; again marks nothing."),
    Key("browse.preview", "p", "preview", "Preview", "Show or hide the question under the cursor."),
    Key("browse.answer", "x", "answer", "Answer", "Show or hide the answer in the preview."),
    Key("browse.order", "o,f8", "order", "Order", "Order by due day, recall, difficulty, name or lapses."),
    Key(
        "browse.bury", "b", "switch('bury')", "Bury", "Hide the marked cards until tomorrow; again unburies."
    ),
    Key(
        "browse.suspend", "s", "switch('suspend')", "Suspend", "Take them out of study; again takes them in."
    ),
    Key("browse.flag", "f", "switch('flag')", "Flag", "Flag the marked cards; again takes the flags away."),
    Key("browse.tag", "t", "ask('tag')", "Tag", "Give the questions of the marked cards tags of your own."),
    Key("browse.set-due", "d", "ask('due')", "Set due", "Put the marked cards on a day."),
    Key("browse.reset", "r", "reset", "Begin anew", "Begin the marked cards anew; their reviews stay."),
    Key("browse.undo", "u", "undo", "Undo", "Take back what you did last, whatever it was."),
    Key("browse.redo", "ctrl+y,U", "redo", "Redo", "Do again what was taken back.", False),
    Key("browse.history", "h", "history", "History", "Past reviews of the question under the cursor."),
    Key("browse.due", "1,f2", "filter('due')", "Due", "Only what is due; again no longer.", False),
    Key("browse.new", "2,f3", "filter('new')", "New", "Only what is new.", False),
    Key("browse.flagged", "3,f4", "filter('flagged')", "Flagged", "Only what has a flag.", False),
    Key("browse.leech", "4,f5", "filter('leech')", "Leech", "Only what is forgotten again and again.", False),
    Key("browse.suspended", "5,f6", "filter('suspended')", "Suspended", "Only what is suspended.", False),
    Key("browse.missed", "6,f7", "filter('missed')", "Missed", "Only what was missed last.", False),
    Key("browse.down", "down", "move(1)", "Down", "One line down.", False),
    Key("browse.up", "up", "move(-1)", "Up", "One line up.", False),
    Key("browse.page-down", "pagedown", "move(10)", "Page down", "Ten lines down.", False),
    Key("browse.page-up", "pageup", "move(-10)", "Page up", "Ten lines up.", False),
    Key("browse.edit", "e,f9", "edit", "Edit", "Open your editor where the question is written.", False),
    Key("browse.edit-here", "E", "edit_here", "Edit here", "Change the question in the app.", False),
    Key("screen.back", "escape", "back", "Back", "Close what is open over the list, or go back."),
)
PROGRESS = (
    Key("progress.day", "d", "view('day')", "Day", "Today, your streak, and what matters most."),
    Key("progress.select", "slash", "select", "Select", "Type which cards are meant; Enter counts them."),
    Key("progress.calendar", "c", "view('calendar')", "Calendar", "Your answers a day."),
    Key("progress.retention", "r", "view('retention')", "Retention", "What you remember, against the model."),
    Key(
        "progress.calibration",
        "k",
        "view('calibration')",
        "Calibration",
        "How often you are right when sure.",
    ),
    Key("progress.mistakes", "m", "view('mistakes')", "Mistakes", "Your commonest mistakes."),
    Key("progress.forecast", "f", "view('forecast')", "Forecast", "What comes due in the next 30 days."),
    Key("progress.topics", "t", "view('topics')", "Topics", "How well each topic is known."),
    Key(
        "progress.sections", "g", "view('sections')", "Guide", "How well each section of the guide is known."
    ),
    Key("progress.packs", "p", "view('packs')", "Packs", "How well each pack is known."),
    Key("progress.hours", "h", "view('hours')", "Hours", "When you study, by hour and weekday."),
    Key("progress.stability", "s", "view('stability')", "Stability", "How firm and how hard your cards are."),
    Key("progress.time", "w", "view('time')", "Time", "How long answers take, and which take longest."),
    Key("progress.latest", "l", "view('latest')", "Latest", "Your latest reviews and quizzes."),
    Key("progress.shorter", "left_square_bracket", "period(-1)", "Shorter", "A shorter period.", False),
    Key("progress.longer", "right_square_bracket", "period(1)", "Longer", "A longer period.", False),
    BACK,
)
EXAMS = (
    Key("exams.plan", "enter", "plan", "Plan", "Show the plan of the exam under the cursor."),
    Key("exams.add", "a", "add", "Add", "Add an exam."),
    Key("exams.change", "c", "change", "Change", "Change its name, day, cards or minutes a day."),
    Key("exams.remove", "d", "remove", "Remove", "Remove the exam under the cursor; undo brings it back."),
    Key("exams.undo", "u", "undo", "Undo", "Take back what you did last, whatever it was."),
    Key("exams.redo", "ctrl+y,U", "redo", "Redo", "Do again what was taken back.", False),
    BACK,
)
EXAM_PLAN = (
    Key("plan.before", "left", "day(-1)", "Day", "The day before, and what a day off on it costs."),
    Key("plan.after", "right", "day(1)", "Day", "The day after.", False),
    Key("plan.first", "home", "day(-9999)", "Today", "Today.", False),
    Key("plan.last", "end", "day(9999)", "Last", "The day before the exam.", False),
    Key("plan.unit", "m", "unit", "Unit", "Draw the cards a day, or the minutes."),
    Key("plan.change", "c", "change", "Change", "Change its name, day, cards or minutes a day."),
    Key("plan.remove", "d", "remove", "Remove", "Remove this exam; undo brings it back.", False),
    Key("plan.undo", "u", "undo", "Undo", "Take back what you did last, whatever it was.", False),
    Key("plan.redo", "ctrl+y,U", "redo", "Redo", "Do again what was taken back.", False),
    BACK,
)
EXAM_FORM = (
    Key("form.keep", "ctrl+s", "keep", "Keep", "Keep the exam and go back.", True, True),
    Key(
        "form.next",
        "enter,down",
        "move(1)",
        "Next",
        "The next line; Enter on the last one keeps the exam.",
        False,
    ),
    Key("form.before", "up", "move(-1)", "Before", "The line before.", False),
    Key("screen.back", "escape", "back", "Back", "Go back and keep nothing; what you typed waits for you."),
)
SPREAD = (
    Key(
        "spread.apply",
        "enter",
        "apply",
        "Spread",
        "Put the cards on the days that are shown; undo takes it back.",
    ),
    Key("spread.less", "left", "change(-1)", "Change", "The value before, of the line under the cursor."),
    Key("spread.more", "right", "change(1)", "Change", "The next value of the line under the cursor.", False),
    Key(
        "spread.erase",
        "backspace",
        "erase",
        "Erase",
        "Erase the last sign of what is written in a line.",
        False,
    ),
    Key("screen.back", "escape", "back", "Back", "Go back; every card stays on its day."),
)
JOURNAL = (
    Key("journal.undo", "u", "undo", "Undo", "Take back what you did last."),
    Key("journal.redo", "ctrl+y,U", "redo", "Redo", "Do again what was taken back."),
    BACK,
)
GLOSSARY = (
    Key("glossary.down", "down", "scroll(1)", "Down", "Scroll down.", False),
    Key("glossary.up", "up", "scroll(-1)", "Up", "Scroll up.", False),
    Key("glossary.page-down", "pagedown", "scroll(10)", "Page down", "Scroll a page down.", False),
    Key("glossary.page-up", "pageup", "scroll(-10)", "Page up", "Scroll a page up.", False),
    Key("glossary.note", "ctrl+n", "note", "Note", "Write a note on the first term that is listed."),
    BACK,
)
SETTINGS = (
    Key("settings.keep", "enter", "keep", "Keep", "Keep the number that you typed; on Keys, open that page."),
    Key("settings.less", "left", "change(-1)", "Change", "The value before; it is kept at once."),
    Key("settings.more", "right", "change(1)", "Change", "The next value; it is kept at once.", False),
    Key("settings.erase", "backspace", "erase", "Erase", "Erase the last digit that you typed.", False),
    Key("settings.default", "d", "default", "Default", "Back to the default."),
    BACK,
)
KEY_SETTINGS = (
    Key("keys.change", "enter", "change", "Change", "Press the key that this action shall have."),
    Key("keys.add", "a", "add", "Add", "Press one more key for this action."),
    Key("keys.default", "d", "default", "Default", "Back to the keys that this action had at first."),
    Key("keys.all-defaults", "D", "all_defaults", "All", "All keys back to what they were at first.", False),
    BACK,
)
WELCOME = (
    Key("welcome.start", "enter", "start", "Start", "Answer the first question."),
    Key("welcome.next", "right,space", "turn(1)", "Next", "How an answer proves itself."),
    Key("welcome.before", "left", "turn(-1)", "Before", "What this is."),
    Key("screen.back", "escape", "back", "Home", "Go to the home screen."),
)
LAB_CATALOG = (
    Key("lab-catalog.open", "enter", "open", "Open", "Open the experiment under the cursor."),
    BACK,
)
LAB = (
    Key(
        "lab.less",
        "left",
        "change(-1)",
        "Change",
        "Less, or the choice before, of the line under the cursor.",
    ),
    Key("lab.more", "right", "change(1)", "Change", "More, or the next choice.", False),
    Key("lab.much-less", "comma", "change(-5)", "Much less", "Five steps less.", False),
    Key("lab.much-more", "full_stop", "change(5)", "Much more", "Five steps more.", False),
    Key("lab.type", "enter", "type", "Type", "Type the value of the line; Enter takes it."),
    Key("lab.default", "backspace", "default", "Default", "Put the line back to its default.", False),
    Key("lab.add", "a", "add", "Variant", "Add a variant to the chart; the lines then change the new one."),
    Key("lab.remove", "x", "remove", "Remove", "Remove the variant that the lines change."),
    Key("lab.next-variant", "tab", "turn(1)", "Next", "Change the next variant."),
    Key("lab.previous-variant", "shift+tab", "turn(-1)", "Previous", "Change the variant before.", False),
    Key("lab.steps", "s", "steps", "Steps", "Walk the steps of this run."),
    Key("lab.chart", "g", "next_chart", "Chart", "Another chart of this run."),
    Key("lab.measurements", "m", "measurements", "Measured", "All measurements side by side, or the chart."),
    Key("lab.numbers", "v", "new_numbers", "New numbers", "Draw the numbers from the next seed."),
    Key("lab.card", "c", "card", "Card", "Save a question about this run, for a pack of yours.", False),
    Key("lab.copy", "y", "copy", "YAML", "Copy the run as an example for a pack.", False),
    Key("lab.export", "e", "export", "Export", "Save the picture as SVG and the runs as JSON.", False),
    Key("lab.page-down", "pagedown", "scroll(1)", "Page down", "Scroll the measurements down.", False),
    Key("lab.page-up", "pageup", "scroll(-1)", "Page up", "Scroll the measurements up.", False),
    Key("screen.back", "escape", "back", "Back", "Stop what runs; else go back to where you came from."),
)
LAB_STEPS = (
    Key("lab-steps.left", "left", "step(-1)", "Back", "One step back."),
    Key("lab-steps.right", "right,space", "step(1)", "On", "One step on."),
    Key("lab-steps.first", "home", "jump(0)", "First", "The first step.", False),
    Key("lab-steps.last", "end", "jump(-1)", "Last", "The last step.", False),
    Key("lab-steps.backward", "b", "jump_backward", "Backward", "Where the backward pass begins."),
    Key("lab-steps.forward", "f", "jump_forward", "Forward", "Where the forward pass begins."),
    Key("lab-steps.chart", "c", "next_chart", "Next chart", "Another chart of this run."),
    BACK,
)
LAB_TEXT = (
    Key("lab-text.again", "y", "again", "Copy", "Copy it to the clipboard once more."),
    BACK,
)
PACK_PREVIEW = (
    Key(
        "preview.reveal",
        "x,enter,space",
        "reveal",
        "Show",
        "Show the answer and all that stands behind it, or hide it.",
    ),
    Key(
        "preview.edit",
        "e,f9",
        "edit",
        "Edit",
        "Open your editor at this question; it is read again at each save.",
    ),
    Key("preview.next", "n,right", "turn(1)", "Next", "The next question."),
    Key("preview.previous", "p,left", "turn(-1)", "Previous", "The question before."),
    Key("preview.next-seed", "v,right_square_bracket", "seed(1)", "Seed", "The numbers of the next seed."),
    Key(
        "preview.previous-seed",
        "V,left_square_bracket",
        "seed(-1)",
        "Seed",
        "Those of the seed before.",
        False,
    ),
    Key("preview.card", "c", "card", "Card", "The next card of a question that makes several."),
    BACK,
)
PACK_CHOICE = (
    Key("pack-choice.open", "enter", "open", "Open", "Preview the pack under the cursor."),
    BACK,
)
EDITOR = (
    Key("editor.save", "ctrl+s", "save", "Save", "Save the question; its schedule stays.", True, True),
    Key("editor.face", "f4", "face", "Form", "From the source to a form, or back."),
    Key("editor.preview", "f3", "preview", "Preview", "Show or hide the question as its learner sees it."),
    Key("editor.finding", "f8", "finding", "Finding", "Go to the next thing to mend.", False),
    Key("editor.answer", "f2", "reveal", "Answer", "Show or hide the answer in the preview."),
    Key("editor.card", "f5", "card", "Card", "The next card of the question in the preview.", False),
    Key("editor.numbers", "f9", "numbers", "Numbers", "Other numbers in the preview.", False),
    Key(
        "screen.back",
        "escape",
        "back",
        "Back",
        "Go back; asks what becomes of a text that is not saved.",
        True,
        True,
    ),
)
LEAVE = (
    Key("leave.save", "s,enter", "choose('save')", "Save", "Save what was typed, and go back."),
    Key("leave.later", "l", "choose('later')", "Later", "Go back; what was typed waits for the next time."),
    Key("leave.drop", "d", "choose('drop')", "Drop", "Go back, and drop what was typed."),
    Key("screen.back", "escape", "back", "Back", "Back to the editor."),
)
NEW_CARD = (
    Key("new-card.keep", "ctrl+s", "keep", "Keep", "Keep the card among your own.", True, True),
    Key("screen.back", "escape", "back", "Back", "Go back; what you typed waits for your next new card."),
)
DRAFTS = (
    Key("drafts.keep", "k", "keep", "Keep", "Make a question of this draft."),
    Key(
        "drafts.drop", "d", "drop", "Drop", "Take it out of the pack; drafting again does not bring it back."
    ),
    Key(
        "drafts.edit",
        "e,f9",
        "edit",
        "Edit",
        "Open your editor at this draft; without an editor, type another answer here.",
    ),
    Key("drafts.undo", "u", "undo", "Undo", "Take back what you decided last; the files are as before."),
    Key("drafts.next", "n,right", "turn(1)", "Next", "Leave it for later: the next draft."),
    Key("drafts.previous", "p,left", "turn(-1)", "Previous", "The open draft before."),
    Key("drafts.redo", "ctrl+y,U", "redo", "Redo", "Do again what was taken back.", False),
    Key("drafts.take", "enter", "take", "Take", "Take the answer that is typed.", True, True),
    Key("screen.back", "escape,q", "back", "Quit", "Leave; what you decided is on the disk."),
)
HELP = (BACK,)

SCREENS: dict[str, tuple[str, tuple[Key, ...]]] = {
    "app": ("Everywhere", APP),
    "home": ("Home", HOME),
    "ask": ("Review and quiz", ASK),
    "result": ("Quiz result", RESULT),
    "review-end": ("The end of a review", REVIEW_END),
    "quiz-setup": ("Choosing a quiz", QUIZ_SETUP),
    "learn": ("Learning", LEARN),
    "page": ("Question page", PAGE),
    "history": ("Past reviews", HISTORY),
    "past": ("A past review", PAST),
    "note": ("A note", NOTE),
    "report": ("A report", REPORT),
    "player": ("Worked example", PLAYER),
    "my-numbers": ("Your numbers", MY_NUMBERS),
    "guide": ("Guide", GUIDE),
    "glossary": ("Glossary", GLOSSARY),
    "browse": ("Browse", BROWSE),
    "progress": ("Progress", PROGRESS),
    "exams": ("Exams", EXAMS),
    "exam-plan": ("The plan of an exam", EXAM_PLAN),
    "exam-form": ("An exam", EXAM_FORM),
    "spread": ("Backlog and vacation", SPREAD),
    "journal": ("Journal", JOURNAL),
    "settings": ("Settings", SETTINGS),
    "keys": ("Keys", KEY_SETTINGS),
    "welcome": ("Welcome", WELCOME),
    "lab-catalog": ("Choosing an experiment", LAB_CATALOG),
    "lab": ("Lab", LAB),
    "lab-steps": ("Steps of a run in the lab", LAB_STEPS),
    "lab-text": ("An example for a pack", LAB_TEXT),
    "pack-preview": ("The preview of a pack", PACK_PREVIEW),
    "pack-choice": ("Choosing a pack to preview", PACK_CHOICE),
    "editor": ("The editor of a question", EDITOR),
    "leave": ("Leaving the editor", LEAVE),
    "new-card": ("A new card", NEW_CARD),
    "drafts": ("Drafts of a pack", DRAFTS),
    "help": ("Help", HELP),
}


def bindings(keys: tuple[Key, ...]) -> list[Binding]:
    """The keys of a screen as Textual's bindings."""
    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            show=key.shown,
            priority=key.priority,
            tooltip=key.says,
            id=key.id,
        )
        for key in keys
    ]


SIGNS = {_character_to_key(chr(code)): chr(code) for code in range(32, 127)}
"""Keys that write a sign, by Textual's name."""
NAMES = SIGNS | {
    "enter": "Enter",
    "space": "Space",
    "escape": "Esc",
    "tab": "Tab",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "home": "Home",
    "end": "End",
    "shift+tab": "Shift+Tab",
    "backspace": "Backspace",
    "delete": "Delete",
    "pagedown": "PgDn",
    "pageup": "PgUp",
}


def key_names(keys: str) -> str:
    """Keys as a person reads them: `f1,question_mark` is F1 or ?."""
    return " or ".join(NAMES.get(key, _named(key)) for key in keys.split(","))


def _named(key: str) -> str:
    *modifiers, last = key.split("+")
    named = NAMES.get(last, last.upper())
    # A letter alone keeps its case: N is another key than n.
    named = named.upper() if modifiers and len(named) == 1 else named
    return "+".join((*(part.title() for part in modifiers), named))
