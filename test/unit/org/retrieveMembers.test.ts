import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import JSZip from 'jszip';
import { FILE_PLACES, type MetadataType } from '../../../src/metadata/componentTypes.js';
import { retrieveInParts, retrieveMembers } from '../../../src/org/retrieveMembers.js';
import type { RetrievedComponent } from '../../../src/org/zip.js';

const APP = 'ExternalClientApplication';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const OAUTH = 'ExtlClntAppOauthSettings';

type Asked = Array<[MetadataType, string[]]>;

interface Request {
  unpackaged: { types: Array<{ name: MetadataType; members: string[] }> };
}

/** An org whose answers hold only so many files, with this many components of each type. */
class TestOrg {
  public readonly retrieves: Asked[] = [];
  public readonly lists: MetadataType[] = [];

  public constructor(
    private readonly components: Partial<Record<MetadataType, number>>,
    private readonly mostFiles: number
  ) {}

  public get connection(): Connection {
    return {
      getApiVersion: () => '68.0',
      metadata: {
        retrieve: ({ unpackaged }: Request) => {
          this.retrieves.push(unpackaged.types.map(({ name, members }) => [name, members]));
          return Promise.resolve({ id: String(this.retrieves.length - 1) });
        },
        checkRetrieveStatus: async (id: string) => ({ id, ...(await this.answer(this.retrieves[Number(id)])) }),
        list: ([{ type }]: Array<{ type: MetadataType }>) => {
          this.lists.push(type);
          return Promise.resolve(this.namesOf(type).map((fullName) => ({ type, fullName })));
        },
      },
    } as unknown as Connection;
  }

  private namesOf(type: MetadataType): string[] {
    return Array.from({ length: this.components[type] ?? 0 }, (_, index) => `${type}_${index}`);
  }

  private async answer(asked: Asked): Promise<object> {
    const found = asked.flatMap(([type, members]) =>
      (members[0] === '*' ? this.namesOf(type) : members).map((name) => [type, name] as const)
    );
    if (found.length > this.mostFiles) {
      const errorMessage = `LIMIT_EXCEEDED: Too many files in retrieve call, limit is: ${this.mostFiles}`;
      return { done: true, success: false, errorStatusCode: 'LIMIT_EXCEEDED', errorMessage };
    }
    const zip = new JSZip();
    for (const [type, name] of found)
      zip.file(`${FILE_PLACES[type].folder}/${name}.${FILE_PLACES[type].suffix}`, `<${type}><a>b</a></${type}>`);
    return { done: true, success: true, zipFile: await zip.generateAsync({ type: 'base64' }) };
  }
}

const counted = (components: RetrievedComponent[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { type } of components) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

const everything = new Map([APP, GLOBAL, OAUTH].map((type) => [type as MetadataType, '*' as const]));

describe('retrieving more than one answer holds', () => {
  const COMPONENTS = { [APP]: 5, [GLOBAL]: 5, [OAUTH]: 5 };

  it('takes one retrieve where one is enough', async () => {
    const org = new TestOrg(COMPONENTS, 15);
    expect(counted(await retrieveMembers(org.connection, everything))).to.deep.equal(COMPONENTS);
    expect(org.retrieves).to.have.length(1);
  });

  it('goes on with half of the types and the others', async () => {
    const org = new TestOrg(COMPONENTS, 12);
    expect(counted(await retrieveMembers(org.connection, everything))).to.deep.equal(COMPONENTS);
    expect(org.retrieves.map((asked) => asked.map(([type]) => type))).to.deep.equal([
      [APP, GLOBAL, OAUTH],
      [APP, GLOBAL],
      [OAUTH],
    ]);
    expect(org.lists).to.deep.equal([]);
  });

  it('begins with parts where it is known that one answer is not enough', async () => {
    const org = new TestOrg(COMPONENTS, 12);
    expect(counted(await retrieveInParts(org.connection, everything))).to.deep.equal(COMPONENTS);
    expect(org.retrieves).to.have.length(2);
  });

  it('asks by name for one type that is too much by itself', async () => {
    const org = new TestOrg({ ...COMPONENTS, [APP]: 10_001 }, 10_000);
    expect(counted(await retrieveMembers(org.connection, everything))).to.deep.equal({ ...COMPONENTS, [APP]: 10_001 });
    expect(org.lists).to.deep.equal([APP]);
    const sizes = org.retrieves.filter(([[type]]) => type === APP).map(([[, members]]) => members.length);
    expect(sizes.slice(-2)).to.deep.equal([10_000, 1]);
  }).timeout(30_000);

  it('ends with any other error', async () => {
    const org = new TestOrg(COMPONENTS, 15);
    const connection = {
      ...org.connection,
      metadata: {
        ...org.connection.metadata,
        checkRetrieveStatus: (id: string) =>
          Promise.resolve({ id, done: true, success: false, errorMessage: 'UNKNOWN: gone' }),
      },
    } as unknown as Connection;
    const error: unknown = await retrieveMembers(connection, everything).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('message', 'UNKNOWN: gone');
    expect(org.retrieves).to.have.length(1);
  });
});
