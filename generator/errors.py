"""Problems as values, and the exception tree.

A `Diagnostic` is one problem at one place; the command line prints it as ``path:line:col: CODE message``
and, apart from it, a hint that says what to do. Every code that Parchemin can print is listed in `CODES`,
which `docs/errors.md` explains and a test keeps in step. Exceptions are named from the reader's side, end
in ``Error``, and never print or exit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

__all__ = [
    "CODES",
    "BuildError",
    "Diagnostic",
    "DocumentError",
    "KeyStoreError",
    "LedgerError",
    "MalformedError",
    "ParcheminError",
    "RecordError",
    "Severity",
]


class Severity(Enum):
    """How much a diagnostic weighs: an error stops what was asked, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One problem at one place.

    `path` is relative to the root of the site; `line` and `column` count from 1 (0: the file as a whole).
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """Warnings have a code of their own kind, ending in ``W``."""
        return Severity.WARNING if self.code.endswith("W") else Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.message}"


class ParcheminError(Exception):
    """Anything that Parchemin refuses, with the diagnostics that say why.

    `diagnostics` may be empty where the sentence says it all (a key store that cannot be opened).
    """

    def __init__(self, message: str, diagnostics: Iterable[Diagnostic] = (), *, hint: str = "") -> None:
        super().__init__(message)
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        self.hint = hint


class RecordError(ParcheminError):
    """The records hold mistakes; `diagnostics` lists every one of them."""


class MalformedError(ParcheminError):
    """A credential, key, list or code is not even of the form it claims. Malformed is not the same as false.

    `reason` is a slug for machines, such as ``duplicate-member`` or ``check``.
    """

    def __init__(
        self,
        message: str,
        diagnostics: Iterable[Diagnostic] = (),
        *,
        hint: str = "",
        reason: str = "malformed",
    ) -> None:
        super().__init__(message, diagnostics, hint=hint)
        self.reason = reason


class LedgerError(ParcheminError):
    """The ledger is damaged or holds a false signature; nothing may be published from it."""


class KeyStoreError(ParcheminError):
    """A secret key cannot be created, read or used."""


class DocumentError(ParcheminError):
    """A document on paper cannot be made as it should be; `diagnostics` says whose, and why."""


class ReportError(ParcheminError):
    """A report holds personal data and may not be written there; nothing was."""


class BuildError(ParcheminError):
    """The site could not be built; the one published before is untouched."""


