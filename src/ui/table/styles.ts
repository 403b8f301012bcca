/** One line of a border: its left end, what it is filled with, where two columns meet, and its right end. */
export type Edge = readonly [left: string, line: string, cross: string, right: string];

/** The lines that a table is made of; one that is absent is not drawn. */
export interface BorderStyle {
  header?: Edge;
  heading: Edge;
  /** Below the names of the columns. */
  rule?: Edge;
  /** Above every row. */
  separator?: Edge;
  data: Edge;
  footer?: Edge;
}

const toEdge = (characters: string): Edge => {
  const [left, line, cross, right] = characters;
  return [left, line, cross, right];
};

const BOXED = toEdge('│ ││');
const OUTLINED = toEdge('│  │');
const OPEN = toEdge('    ');
const TOP = toEdge('┌──┐');
const BOTTOM = toEdge('└──┘');
const MIDDLE = toEdge('├──┤');

/** The styles among which a user of sf chooses by SF_TABLE_BORDER_STYLE. */
export const BORDER_STYLES = {
  all: {
    header: toEdge('┌─┬┐'),
    heading: BOXED,
    separator: toEdge('├─┼┤'),
    data: BOXED,
    footer: toEdge('└─┴┘'),
  },
  'headers-only-with-outline': { header: TOP, heading: OUTLINED, rule: MIDDLE, data: OUTLINED, footer: BOTTOM },
  'headers-only-with-underline': { heading: OPEN, rule: toEdge(' ── '), data: OPEN },
  'headers-only': { header: TOP, heading: OUTLINED, rule: BOTTOM, data: OPEN },
  'horizontal-with-outline': {
    header: TOP,
    heading: OUTLINED,
    separator: MIDDLE,
    data: OUTLINED,
    footer: BOTTOM,
  },
  horizontal: { header: OPEN, heading: OPEN, separator: toEdge('────'), data: OPEN, footer: toEdge('────') },
  none: { header: OPEN, heading: OPEN, data: OPEN, footer: OPEN },
  outline: { header: TOP, heading: OUTLINED, data: OUTLINED, footer: BOTTOM },
  'vertical-with-outline': {
    header: toEdge('┌─┬┐'),
    heading: BOXED,
    rule: toEdge('├─┼┤'),
    data: BOXED,
    footer: toEdge('└─┴┘'),
  },
  vertical: { header: OPEN, heading: BOXED, data: BOXED },
} satisfies Record<string, BorderStyle>;

/** What sf prints where a build runs. */
export const PLAIN: BorderStyle = { heading: ['', ' ', '', ''], rule: ['', '-', '', ''], data: ['', ' ', '', ''] };
