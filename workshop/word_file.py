"""The agreement as a Word file, for lawyers who edit. Must not know where its words come from.

Real headings, table heads that repeat, a language: a screen reader and Word's own navigation find their way.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from workshop.agreement_words import WORDS
from workshop.document import AgreementText
from workshop.outline import Block, Outline, outline
from workshop.typeset import as_data, visible
from workshop.words import Language

DATA = "customXml/agreement.xml"  # where the text itself lies, for `draagvlak verify`
SPACE = "urn:draagvlak:agreement"
_INK, _QUIET = RGBColor(0x1D, 0x2B, 0x3A), RGBColor(0x4D, 0x59, 0x65)
_WIDTH = Mm(160)  # of the text, on A4
# The date that matters is in the text, and the bytes must not change: every date in the file is this one.
_FIXED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  python-docx wants one without a zone
# A line above and below each row; the first row is a head.
_LOOK = (
    '<w:tblW w:w="0" w:type="auto"/><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="9AA5B1"/>' for side in ("top", "bottom", "insideH")
    )
    + '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
    'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
)
_IN_ZIP = (2000, 1, 1, 0, 0, 0)


def agreement_word(document: AgreementText, language: Language) -> bytes:
    """The whole document as .docx (A4); the same document gives the same bytes."""
    shown = Outline.model_validate(visible(outline(document, language).model_dump(mode="json")))
    word = Document()
    _set_up(word, shown, f"{language}-{WORDS[language]['region']}")
    word.add_paragraph(shown.kind.upper(), style="Subtitle")
    word.add_paragraph(shown.title, style="Title")
    status = word.add_paragraph()
    status.add_run(shown.status).bold = True
    status.add_run(f"  {shown.version}")
    _quiet(word, shown.meaning)
    for chapter in shown.chapters:
        number = f"{chapter.number}. " if chapter.number else ""
        word.add_heading(f"{number}{chapter.heading}", level=1)
        for made in chapter.blocks:
            _BLOCKS[made.kind](word, made)
    _keep_data(word, document)
    written = io.BytesIO()
    word.save(written)
    return _same_every_time(written.getvalue())


# ------------------------------------------------------------------ the page


def _set_up(word: Word, shown: Outline, language: str) -> None:
    core = word.core_properties
    core.title, core.language, core.author, core.comments = shown.title, language, "", ""
    core.created = core.modified = _FIXED
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(24), Mm(25)
    styles: Any = word.styles
    for name, size in (("Normal", 10.5), ("Title", 20), ("Subtitle", 10), ("Heading 1", 13)):
        font = styles[name].font
        font.name, font.size, font.color.rgb = "Cambria", Pt(size), _INK
        styles[name].element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), "Cambria")
    for fonts in word.styles.element.iter(qn("w:lang")):
        fonts.set(qn("w:val"), language)
    _footer(section.footer.paragraphs[0], shown)


def _footer(line: Paragraph, shown: Outline) -> None:
    """The mark on the left, the page on the right: every sheet says of which text it is."""
    line.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    fours = " ".join(shown.code[at : at + 4] for at in range(0, 32, 4))
    _small(line, f"{shown.mark} {fours}" if shown.code else "")
    _small(line, f"\t{shown.page} ")
    _field(line, "PAGE")
    _small(line, f" {shown.of} ")
    _field(line, "NUMPAGES")


def _field(line: Paragraph, name: str) -> None:
    """A number that Word fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)  # noqa: SLF001  python-docx has no fields


def _small(line: Paragraph, text: str) -> None:
    run = line.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8.5), _QUIET


# ------------------------------------------------------------------ what stands on it


def _plain(word: Word, made: Block) -> None:
    word.add_paragraph(made.text)


def _quiet(word: Word, text: str) -> None:
    _small(word.add_paragraph(), text)


def _quote(word: Word, made: Block) -> None:
    line = word.add_paragraph(made.text)
    line.paragraph_format.left_indent = Mm(6)
    _small(line, f"\n{made.note}")


def _entry(word: Word, made: Block) -> None:
    line = word.add_paragraph()
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(24), -Mm(24)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(24))
    line.add_run(made.label).bold = True
    line.add_run(f"\t{made.text}")
    if made.note:
        _small(line, f"\n{made.note}")


def _table(word: Word, made: Block) -> None:
    """Written out as XML: python-docx has no repeated heads and no unbroken rows, and takes a second for sixty rows."""
    whole = sum(made.widths)
    widths = [round(_WIDTH.twips * one / whole) for one in made.widths]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    rows = _row(made.heads, widths, head=True) + "".join(_row(row, widths) for row in made.rows)
    table = f"<w:tbl {nsdecls('w')}><w:tblPr>{_LOOK}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    word.element.body.insert_element_before(parse_xml(table), "w:sectPr")
    word.add_paragraph()


def _row(texts: tuple[str, ...], widths: list[int], *, head: bool = False) -> str:
    kind = "<w:tblHeader/>" if head else ""
    cells = "".join(_cell(text, width, head=head) for text, width in zip(texts, widths, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{kind}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, *, head: bool) -> str:
    bold = "<w:b/>" if head else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(one)}</w:t>' for one in text.split("\n"))
    run = f'<w:r><w:rPr>{bold}<w:sz w:val="19"/></w:rPr>{lines}</w:r>'
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{run}</w:p></w:tc>'


def _places(word: Word, made: Block) -> None:
    for place in made.places:
        line = word.add_paragraph()
        line.paragraph_format.keep_together = True
        line.add_run(place.party).bold = True
        for one in place.known:
            _small(line, f"\n{one}")
        for label in place.to_fill:
            line.add_run(f"\n\n{'_' * 44}")
            _small(line, f"\n{label}")


_BLOCKS = {
    "text": _plain,
    "quiet": lambda word, made: _quiet(word, made.text),
    "quote": _quote,
    "entry": _entry,
    "table": _table,
    "places": _places,
}

# ------------------------------------------------------------------ the file


def _keep_data(word: Word, document: AgreementText) -> None:
    """The text itself as a part of its own, which Word keeps when somebody saves the file."""
    body = f'<agreement xmlns="{SPACE}">{escape(as_data(document))}</agreement>'
    part = Part(PackURI(f"/{DATA}"), "application/xml", body.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _same_every_time(written: bytes) -> bytes:
    """The same archive with one date on everything in it."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, _IN_ZIP), before.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
