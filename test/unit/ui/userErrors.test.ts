import { SfError } from '@salesforce/core';
import { expect } from 'chai';
import { toUserError } from '../../../src/ui/userErrors.js';

const TOKEN = '00D5g000004AbCdEAK!AQEAQFx_y.z0123456789';

const withCode = (errorCode: string, message = 'said the org'): Error =>
  Object.assign(new Error(message), { errorCode });

/** What sf takes for a fault of Salesforce's: exit code 20. */
const GACK = /\d{9,}-\d{3,} \(-?\d{7,}\)/;

/** Everything of an error that sf looks at or prints. */
const allOf = (error: SfError): string =>
  [error.name, error.message, error.stack, ...(error.actions ?? []), JSON.stringify(error.toObject())].join('\n');

describe('toUserError', () => {
  it('keeps name, message, actions, data and exit code of an error that is made for people', () => {
    const data = { deployId: '0Af' };
    const original = SfError.create({
      name: 'DeployFailedError',
      message: 'No.',
      actions: ['Try'],
      exitCode: 68,
      data,
    });
    const error = toUserError(original, 'my-org');
    expect(error).to.include({ name: 'DeployFailedError', message: 'No.', exitCode: 68 });
    expect(error.actions).to.deep.equal(['Try']);
    expect(error.data).to.deep.equal(data);
  });

  it('fails with 1 where an error says nothing of an exit code', () => {
    expect(toUserError(new Error('x'), 'my-org')).to.include({ message: 'x', exitCode: 1 });
  });

  for (const exitCode of [0, 10, 20]) {
    it(`makes 1 of the exit code ${exitCode}, which nobody promised`, () => {
      expect(toUserError(SfError.create({ message: 'x', exitCode }), 'my-org').exitCode).to.equal(1);
    });
  }

  it('leaves nothing of a TypeError by which sf could tell it', () => {
    const wrapped = new SfError('TypeError: x is not a function', 'Oops', [], 10, new TypeError('inner'));
    for (const original of [new TypeError('x is not a function'), wrapped]) {
      const error = toUserError(original, 'my-org');
      expect(error).to.be.instanceOf(SfError).and.to.include({ name: 'UnexpectedError', exitCode: 1 });
      expect(error.cause).to.equal(undefined);
      expect(error.message).to.contain('x is not a function');
      expect(allOf(error)).not.to.contain('TypeError');
    }
  });

  it('leaves nothing of an internal error of Salesforce by which sf could tell it, but the number for its support', () => {
    const original = new Error('An unexpected error occurred. ErrorId: 1234567890-12345 (-1234567890)');
    const error = toUserError(original, 'my-org');
    expect(original.message).to.match(GACK);
    expect(error.exitCode).to.equal(1);
    expect(error.message).to.contain('1234567890-12345');
    expect(allOf(error)).not.to.match(GACK);
  });

  for (const code of ['INVALID_SESSION_ID', 'sf:INVALID_SESSION_ID', 'INVALID_AUTH_HEADER']) {
    it(`says how to log in again after ${code}`, () => {
      const error = toUserError(withCode(code), 'prod');
      expect(error.message).to.equal('The org no longer accepts your login: said the org');
      expect(error.actions).to.deep.equal(['Log in again, for example: sf org login web --alias prod']);
      expect(error.exitCode).to.equal(1);
    });
  }

  it('tells a session that is over by the name of the error too', () => {
    const error = toUserError(Object.assign(new Error('x'), { name: 'INVALID_SESSION_ID' }), 'prod');
    expect(error.name).to.equal('SessionExpiredError');
  });

  it('says that an org does not answer', () => {
    for (const original of [
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      withCode('ERROR_HTTP_503'),
      new Error('outer', { cause: Object.assign(new Error('inner'), { code: 'UND_ERR_SOCKET' }) }),
    ]) {
      const error = toUserError(original, 'my-org');
      expect(error.name).to.equal('OrgUnavailableError');
      expect(error.message).to.contain(original.message);
      expect(error.actions).to.have.lengthOf(2);
    }
  });

  it('says which permission shows External Client Apps', () => {
    const error = toUserError(withCode('INVALID_TYPE'), 'my-org');
    expect(error.name).to.equal('NotSupportedError');
    expect(error.actions?.join()).to.contain('View all External Client Apps');
  });

  it('has no token in it', () => {
    const original = new SfError(`token ${TOKEN}`, 'Oops', [`use ${TOKEN}`], 1, new Error(TOKEN));
    original.stack = `Oops: ${TOKEN}\n    at x`;
    const error = toUserError(original, 'my-org');
    expect(error.message).to.equal('token <access token>');
    expect(error.actions).to.deep.equal(['use <access token>']);
    expect(error.stack).to.equal('Oops: <access token>\n    at x');
    expect(error.cause).to.equal(undefined);
    expect(allOf(error)).not.to.contain(TOKEN);
  });

  it('has no token in its data', () => {
    const original = SfError.create({
      message: 'x',
      data: { pages: [{ url: `https://a.example/?sid=${TOKEN}` }], count: 2 },
    });
    const error = toUserError(original, 'my-org');
    expect(error.data).to.deep.equal({ pages: [{ url: 'https://a.example/?sid=<access token>' }], count: 2 });
  });
});
