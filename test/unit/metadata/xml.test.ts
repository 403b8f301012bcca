import { expect } from 'chai';
import fc from 'fast-check';
import { encodeComponents } from '../../../src/metadata/components.js';
import { fromXml } from '../../../src/metadata/readXml.js';
import { toXml } from '../../../src/metadata/xml.js';
import { callbackUrl, listName, text, username } from '../../../src/settings/values.js';
import { wholeDefinitions } from '../../support/arbitraries.js';

describe('toXml', () => {
  it('declares what an empty element of an org is written with', () => {
    const elements = { a: { '@xsi:nil': 'true' }, b: '<x xsi:nil="true"/>' };
    const xml = toXml({ type: 'Thing', elements });
    expect(xml).to.include('xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"');
    expect(fromXml(xml)).to.deep.equal(elements);
    expect(toXml({ type: 'Thing', elements: { b: elements.b } })).not.to.include('xmlns:xsi');
  });

  it('writes a file as Salesforce writes it', () => {
    const elements = {
      startUrl: 'https://a.example/?b&c',
      isEnabled: 'true',
      customAttributes: [
        { key: 'a', formula: '"1"' },
        { key: 'b', formula: '2' },
      ],
      idTokenConfig: { idTokenValidityInMinutes: '2', idTokenAudience: 'x' },
    };
    expect(toXml({ type: 'Thing', elements })).to.equal(
      `<?xml version="1.0" encoding="UTF-8"?>
<Thing xmlns="http://soap.sforce.com/2006/04/metadata">
    <customAttributes>
        <formula>&quot;1&quot;</formula>
        <key>a</key>
    </customAttributes>
    <customAttributes>
        <formula>2</formula>
        <key>b</key>
    </customAttributes>
    <idTokenConfig>
        <idTokenAudience>x</idTokenAudience>
        <idTokenValidityInMinutes>2</idTokenValidityInMinutes>
    </idTokenConfig>
    <isEnabled>true</isEnabled>
    <startUrl>https://a.example/?b&amp;c</startUrl>
</Thing>
`
    );
  });

  it('orders elements as the schema does, capitals before small letters, whatever the language of the machine', () => {
    const [definition] = fc.sample(wholeDefinitions, 1);
    const global = encodeComponents(definition, 68).components[1];
    const names = [...toXml(global).matchAll(/^ {4}<(\w+)>/gm)].map(([, name]) => name);
    expect(names).to.include.members(['isDPopEnabled', 'isDeviceFlowEnabled']);
    expect(names).to.deep.equal([...names].sort());
  });

  it('writes every text that a definition can have so that it is read again as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (written) => {
        for (const schema of [text, callbackUrl, username, listName]) {
          const value = schema.safeParse(schema === callbackUrl ? `https://a.example/${written}` : written).data;
          if (value === undefined) continue;
          expect(fromXml(toXml({ type: 'Thing', elements: { label: value } }))).to.deep.equal({ label: value });
        }
      })
    );
  });
});
