"""
Writes packages/sasl/src/prepare-tables.ts:

    python3 packages/sasl/tables/generate.py > packages/sasl/src/prepare-tables.ts

The source is Python's own `stringprep` module, which holds the tables of RFC 3454 (A.1, B.1, C.1.1 to C.9, D.1, D.2) on top of
`unicodedata.ucd_3_2_0`; the text of RFC 3454 was not available. Any Python 3 gives the same file: the tables are those of Unicode 3.2.
"""
import stringprep
import sys
from unicodedata import ucd_3_2_0

# The tables of prohibited output (RFC 4013 2.3), each with its letter; what is in two has the first one's. All of C.1.2 is mapped to a space.
PROHIBITED = {
    'A': stringprep.in_table_c21,
    'B': stringprep.in_table_c22,
    'C': stringprep.in_table_c3,
    'D': stringprep.in_table_c4,
    'E': stringprep.in_table_c5,
    'F': stringprep.in_table_c6,
    'G': stringprep.in_table_c7,
    'H': stringprep.in_table_c8,
    'I': stringprep.in_table_c9,
}


def prepared(char):
    """What mapping and NFKC make of one assigned character (RFC 4013 2.1, 2.2)."""
    if stringprep.in_table_c12(char):
        return ' '
    return '' if stringprep.in_table_b1(char) else ucd_3_2_0.normalize('NFKC', char)


def prohibited_by(char):
    return next((letter for letter, contains in PROHIBITED.items() if contains(char)), None)


def kind_of(char):
    if stringprep.in_table_a1(char):
        return 'U'
    # Prohibited is what is so in the output. No character becomes so by NFKC; U+0340 and U+0341 (C.8) become U+0300 and U+0301.
    letters = {prohibited_by(one) for one in prepared(char)} - {None}
    if letters:
        assert letters == {prohibited_by(char)}, hex(ord(char))
        return letters.pop()
    if stringprep.in_table_d1(char):
        return 'R'
    return 'L' if stringprep.in_table_d2(char) else 'N'


def number(value):
    digits = ''
    while value:
        value, digit = divmod(value, 36)
        digits = '0123456789abcdefghijklmnopqrstuvwxyz'[digit] + digits
    return digits


def runs():
    """The kind of each run of code points, and its length in base 36 unless that is 1."""
    start, kind = 0, kind_of('\0')
    for code in range(1, sys.maxunicode + 2):
        following = kind_of(chr(code)) if code <= sys.maxunicode else None
        if following != kind:
            yield kind + ('' if code - start == 1 else number(code - start))
            start, kind = code, following


text = ''.join(runs())
lines = [text[at:at + 120] for at in range(0, len(text), 120)]
print("""/**
 * The tables of RFC 3454 that SASLprep (RFC 4013 2) asks of every character, for Unicode 3.2. Written by packages/sasl/tables/generate.py from
 * Python's `stringprep` and `unicodedata.ucd_3_2_0`, since the text of RFC 3454 was not available; do not edit.
 */

/**
 * Runs of code points from U+0000 on, a letter each, with their length in base 36 unless it is 1. U: unassigned (A.1), R: RandALCat (D.1),
 * L: LCat (D.2), N: none of these; A to I: prohibited (C.2.1, C.2.2, C.3 to C.9), unless mapping or NFKC takes the character away.
 */
export const RUNS: string =""")
print(' +\n'.join("  '" + line + "'" for line in lines))