CODES: dict[str, str] = {
    # Y: the text of a YAML file
    "Y100": "A file cannot be read, or is a link that leads out of the site.",
    "Y101": "The file is not UTF-8.",
    "Y102": "The file is too large to be a record.",
    "Y103": "An invisible control character stands in the file.",
    "Y104": "An invisible character changes the order in which text is read.",
    "Y105": "The file is empty.",
    "Y106": "The file holds several YAML documents.",
    "Y107": "Values are nested too deep.",
    "Y108": "The file holds too many values.",
    "Y109": "Git left a conflict in the file: two branches changed the same lines.",
    "Y120": "The text is not YAML.",
    "Y121": "A line is indented with a tab.",
    "Y122": "A quotation or a bracket is not closed, or closed too early.",
    "Y123": "A text must be quoted because of the characters it holds.",
    "Y124": "A backslash inside double quotes starts an unknown escape.",
    "Y125": "A line is no field: it lacks a colon, or the blank after it.",
    "Y126": "A line is not aligned with those beside it.",
    "Y130": "A field is given twice.",
    "Y131": "Anchors and aliases (& and *) are not read.",
    "Y132": "Tags (!) are not read.",
    "Y133": "Merge keys (<<) are not read.",
    "Y134": "The name of a field is not text.",
    "Y135": "A number starts with a zero, which it would lose.",
    "Y136": "A number is too long to be kept exactly.",
    "Y137": "Directives (%) are not read.",
    # R: the shape of one record
    "R101": "The record has no such field.",
    "R102": "A required field is missing.",
    "R103": "The value is of the wrong kind: text, whole number, true or false, list, fields.",
    "R104": "The value is not one of those allowed.",
    "R105": "The text does not have the form that is due here.",
    "R106": "The text is too long.",
    "R107": "The text holds a character that could not be shown or signed safely.",
    "R108": "A date is not written YYYY-MM-DD, or is not a day of the calendar.",
    "R109": "An amount is neither whole euros nor a quoted decimal.",
    "R110": "A number is out of range.",
    "R111": "A clause of a requirement has no name that is known.",
    "R112": "Two fields contradict one another.",
    "R113": "A list is empty.",
    "R114": "The file holds no record of fields.",
    "R115": "A text lacks its French or its English.",
    "R120": "The file's name breaks the rule of its folder.",
    "R121W": "Nothing reads this file.",
    "R122W": "The first line does not tell editors where the schema is.",
    "R124": "The site has no content/site.yml.",
    "R125": "A schema in content/schemas is not that of the models.",
    # X: references between records
    "X201": "There is no such course.",
    "X202": "There is no such programme.",
    "X203": "There is no such issuer.",
    "X204": "There is no such theme.",
    "X205": "There is no such candidate.",
    "X206": "The course has no such session.",
    "X207": "The course has no such path.",
    "X208": "The issuer has no such signatory.",
    "X209": "The record says something else than the name of its file.",
    "X210": "Something is listed twice within one record.",
    "X211": "Two programmes have the same code.",
    "X212": "Two candidates have the same e-mail address or platform account.",
    "X213": "Two candidates have the same name and date of birth.",
    "X214W": "Two candidates have the same name.",
    "X215": "A candidate is registered twice for one programme at the same time.",
    "X216": "A candidate has two results in one session.",
    "X217": "One certificate belongs to two results.",
    "X218": "A course is chosen twice.",
    "X219": "Two issuers have the same identifier.",
    "X220": "An exam window lies outside its session.",
    "X221": "Enrolment goes on after the end of the session.",
    "X222": "Two sessions of one course overlap.",
    "X223W": "A course is overdue: it was to be broadcast again.",
    "X224": "Something is dated before the programme existed.",
    "X225": "A result is dated outside the session or its exam window.",
    "X226": "A result is dated after the file that it came in.",
    "X228": "A withdrawal or swap is dated before the registration.",
    "X230": "A starred course is required of a set that has none.",
    "X231": "More courses are required than the set has.",
    "X232": "More credits are required than the courses give.",
    "X233": "A chosen course does not count for the programme.",
    "X234": "A score is higher than the number of questions.",
    "X235W": "A score cannot be judged, because the course has no pass mark.",
    "X236": "A swap does not fit the courses chosen at that time.",
    "X238": "A certificate is recognised for a programme without registration.",
    "X239": "A candidate is awarded one diploma twice.",
    "X240": "A candidate is awarded or deferred without being registered.",
    "X241": "A candidate is awarded or deferred after withdrawing.",
    "X242W": "Approvals of an edition are missing; nothing is issued before.",
    "X243": "The same person approves twice.",
    "X244": "A candidate is awarded and deferred at once.",
    "X250": "A page is empty, or exists in one language only.",
    "X251": "There is no such image.",
    "X252": "An issuer's identifier is under another host than the site.",
    "X253": "An issuer's identifier does not end in the issuer's slug.",
    "X254W": "A demonstration holds a candidate who is not marked as fictional.",
    "X255": "An issuer's slug is the start of an address of the site.",
    "X260": "Two payments have the same number.",
    "X261": "Two contracts are in force at once for one course.",
    "X262": "A contract names a course of another school.",
    "X263W": "No contract says how a payment is shared.",
    # L: the ledger, and what is issued into it
    "L301": "A file of the ledger is damaged.",
    "L302": "A file lies in the ledger that does not belong there.",
    "L303": "The signature of a diploma is false.",
    "L304": "A code, an index or a diploma number is given twice.",
    "L305": "An act concerns a diploma that the ledger does not hold, or another issuer's.",
    "L306": "The signature of an act is false.",
    "L307": "A status list does not say what the acts say.",
    "L308": "A status list is missing, or its signature is false.",
    "L309": "Two diplomas of one award are in force at once: a replacement was not completed.",
    "L310": "A line of the ledger contradicts the diploma that it holds.",
    "L320": "A file of the transparency log is damaged, or does not belong there.",
    "L321": "The transparency log does not continue what was signed before: leaves are missing or changed.",
    "L322": "A signature in the transparency log is false.",
    "L323": "A leaf of the transparency log has no record: something was issued behind the school's back.",
    "L324W": "A diploma or an act has no leaf in the transparency log yet.",
    "L325": "The transparency log contradicts itself.",
    "L311": "A batch that was signed anew does not hold the same diplomas as before.",
    "L312": "A diploma in force is signed with a key that was compromised.",
    "L351": "An award goes to a candidate who is not entitled to it.",
    "L352": (
        "An award goes to a candidate who holds that diploma already, or, where it expires, has passed "
        "nothing since the last one."
    ),
    "L353": "An edition lacks approvals.",
    "L354": "The jury of an edition has not met yet.",
    "L355W": "An award was taken out of an edition after the diploma was issued.",
    "L356": "The evidence behind an award has changed since the jury saw it.",
    "L357W": "An award to be issued carries no digest of the evidence that the jury saw.",
    "L358W": "An approval does not count, or not for every award.",
    "L360W": "A diploma in force no longer has its ground: a result behind it was corrected.",
    "L361W": "A diploma in force rests on other evidence than the jury saw.",
    # I: what arrives sealed from candidates
    "I101W": "The site asks for registrations, but has no key to seal them to.",
    "I103": "The scan that a deposit names is missing.",
    "I105": "Two records hold the same sealed file or receipt.",
    "I201": "A file or mail cannot be read, or is too large.",
    "I202": "A file is not sealed, or was cut short.",
    "I203": "A file is sealed in another way than the site's pages do.",
    "I204": "A file is sealed to a key that is not at hand.",
    "I205": "A sealed file was changed on its way.",
    "I206": "The content of a sealed file is not in order.",
    "I207": "A scan is too large, or of a type that is not kept.",
    "I208": "A sealed file was made for another site or programme.",
    "I209": "A sealed file is dated after today.",
    "I210": "A sealed file has the number of another one that was taken in.",
    "I301": "A person may be in the register already; somebody must decide.",
    "I302": "It is not certain who sent a file; somebody must decide.",
    "I303": "What was decided about a file is not possible.",
    "I304": "A consent that registration requires is missing.",
    "I305": "What a file asks for is not possible for this candidate.",
    "I306": "The record that a file leads to would be refused.",
    "I307": "A record was changed by somebody else meanwhile.",
    "I308": "A file was made long ago; somebody must look at its date.",
    "I309": "The rule says nothing of exchanges; somebody must decide.",
    "I310": "A certificate was declared by somebody else too; somebody must decide.",
    # K: keys
    "K401": "A key entry contradicts the others, or the issuer's record.",
    "K402": "A key that anyone can compute is entered as a real one, or for a host that is not reserved.",
    "K403": "An act on a key is signed by nobody who may.",
    # M: mail to candidates
    "M501": "The site does not say as whom it writes.",
    "M502": "Mail, or a kind of message, was switched on and never started.",
    "M503": "More messages are due than a run may send.",
    "M504": "Nobody knows whether a message was sent.",
    "M505": "A message was refused or came back, for another reason than its address.",
    "M506W": "A candidate's address refuses mail for good.",
    "M507W": "A message cannot be written to a candidate's address.",
    "M508W": "A message to a fictional candidate, or to a name reserved for examples, was kept from a real server.",
    "M509": "A file of the mail ledger is damaged, or does not belong there.",
    "M510": (
        "Mail is sent from another place, this clone is not what everybody has, or a file was taken out "
        "of the mail ledger."
    ),
    "M511": "A run of mail has not ended.",
    "M512": "The settings of the mail server are missing or not safe.",
    "M513": "A template of a message is missing, or fails.",
    "M514": "There is no message with that key.",
    "M515W": "A report of a server is about no message of this site.",
    "M516W": "A diploma that is to be announced is not on the site yet.",
    "M517W": "The PDF that goes with a message cannot be made, or is too large for it.",
    # B: the build
    "B101": "A hand-written page stands where a page of the records belongs.",
    "B102": "A hand-written page lies where no page is expected.",
    "B103": "A hand-written page has no title or description, or cannot be read.",
    "B104W": "A specimen is not among the diplomas that are shown.",
    "B105": "The ledger was issued for another host than the site's.",
    "B106": "An image has the name of a file of the site's look.",
    "B107W": "What was built could not be noted for the next build.",
    "B201W": "The history in git is not complete, so that feeds cannot say since when a date stands.",
    "B202W": "The picture that other sites show cannot hold the letters of a title.",
    "B203": "A statement for search engines is none of schema.org's.",
    "B301": "Something private would be published.",
    "B302": "The code of a diploma would be published outside of its own files.",
    "B303W": "A public text names somebody as a private record does.",
    # T: results files from the exam platform, and the transmissions that they become
    "T101": "The file is empty, or of a format that is not read.",
    "T102": "The file is too large, or unpacks to too much.",
    "T103": "The file has too many rows or columns.",
    "T104": "The file is not in the encoding that it claims.",
    "T105": "The file mixes encodings.",
    "T106": "The encoding of the file cannot be told.",
    "T107": "The file is not CSV.",
    "T108": "The workbook is damaged or locked.",
    "T109": "The workbook has no such sheet.",
    "T110": "No mapping knows the columns of the file.",
    "T111": "Several mappings, sheets or delimiters fit the file.",
    "T112": "Two columns have the same heading.",
    "T201": "A row has more cells than there are headings.",
    "T202": "A cell is merged, or holds a formula without result or an error.",
    "T203": "A cell begins like a formula.",
    "T204": "A text cannot be kept.",
    "T205": "A row says of nobody whose result it is.",
    "T206": "A score cannot be read.",
    "T207": "A grade is that of no one number of right answers.",
    "T208": "A score does not fit the exam.",
    "T209": "A date is missing or cannot be read.",
    "T210": "A word is none of those that the mapping knows.",
    "T211": "A row belongs to another session.",
    "T212": "A row is dated outside the exam, or after the file was received.",
    "T213": "A row belongs to no path of the course.",
    "T214W": "A row is repeated exactly, and read once.",
    "T215": "Two rows are about one person and differ.",
    "T301": "A transmission is damaged or missing.",
    "T302": "A file lies among the transmissions that does not belong there.",
    "T303": "The file was imported before, and replaced since.",
    "T305": "Results come from a transmission that is not there.",
    "T306W": "Results rest on a transmission that a later one has replaced.",
    "T307": (
        "A result is not what the transmitted file gives: somebody wrote in `candidates/results/`, or a "
        "corrected file or a decision came since."
    ),
    "T308W": (
        "A result is in the transmitted file, and whose it is, or what it comes to, is no longer certain"
        " by the register and the decisions of today."
    ),
    # C: reconciliation
    "C401": "Results were written by hand where a file was transmitted.",
    "C402": "A decision names no row, or several.",
    "C403W": "A decision meets no row as it was when it was taken.",
    "C405W": "A diploma in force has lost its ground.",
    # P: diplomas on paper
    "P101": "No font at hand has a character.",
    "P102": "A text does not fit the place that the document has for it.",
    "P103": "An image of a document is missing.",
    "P104": "An image is too small for print.",
    "P105": "A template, a font or the settings of the documents' look cannot be used.",
    "P106": "Two colours of the documents' look are too close to be read.",
    "P107": "A record lacks what a document needs.",
    # D: what surrounds the records (parchemin doctor)
    "D101W": "The key that signs now is not in this machine's key store.",
    "D102": "Others on this machine can reach a secret key.",
    "D103": "A secret key lies in the tree, or the key store does.",
    "D104W": "An issuer has no key yet.",
    "D105": "A key file cannot be read.",
    "D106": "A key file and the ledger disagree about whose key it is.",
    "D201": "This machine's clock is behind the newest commit.",
    "D202": "This machine's clock and the host's differ by more than five minutes.",
    "D301": "There is no git history here.",
    "D302": "What was signed or sent is not committed.",
    "D303W": "Records are not committed.",
    "D304W": "The clone is shallow.",
    "D305W": "The branch follows no branch elsewhere.",
    "D306W": "Commits are not pushed.",
    "D307W": "Commits of the other side are not here.",
    "D308W": "A template has changed since the site copied it.",
    "D401": "The host does not answer.",
    "D402": "The host's TLS certificate is not believed.",
    "D403": "The host does not have a file that the site publishes.",
    "D404": "A permanent address leads elsewhere.",
    "D405": "The host's TLS certificate ends within three weeks.",
    "D406": "Plain http is served without leading to https.",
    "D407": "The host sends another header than `_headers` says.",
    "D408W": "The host does not send a header that `_headers` promises.",
    "D409": "An unknown code is not answered with 404.",
    "D410": "The published keys are not those of this ledger.",
    "D411": "A published status list is not the one of this ledger.",
    "D412": "The published log is another one, or has forked.",
    "D413": "The published log is ahead of this copy.",
    "D414": "The published log is behind this copy.",
}
