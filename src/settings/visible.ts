/**
 * Characters that a terminal obeys, or that make text look like other text: control characters but for line feed and
 * tab, those that are not seen or turn the direction of writing, and those that XML cannot hold.
 */
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\p{Cs}]/gu;

/** Whether a text has characters that nobody would see. */
export const hasHidden = (text: string): boolean => text.search(HIDDEN) !== -1;

/** Text in which they are seen, as JSON and YAML write them. */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What colors a text, and nothing else that a terminal obeys. */
const COLORS = /(\u001b\[[\d;]*m)/;

/** The same, but for colors. */
export const visibleBesideColors = (text: string): string =>
  text
    .split(COLORS)
    .map((part, index) => (index % 2 === 1 ? part : visible(part)))
    .join('');
