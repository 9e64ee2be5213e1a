#!/usr/bin/env python3.13
"""Writes CSources/Data/unicodeobject_tables.c: what str needs to know about each code point.

Everything is asked of the running interpreter, so run it with the version whose answers Suture gives:

    python3.13 Scripts/generate_unicode_tables.py > CSources/Data/unicodeobject_tables.c
"""

import sys
import unicodedata

ALPHA, DECIMAL, DIGIT, NUMERIC, LOWER, UPPER, TITLE, SPACE = (1 << i for i in range(8))
LINEBREAK, XID_START, XID_CONTINUE, PRINTABLE, IGNORABLE, SPECIAL = (1 << i for i in range(8, 14))
SHIFT = 7

points = []
point_offsets = {}


def special(text):
    """Where the code points of a mapping lie in the table of them: offset << 8 | count."""
    if text not in point_offsets:
        point_offsets[text] = len(points)
        points.extend(map(ord, text))
    return point_offsets[text] << 8 | len(text)


def is_ignorable(c):
    # The final sigma rule skips what is ignorable, before and after the sigma.
    return ("A\u03a3" + c + "A").lower()[1] == "\u03c3" and ("A\u03a3" + c).lower()[1] == "\u03c2"


def record(code):
    c = chr(code)
    flags = 0
    for flag, test in [
        (ALPHA, c.isalpha()), (DECIMAL, c.isdecimal()), (DIGIT, c.isdigit()), (NUMERIC, c.isnumeric()),
        (LOWER, c.islower()), (UPPER, c.isupper()), (TITLE, unicodedata.category(c) == "Lt"), (SPACE, c.isspace()),
        (LINEBREAK, len(("a" + c + "b").splitlines()) > 1), (XID_START, c != "_" and c.isidentifier()),
        (XID_CONTINUE, ("a" + c).isidentifier()), (PRINTABLE, c.isprintable()), (IGNORABLE, is_ignorable(c)),
    ]:
        if test:
            flags |= flag
    maps = [c.upper(), c.lower(), c.title(), c.casefold()]
    if all(len(m) == 1 for m in maps):
        cases = [ord(m) - code for m in maps]
    else:
        flags |= SPECIAL
        cases = [special(m) for m in maps]
    return (*cases, flags, unicodedata.decimal(c, 255), unicodedata.digit(c, 255))


def rows(values, width=110):
    line = "   "
    for v in values:
        piece = f" {v},"
        if len(line) + len(piece) > width:
            yield line
            line = "   "
        line += piece
    yield line


def main():
    records = []
    numbers = {}

    def number(r):
        if r not in numbers:
            numbers[r] = len(records)
            records.append(r)
        return numbers[r]

    number(record(0x378))  # unassigned
    all_points = [number(record(code)) for code in range(0x110000)]
    blocks = {}
    first = []
    second = []
    size = 1 << SHIFT
    for start in range(0, 0x110000, size):
        block = tuple(all_points[start : start + size])
        if block not in blocks:
            blocks[block] = len(blocks)
            second.extend(block)
        first.append(blocks[block])
    assert len(blocks) < 65536 and len(records) < 65536
    out = sys.stdout.write
    out("// Written by Scripts/generate_unicode_tables.py. The character database of Unicode ")
    out(f"{unicodedata.unidata_version}.\n")
    out('#include "suture/unicode.h"\n// clang-format off\n\n')
    out("const SutureCharacter suture_characters[] = {\n")
    for r in records:
        out("    {%d, %d, %d, %d, 0x%x, %d, %d},\n" % r)
    out("};\n\nconst uint32_t suture_case_points[] = {\n")
    out("\n".join(rows(points)))
    out("\n};\n\nconst uint16_t suture_character_blocks[] = {\n")
    out("\n".join(rows(first)))
    out("\n};\n\nconst uint16_t suture_character_indexes[] = {\n")
    out("\n".join(rows(second)))
    out("\n};\n\nconst SutureNumericValue suture_numeric_values[] = {\n")
    numeric = [(code, unicodedata.numeric(chr(code), None)) for code in range(0x110000)]
    out("\n".join(rows("{0x%x, %r}" % n for n in numeric if n[1] is not None)))
    out("\n};\nconst int suture_numeric_count = sizeof suture_numeric_values / sizeof *suture_numeric_values;\n")
    print(f"{len(records)} records, {len(blocks)} blocks, {len(points)} points", file=sys.stderr)


main()
