import { expect } from 'chai';
import fc from 'fast-check';
import type { AppDefinition, PartialDefinition } from '../../../src/definition/schema.js';
import type { RelatedMember } from '../../../src/definition/related.js';
import type { OrgQuestions } from '../../../src/org/questions.js';
import {
  apiName,
  apiNameFromLabel,
  apiNameFromOrg,
  apiNameFromUser,
  appName,
  asOwn,
  partsOf,
  withNamespace,
  type ApiName,
} from '../../../src/settings/apiNames.js';
import { visible } from '../../../src/settings/visible.js';

describe('an API name', () => {
  const label = 'My Shop';

  it('is no label and no other text: neither passes where one is wanted', () => {
    // @ts-expect-error: a label is no API name
    const wanted: ApiName = label;
    // @ts-expect-error: nor is it the name of an app
    const app: AppDefinition = { name: label };
    // @ts-expect-error: nor may it become one
    const part: PartialDefinition = { name: label };
    // @ts-expect-error: nor is it asked for
    const asked: Pick<OrgQuestions, 'appName'> = { appName: label };
    // @ts-expect-error: nor does it stand beside an app
    const beside: RelatedMember = { type: 'AuthProvider', fullName: label };
    for (const text of [wanted, app.name, part.name, asked.appName, beside.fullName])
      expect(apiName.safeParse(text).success).to.equal(false);
  });

  it('is a text like any other to whoever shows it', () => {
    const shown: string = apiName.parse('Shop');
    expect(shown).to.equal('Shop');
  });

  it('that an org tells is kept as it is, also where the rule forbids it to be given', () => {
    expect(apiNameFromOrg('ns__Shop')).to.equal('ns__Shop');
    expect(apiName.safeParse('ns__Shop').success).to.equal(false);
  });

  it('that a user says of an app that is there is judged by the org alone', () => {
    for (const words of ['shop', 'ns__Shop', label]) expect(apiNameFromUser(words)).to.equal(words);
  });

  for (const name of ['a\nb', 'a\tb', "'\r'", 'a\u0000', 'a\u009b2J', 'a\u202eb']) {
    it(`that a user says is one line of what can be seen: ${visible(JSON.stringify(name))}`, () => {
      expect(() => apiNameFromUser(name))
        .to.throw('No app is called')
        .with.property('name', 'InvalidInputError');
    });
  }

  it('by the rule is left as it was written, whatever it is', () => {
    const names = fc.stringMatching(/^[A-Za-z](_?[A-Za-z0-9]){0,20}$/);
    fc.assert(
      fc.property(names, (name) => {
        expect(apiName.parse(name)).to.equal(name);
      })
    );
  });
});

describe('apiNameFromLabel', () => {
  const NAMES: Array<[string, string | undefined]> = [
    ['Sinergify - Jira Prod', 'Sinergify_Jira_Prod'],
    ['SendSafely Dropzone Connector', 'SendSafely_Dropzone_Connector'],
    ['Plauti Server ECA', 'Plauti_Server_ECA'],
    ['  Shop  (new)! ', 'Shop_new'],
    ['A\t\n B', 'A_B'],
    ['a__b_', 'a_b'],
    ['3 Little Pigs 2', 'Little_Pigs_2'],
    ['Größe', 'Gre'],
    ['2026', undefined],
    ['漢字', undefined],
    ['', undefined],
  ];

  for (const [label, name] of NAMES) {
    it(`makes ${name ?? 'nothing'} of "${label}"`, () => {
      expect(apiNameFromLabel(label)).to.equal(name);
    });
  }

  it('makes a valid API name or nothing of any label', () => {
    const labels = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', 'Z', '7', '_', ' ', '-') })
    );
    fc.assert(
      fc.property(labels, (label) => {
        const name = apiNameFromLabel(label);
        expect(name === undefined || apiName.safeParse(name).success, name).to.equal(true);
      }),
      { numRuns: 500 }
    );
  });

  it('leaves an API name as it is', () => {
    for (const name of ['Shop', 'Sinergify_Jira_Prod', 'a1_2b']) expect(apiNameFromLabel(name)).to.equal(name);
  });
});

describe('a name with a name space', () => {
  it('is told in its parts', () => {
    expect(partsOf('ns__Shop')).to.deep.equal({ namespace: 'ns', bare: 'Shop' });
    expect(partsOf('n_s__My_Shop')).to.deep.equal({ namespace: 'n_s', bare: 'My_Shop' });
    for (const name of ['Shop', 'My_Shop', '__Shop', 'Shop__']) {
      expect(partsOf(name)).to.deep.equal({ namespace: null, bare: name });
    }
  });

  it('is put together again', () => {
    expect(withNamespace('ns', 'Shop')).to.equal('ns__Shop');
    expect(withNamespace(null, 'Shop')).to.equal('Shop');
  });

  it('goes without the name space that the org owns, whatever its case, and with any other', () => {
    expect(asOwn('NS__Shop', 'ns')).to.equal('Shop');
    for (const own of ['other', null, undefined]) expect(asOwn('ns__Shop', own)).to.equal('ns__Shop');
    expect(asOwn('Shop', 'ns')).to.equal('Shop');
  });

  it('is taken of an app that is there, and not for a new thing', () => {
    expect(appName.safeParse('ns__Shop').success).to.equal(true);
    expect(appName.safeParse('Shop').success).to.equal(true);
    for (const name of ['a__b__Shop', '__Shop', 'ns___Shop', 'ns__Shop_', '']) {
      expect(appName.safeParse(name).success).to.equal(false);
    }
    expect(apiName.safeParse('ns__Shop').success).to.equal(false);
  });
});
