import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkRanges, gatherRanges, type GivenRanges } from '../../../src/operations/givenRanges.js';

describe('ranges that a user gives', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ranges-'));
  });
  after(() => rm(folder, { recursive: true }));

  const gather = async (name: string, content: string): Promise<GivenRanges & { file: string }> => {
    const file = join(folder, name);
    await writeFile(file, content);
    return { ...(await gatherRanges(undefined, undefined, file)), file };
  };

  it('by flags are each described alike, and count once', () => {
    const { ranges } = checkRanges(['52.29.100.17', '52.29.100.0/30', '52.29.100.17'], 'Jira');
    expect(ranges).to.deep.equal([
      { start: '52.29.100.17', end: '52.29.100.17', description: 'Jira' },
      { start: '52.29.100.0', end: '52.29.100.3', description: 'Jira' },
    ]);
  });

  it('by flags are all judged at once', () => {
    const wrong = ['52.29.100.300', '52.29.100.9-52.29.100.1', '52.29.100.1-2a00::1'];
    const { problems, ranges } = checkRanges([...wrong, '52.29.100.1']);
    expect(problems.map(({ where }) => where)).to.deep.equal(wrong.map((range) => `--allow-ip ${range}`));
    expect(ranges).to.have.length(1);
    expect(problems.map(({ what }) => what).join('\n')).to.match(/IP address.*\n.*backwards.*\n.*mixes/);
  });

  it('are missing where neither a flag nor a file is given', async () => {
    const { problems, ranges } = await gatherRanges(undefined, undefined, undefined);
    expect(ranges).to.deep.equal([]);
    expect(problems.map(({ where }) => where)).to.deep.equal(['--allow-ip']);
    expect(problems[0].what).to.include('--file');
  });

  it('come from flags alone, where no file is given', async () => {
    expect(await gatherRanges(['52.29.100.1'], 'Jira', undefined)).to.deep.equal({
      ranges: [{ start: '52.29.100.1', end: '52.29.100.1', description: 'Jira' }],
      problems: [],
    });
  });

  it('come from flags first, then from the file', async () => {
    const file = join(folder, 'more.txt');
    await writeFile(file, '52.29.100.2\n');
    const { ranges } = await gatherRanges(['52.29.100.1'], undefined, file);
    expect(ranges.map(({ start }) => start)).to.deep.equal(['52.29.100.1', '52.29.100.2']);
  });

  it('are read from lines, with descriptions, comments and blank lines', async () => {
    const text = '# Jira\n52.29.100.1   Jira EU  # old\r\n\n  52.29.100.0/30\n2a00:1450::1 Site #2\n';
    const { ranges, problems } = await gather('list.txt', text);
    expect(problems).to.deep.equal([]);
    expect(ranges).to.deep.equal([
      { start: '52.29.100.1', end: '52.29.100.1', description: 'Jira EU' },
      { start: '52.29.100.0', end: '52.29.100.3' },
      { start: '2a00:1450::1', end: '2a00:1450::1', description: 'Site' },
    ]);
  });

  it('are named by their line where they are wrong', async () => {
    const { problems, file } = await gather('wrong.txt', '52.29.100.1\n\nexample.com\n');
    expect(problems.map(({ where }) => where)).to.deep.equal([`${file}:3`]);
  });

  it('are read from YAML and JSON, in every form of a definition', async () => {
    const yaml =
      '- 52.29.100.1\n- { range: 52.29.100.0/30, description: Jira }\n- { start: 52.29.101.1, end: 52.29.101.3 }\n';
    const { ranges } = await gather('list.yaml', yaml);
    expect(ranges.map(({ start, end }) => [start, end])).to.deep.equal([
      ['52.29.100.1', '52.29.100.1'],
      ['52.29.100.0', '52.29.100.3'],
      ['52.29.101.1', '52.29.101.3'],
    ]);
    expect((await gather('list.json', JSON.stringify(ranges))).ranges).to.deep.equal(ranges);
  });

  it('are named by line and column where YAML is wrong', async () => {
    const wrong = await gather('wrong.yaml', '- 52.29.100.1\n- { range: nothing }\n');
    expect(wrong.problems.map(({ where }) => where)).to.deep.equal([`${wrong.file}:2:5 [1].range`]);
    const map = await gather('map.yaml', 'a: b\n');
    expect(map.problems[0].what).to.include('must be a list');
    expect(map.ranges).to.deep.equal([]);
  });

  it('are refused where a file of lines holds none, so that a file cut short empties nothing', async () => {
    for (const text of ['', '\n', '# only this\n'])
      expect(await gather('empty.txt', text)).to.deep.include({
        ranges: [],
        problems: [{ where: join(folder, 'empty.txt'), what: 'holds no range' }],
      });
    expect(await gather('empty.yaml', '[]\n')).to.deep.include({ ranges: [], problems: [] });
  });

  it('are refused at once where they are more than any allowlist holds', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `52.${index % 200}.${index % 250}.1`).join('\n');
    const { problems, ranges } = await gather('long.txt', lines);
    expect([problems.length, ranges.length]).to.deep.equal([1, 0]);
    expect(problems[0].what).to.include('20000').and.to.include('128');
    const tooMany = checkRanges(lines.split('\n').slice(0, 129));
    expect(tooMany.problems.map(({ where }) => where)).to.deep.equal(['--allow-ip']);
    const most = checkRanges(lines.split('\n').slice(0, 128));
    expect([most.problems.length, most.ranges.length]).to.deep.equal([0, 128]);
  });

  it('are refused with the reason where the file cannot be read', async () => {
    const { problems, ranges } = await gatherRanges(undefined, undefined, join(folder, 'nothing.txt'));
    expect(ranges).to.deep.equal([]);
    expect(problems[0].what).to.include('ENOENT');
  });
});
