import { expect } from 'chai';
import { readXml, XmlError } from '../../../local-org/xml/read.js';
import { writeMetadataFile, writeXml } from '../../../local-org/xml/write.js';

describe('local-org: XML', () => {
  it('tells where an element begins: behind its opening tag', () => {
    const { children } = readXml('<?xml version="1.0"?>\n<!-- <no/> -->\n<a>\n  <b c="1>2">x</b>\n</a>');
    expect(children[0]).to.include({ name: 'b', text: 'x', line: 4 });
  });

  it('keeps line breaks, and reads entities and CDATA', () => {
    const { children } = readXml('<a><b>one\r\ntwo &amp; &#233;</b><b><![CDATA[<three>]]></b></a>');
    expect(children.map(({ text }) => text)).to.deep.equal(['one\ntwo & é', '<three>']);
  });

  it('reads back what it writes', () => {
    const text = `<&>"'\n\u{1F600}`;
    const { children } = readXml(writeMetadataFile('Root', { one: text, two: [true, 3], three: undefined }));
    expect(children.map((child) => [child.name, child.text])).to.deep.equal([
      ['one', text],
      ['two', 'true'],
      ['two', '3'],
    ]);
  });

  it('writes null as nil and leaves out what is undefined', () => {
    expect(writeXml({ a: null, b: undefined, c: { d: 1 } })).to.equal('<a xsi:nil="true"/><c><d>1</d></c>');
  });

  const flaws: Array<[xml: string, message: RegExp]> = [
    ['', /Premature end of file/],
    ['<a><b></a></b>', /The element type "b" must be terminated/],
    ['<a>', /The element type "a" must be terminated/],
    ['<a/><b/>', /following the root element/],
    ['<a>1 < 2</a>', /well-formed character data/],
  ];
  for (const [xml, message] of flaws) {
    it(`refuses ${xml || 'nothing'}`, () => {
      expect(() => readXml(xml)).to.throw(XmlError, message);
    });
  }
});
