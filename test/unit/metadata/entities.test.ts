import { expect } from 'chai';
import fc, { type Arbitrary } from 'fast-check';
import { escapeXml } from '../../../src/metadata/entities.js';
import { fromXml } from '../../../src/metadata/readXml.js';
import { toXml } from '../../../src/metadata/xml.js';

/** A part of a text: as it stands in XML, and what it means. */
type Part = [written: string, meant: string];

/** Every character that XML can hold: https://www.w3.org/TR/xml/#charsets */
const letters: Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(0x9, 0xa, 0xd),
    fc.integer({ min: 0x20, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0xfffd }),
    fc.integer({ min: 0x10000, max: 0x10ffff })
  )
  .map((code) => String.fromCodePoint(code));

const codeOf = (letter: string): number => letter.codePointAt(0) ?? 0;

const named: Arbitrary<Part> = fc.constantFrom<Part[]>(
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"]
);
const decimal = letters.map((letter): Part => [`&#${codeOf(letter)};`, letter]);
const hexadecimal = letters.map((letter): Part => [`&#x${codeOf(letter).toString(16)};`, letter]);
const capitals = letters.map((letter): Part => [`&#x${codeOf(letter).toString(16).toUpperCase()};`, letter]);
const entities = fc.oneof(named, decimal, hexadecimal, capitals);
/** What looks like an entity and is none, since its ampersand is one. */
const escapedTwice = fc
  .tuple(fc.constantFrom('&amp;', '&#38;', '&#x26;'), entities)
  .map(([ampersand, [written]]): Part => [`${ampersand}${written.slice(1)}`, written]);
const plain = fc.constantFrom<Part[]>(['a', 'a'], ['#39;', '#39;'], ['amp;', 'amp;'], [' ', ' '], ['é', 'é']);

/** Without blanks at the ends, which say nothing. */
const texts: Arbitrary<Part> = fc
  .array(fc.oneof(entities, escapedTwice, plain), { maxLength: 8 })
  .map((parts): Part => [0, 1].map((side) => `x${parts.map((part) => part[side]).join('')}x`) as Part);

const read = (xml: string): unknown => fromXml(`<Thing>${xml}</Thing>`);

describe('a text with entities', () => {
  it('is read as what it means, however they are written', () => {
    fc.assert(
      fc.property(texts, ([written, meant]) => {
        expect(read(`<label>${written}</label>`)).to.deep.equal({ label: meant });
      }),
      { numRuns: 1000 }
    );
  });

  it('goes back to the org as it came, also in a list and in an element of an element', () => {
    fc.assert(
      fc.property(texts, texts, ([written, meant], [other, otherMeant]) => {
        const inner = (text: string): string => `<attributes><key>${text}</key></attributes>`;
        const elements = fromXml(`<Thing><label>${written}</label>${inner(written)}${inner(other)}</Thing>`);
        expect(elements).to.deep.equal({ label: meant, attributes: [{ key: meant }, { key: otherMeant }] });
        expect(fromXml(toXml({ type: 'Thing', elements }))).to.deep.equal(elements);
      }),
      { numRuns: 1000 }
    );
  });

  it('is escaped so that it is read as it is', () => {
    fc.assert(
      fc.property(texts, ([, meant]) => {
        const text = meant.replaceAll('\r', '');
        expect(read(`<label>${escapeXml(text)}</label>`)).to.deep.equal({ label: text });
      })
    );
  });
});
