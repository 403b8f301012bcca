import { expect } from 'chai';
import { fromXml } from '../../../src/metadata/readXml.js';

const elementsOf = (content: string): unknown =>
  fromXml(`<?xml version="1.0" encoding="UTF-8"?>
<Thing xmlns="http://soap.sforce.com/2006/04/metadata">${content}</Thing>
`);

describe('fromXml', () => {
  it('gives texts as they are meant: entities, signs of other scripts, and whatever looks like something else', () => {
    const texts: Record<string, string> = {
      '&lt;b&gt; &amp;amp; &quot;x&quot; it&apos;s': '<b> &amp; "x" it\'s',
      'https://a.example/?b&amp;c=%20&amp;d': 'https://a.example/?b&c=%20&d',
      'it&#39;s &#x26; &#128512; &amp;#39; &amp;amp;': "it's & 😀 &#39; &amp;",
      'é漢👩‍🚀': 'é漢👩‍🚀',
      '0012': '0012',
      '1e3': '1e3',
      true: 'true',
      null: 'null',
    };
    for (const [written, meant] of Object.entries(texts))
      expect(elementsOf(`<label>${written}</label>`)).to.deep.equal({ label: meant });
  });

  it('takes the white space off the ends of a text, and none out of its middle', () => {
    expect(elementsOf('<description>\n  One line\nand another  \n</description>')).to.deep.equal({
      description: 'One line\nand another',
    });
  });

  it('leaves callbacks and a certificate to the letter', () => {
    const callbackUrl = '\n  https://a.example/\n  ';
    expect(elementsOf(`<callbackUrl>${callbackUrl}</callbackUrl>`)).to.deep.equal({ callbackUrl });
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n';
    expect(elementsOf(`\n  <certificate>${certificate}</certificate>\n`)).to.deep.equal({ certificate });
  });

  it('takes the contents of a CDATA section for what they are', () => {
    expect(elementsOf('<a><![CDATA[<b> & &amp;]]></a>')).to.deep.equal({ a: '<b> & &amp;' });
  });

  it('reads lines that end as on Windows like any others', () => {
    expect(elementsOf('\r\n<callbackUrl>a\r\nb</callbackUrl>\r\n')).to.deep.equal({ callbackUrl: 'a\nb' });
  });

  it('makes a list of elements that repeat, in their order', () => {
    const attribute = (key: string): string => `<customAttributes><key>${key}</key></customAttributes>`;
    expect(elementsOf(attribute('b') + attribute('a'))).to.deep.equal({
      customAttributes: [{ key: 'b' }, { key: 'a' }],
    });
    expect(elementsOf(attribute('a'))).to.deep.equal({ customAttributes: { key: 'a' } });
  });

  it('gives an empty text for an element without contents, however it is written', () => {
    expect(elementsOf('<a/><b></b><c> </c>')).to.deep.equal({ a: '', b: '', c: '' });
  });

  it('does not take nil for a text', () => {
    expect(elementsOf('<a xsi:nil="true"/><b>text</b>')).to.deep.equal({ a: { '@xsi:nil': 'true' }, b: 'text' });
  });

  it('passes over comments', () => {
    expect(fromXml('<!-- made by hand --><Thing><!-- here --><a>b</a></Thing>')).to.deep.equal({ a: 'b' });
  });

  it('finds no elements in a file that has none', () => {
    for (const xml of [
      '',
      '<Thing/>',
      '<Thing>text</Thing>',
      '<Thing xmlns="http://soap.sforce.com/2006/04/metadata"/>',
    ])
      expect(fromXml(xml)).to.deep.equal({});
  });

  it('reads one file after the other, however many entities they hold', () => {
    const many = `<label>${'&amp;'.repeat(30_000)}</label>`;
    for (let file = 0; file < 5; file++) expect(elementsOf(many)).to.deep.equal({ label: '&'.repeat(30_000) });
  });
});
