import { expect } from 'chai';
import type { ApiAnswer } from '../../../local-org/http/api.js';
import { Router } from '../../../local-org/http/router.js';
import { ECA_SETTINGS, SETTINGS } from '../../../local-org/metadata/types.js';
import { TestOrg, wholeApp } from './support.js';

type Json = Readonly<Record<string, unknown>>;

describe('local-org: REST', () => {
  let test: TestOrg;
  let unknown: string[];

  const send = async (method: string, url: string, body?: unknown, token?: string): Promise<ApiAnswer> => {
    const { pathname, searchParams } = new URL(url, 'http://proxy.example:8080');
    const router = new Router(test.org, ({ path }) => unknown.push(path));
    return router.answer({
      method,
      path: pathname,
      query: searchParams,
      headers: { authorization: `Bearer ${token ?? test.org.accessToken}` },
      body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
      baseUrl: 'http://proxy.example:8080',
    });
  };

  const data = async (method: string, resource: string, body?: unknown): Promise<{ status: number; body: Json }> =>
    (await send(method, `/services/data/v68.0/${resource}`, body)) as { status: number; body: Json };

  const errorOf = ({ status, body }: { status: number; body: unknown }): unknown[] => {
    const [error] = body as Array<{ errorCode: string }>;
    return [status, error?.errorCode];
  };

  beforeEach(() => {
    test = new TestOrg();
    unknown = [];
  });

  it('lists its versions without a session, and nothing else', async () => {
    const { body } = await send('GET', '/services/data', undefined, 'none');
    expect(body).to.be.an('array').with.length(38);
    expect((body as Json[])[0]).to.deep.equal({ label: "Summer '14", url: '/services/data/v31.0', version: '31.0' });
    expect((body as Json[]).at(-1)).to.include({ label: "Winter '27", version: '68.0' });
    expect(errorOf(await send('GET', '/services/data/v68.0/limits', undefined, 'none'))).to.deep.equal([
      401,
      'INVALID_SESSION_ID',
    ]);
  });

  it('says where it does not know the way', async () => {
    for (const url of ['/services/data/v69.0/limits', '/services/data/v68.0/nothing', '/nothing']) {
      expect(errorOf(await send('GET', url)), url).to.deep.equal([404, 'NOT_FOUND']);
    }
    expect(errorOf(await data('PUT', 'limits'))).to.deep.equal([405, 'METHOD_NOT_ALLOWED']);
    expect(unknown).to.include('/services/data/v68.0/nothing');
  });

  it('tells of a path that no org has, also where nobody has logged in', async () => {
    for (const path of ['/favicon.ico', '/services/oauth2/nothing', '/services/oauth2/token/']) {
      expect(errorOf(await send('GET', path, undefined, 'none')), path).to.deep.equal([404, 'NOT_FOUND']);
      expect(unknown).to.include(path);
    }
  });

  it('builds absolute URLs from the host that the client used', async () => {
    const { body } = await send('GET', '/services/oauth2/userinfo');
    expect(body).to.include({ organization_id: test.org.id, preferred_username: 'admin@local.org' });
    expect((body as Json).sub).to.match(/^http:\/\/proxy\.example:8080\/id\/00D/);
  });

  it('has its users in the domain that it was given', async () => {
    test = new TestOrg({ domain: 'acme.example.uat' });
    const { body } = await data('GET', `query?q=${encodeURIComponent('SELECT Username FROM User')}`);
    const usernames = (body.records as Json[]).map(({ Username }) => Username);
    expect(usernames).to.include.members(['admin@acme.example.uat', 'integration@acme.example.uat']);
  });

  it('reads a record, by both forms of its id', async () => {
    const { Id } = test.org.people.admin;
    expect((await data('GET', `sobjects/User/${Id}`)).body).to.include({ Id, Username: 'admin@local.org' });
    expect((await data('GET', `sobjects/user/${Id.slice(0, 15)}?fields=Email`)).body).to.have.all.keys(
      'attributes',
      'Email'
    );
    expect(errorOf(await data('GET', 'sobjects/User/005000000000000'))).to.deep.equal([404, 'NOT_FOUND']);
  });

  describe('composite/batch', () => {
    const batch = async (urls: string[], haltOnError?: boolean): Promise<{ status: number; body: Json }> =>
      data('POST', 'composite/batch', { batchRequests: urls.map((url) => ({ method: 'GET', url })), haltOnError });

    it('runs urls with and without /services/data in front', async () => {
      const soql = encodeURIComponent('SELECT Id FROM Organization');
      const { status, body } = await batch([`v68.0/query?q=${soql}`, `/services/data/v68.0/query/?q=${soql}`]);
      expect(status).to.equal(200);
      expect(body.hasErrors).to.equal(false);
      for (const { statusCode, result } of body.results as Array<{ statusCode: number; result: Json }>) {
        expect([statusCode, result.totalSize]).to.deep.equal([200, 1]);
      }
    });

    it('answers each error in its place and goes on', async () => {
      const { status, body } = await batch(['v68.0/query?q=SELECT+Foo+FROM+User', 'v68.0/limits']);
      const results = body.results as Array<{ statusCode: number; result: unknown }>;
      expect([status, body.hasErrors]).to.deep.equal([200, true]);
      expect(results.map(({ statusCode }) => statusCode)).to.deep.equal([400, 200]);
      expect(errorOf({ status: 400, body: results[0]?.result })).to.deep.equal([400, 'INVALID_FIELD']);
    });

    it('halts on request', async () => {
      const results = (await batch(['v68.0/nothing', 'v68.0/limits'], true)).body.results;
      const [, second] = results as Array<{ statusCode: number; result: unknown }>;
      expect(errorOf({ status: second?.statusCode ?? 0, body: second?.result })).to.deep.equal([
        412,
        'BATCH_PROCESSING_HALTED',
      ]);
    });

    it('takes at most 25 requests', async () => {
      expect((await batch(Array.from({ length: 25 }, () => 'v68.0/limits'))).status).to.equal(200);
      expect((await batch(Array.from({ length: 26 }, () => 'v68.0/limits'))).status).to.equal(400);
    });
  });

  it('composite answers by reference id', async () => {
    const { body } = await data('POST', 'composite', {
      allOrNone: false,
      compositeRequest: [
        { method: 'GET', url: '/services/data/v68.0/limits', referenceId: 'one' },
        { method: 'GET', url: '/services/data/v68.0/nothing', referenceId: 'two' },
      ],
    });
    const responses = body.compositeResponse as Array<{ referenceId: string; httpStatusCode: number }>;
    expect(responses.map(({ referenceId, httpStatusCode }) => [referenceId, httpStatusCode])).to.deep.equal([
      ['one', 200],
      ['two', 404],
    ]);
  });

  describe('credentials', () => {
    const allow = (): void => {
      const fields = { enableClientSecretInRestApiAccess: true };
      test.deploy([{ type: SETTINGS, fullName: ECA_SETTINGS.member, fields }]);
    };

    const find = async (): Promise<{ base: string; consumer: string }> => {
      const id = test.org.components.find('ExternalClientApplication', 'Shop')?.id ?? '';
      const base = `apps/oauth/credentials/${id}`;
      const { body } = await data('GET', base);
      return { base, consumer: `${base}/${(body.consumers as Array<{ id: string }>)[0]?.id ?? ''}` };
    };

    beforeEach(() => {
      test.deploy(wholeApp());
    });

    it('are closed until the settings open them', async () => {
      const id = test.org.components.find('ExternalClientApplication', 'Shop')?.id ?? '';
      expect(errorOf(await data('GET', `apps/oauth/credentials/${id}`))).to.deep.equal([
        403,
        'FUNCTIONALITY_NOT_ENABLED',
      ]);
      allow();
      expect((await data('GET', `apps/oauth/credentials/${id.slice(0, 15)}`)).status).to.equal(200);
    });

    it('give the parts that are asked for, the key alone by default', async () => {
      allow();
      const { consumer } = await find();
      const { key, secret } = test.org.components.consumers.get('Shop') ?? {};
      expect((await data('GET', consumer)).body)
        .to.include({ key })
        .and.not.have.property('secret');
      expect((await data('GET', `${consumer}?part=secret`)).body)
        .to.include({ secret })
        .and.not.have.property('key');
      expect((await data('GET', `${consumer}?part=keyandsecret`)).body).to.include({ key, secret });
      expect((await data('GET', `${consumer}?part=all`)).status).to.equal(400);
    });

    it('stage a second pair, promote it, and drop the former one', async () => {
      allow();
      const { consumer } = await find();
      const before = test.org.components.consumers.get('Shop');
      expect((await data('POST', `${consumer}/staged`)).status).to.equal(400);
      expect((await data('POST', `${consumer}/staged`, {})).status).to.equal(201);
      expect((await data('POST', `${consumer}/staged`, {})).status).to.equal(400);
      const [staged] = (await data('GET', `${consumer}/staged`)).body.stagedCredentials as Array<{
        id: string;
        key: string;
      }>;
      await data('PATCH', `${consumer}/staged/${staged?.id ?? ''}`, { command: 'rotate' });
      expect((await data('GET', `${consumer}?part=key`)).body).to.include({ key: staged?.key });
      expect(test.fields('ExtlClntAppGlobalOauthSettings', 'Shop_glbloauth')).to.include({ consumerKey: staged?.key });
      const [former] = (await data('GET', `${consumer}/staged`)).body.stagedCredentials as Array<{ id: string }>;
      expect(former).to.include({ state: 'rotated', key: before?.key });
      expect((await data('DELETE', `${consumer}/staged/${former?.id ?? ''}`)).status).to.equal(204);
      expect((await data('GET', `${consumer}/staged`)).body.stagedCredentials).to.deep.equal([]);
    });

    it('are no resource of versions that came before them', async () => {
      allow();
      const { base } = await find();
      expect((await send('GET', `/services/data/v60.0/${base}`)).status).to.equal(200);
      expect((await send('GET', `/services/data/v59.0/${base}`)).status).to.equal(404);
    });
  });
});
