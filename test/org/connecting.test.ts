import type { Connection, Org } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { connectTo } from '../../src/operations/connecting.js';
import { redact } from '../../src/ui/redact.js';
import { toUserError } from '../../src/ui/userErrors.js';
import { connectTo as logIn } from '../support/operations.js';

describe('connecting to an org', () => {
  let org: LocalOrg;
  let connection: Connection;
  let close: () => void;

  beforeEach(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    const loggedIn = await logIn(org);
    ({ connection, close } = await connectTo({ getConnection: () => loggedIn } as unknown as Org));
  });
  afterEach(async () => {
    close();
    await org.stop();
  });

  it('makes a secret of the part of its token behind the id of the org, in whatever form', () => {
    const [, secret] = org.accessToken.split('!');
    expect(redact(`said ${secret}`)).to.equal('said <secret>');
    expect(redact(Buffer.from(`x${secret}y`).toString('base64'))).to.include('<secret>');
  });

  it('makes a secret of a token that is fetched while the command runs', () => {
    connection.emit('refresh', '00D000000000001!AQ_Fresh.Token0123456789', {});
    expect(redact('said AQ_Fresh.Token0123456789')).to.equal('said <secret>');
  });

  it('says how to log in again where no new token is to be had', () => {
    const error = new Error('Unable to refresh session due to: expired access/refresh token');
    expect(toUserError(error, 'dev').actions?.join()).to.include('sf org login web --alias dev');
  });
});
