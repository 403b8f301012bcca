import { expect } from 'chai';
import { flowsOf, refreshTokenFlowsOf, type Flow } from '../../../src/definition/flows.js';
import type { SettingValues } from '../../../src/settings/table.js';

const callbackUrls = ['https://a.example/'];

describe('the flows of an app', () => {
  const CASES: Array<[string, SettingValues['oauth'], Flow[]]> = [
    ['none', undefined, []],
    ['the authorization code flow, with a callback URL', { callbackUrls }, ['authorizationCode']],
    ['none, with an emptied list of callback URLs', { callbackUrls: [] }, []],
    ['the device flow', { flows: { device: true } }, ['device']],
    ['none that is switched off', { flows: { device: false, tokenExchange: false, clientCredentials: false } }, []],
    ['the JWT bearer flow, with a certificate', { flows: { jwtBearer: { certificate: 'x' } } }, ['jwtBearer']],
    ['no JWT bearer flow without one', { flows: { jwtBearer: {} } }, []],
    [
      'all that are on',
      {
        callbackUrls,
        flows: {
          authorizationCodeAndCredentials: true,
          clientCredentials: true,
          device: true,
          tokenExchange: true,
          jwtBearer: { certificate: 'x' },
        },
      },
      [
        'authorizationCode',
        'authorizationCodeAndCredentials',
        'clientCredentials',
        'device',
        'jwtBearer',
        'tokenExchange',
      ],
    ],
  ];

  for (const [title, oauth, flows] of CASES) {
    it(`are ${title}`, () => {
      expect(flowsOf({ oauth })).to.deep.equal(flows);
    });
  }
});

describe('the flows that hand out refresh tokens', () => {
  const flows = { device: true, clientCredentials: true, jwtBearer: { certificate: 'x' }, tokenExchange: true };

  for (const scope of ['refresh_token', 'offline_access'] as const) {
    it(`are those with an authorization code and the device flow, with the scope ${scope}`, () => {
      const oauth = { callbackUrls, scopes: [scope], flows: { ...flows, authorizationCodeAndCredentials: true } };
      expect(refreshTokenFlowsOf({ oauth })).to.deep.equal([
        'authorizationCode',
        'authorizationCodeAndCredentials',
        'device',
      ]);
    });
  }

  it('are none without such a scope', () => {
    expect(refreshTokenFlowsOf({ oauth: { callbackUrls, scopes: ['full', 'api'], flows } })).to.deep.equal([]);
  });
});
