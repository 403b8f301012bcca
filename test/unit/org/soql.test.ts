import { expect } from 'chai';
import fc from 'fast-check';
import { anyOf, quote } from '../../../src/org/soql.js';
import { runQuery } from '../../../local-org/soql/query.js';
import { NEWEST, TestOrg } from '../local-org/support.js';

describe('a string in SOQL', () => {
  const cases: Array<[text: string, written: string]> = [
    ['Shop', "'Shop'"],
    ['Größe', "'Größe'"],
    [`it's "so"`, String.raw`'it\'s \"so\"'`],
    ['a\\b', String.raw`'a\\b'`],
    ["\\' OR Name != '", String.raw`'\\\' OR Name != \''`],
    ['a\nb\rc\td\fe', String.raw`'a\nb\rc\td\fe'`],
    ['a\bb\u0000c\u0007d\u009be\u2028', String.raw`'a\u0008b\u0000c\u0007d\u009be\u2028'`],
    ['100%_', "'100%_'"],
  ];
  for (const [text, written] of cases) {
    it(`has nothing in it that ends it or its line: ${written}`, () => {
      expect(quote(text)).to.equal(written);
    });
  }

  it('stands among others', () => {
    expect(anyOf('Name', ['a', "b'"])).to.equal(String.raw`Name IN ('a', 'b\'')`);
  });

  it('finds the text that it was made of, whatever that is, and no other', () => {
    const test = new TestOrg();
    const { admin, users } = test.org.people;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        users.splice(0, users.length, admin, { ...admin, LastName: name });
        const soql = `SELECT Username FROM User WHERE LastName = ${quote(name)}`;
        expect(runQuery(soql, { org: test.org, version: NEWEST, user: admin }).totalSize).to.equal(
          name.toLowerCase() === String(admin.LastName).toLowerCase() ? 2 : 1
        );
      })
    );
  });
});
