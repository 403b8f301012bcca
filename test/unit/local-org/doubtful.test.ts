import { expect } from 'chai';
import { TestOrg, wholeApp, type Part } from './support.js';

describe('local-org: what is doubtful', () => {
  it('may be that the org is not opted in, until its settings say otherwise', () => {
    const test = new TestOrg({ quirks: ['no-opt-in'] });
    const refusal = 'Not available for deploy for this organization';
    expect(Object.values(test.problems(wholeApp()))).to.deep.equal([refusal, refusal, refusal]);
    const settings = (fields: Part['fields']): Part => ({ type: 'Settings', fullName: 'ExternalClientApp', fields });
    test.deploy([settings({ enableClientSecretInRestApiAccess: true })]);
    expect(test.problems(wholeApp())).to.include({ Shop: refusal });
    test.deploy([settings({ enableExternalClientApps: true })]);
    expect(test.problems(wholeApp())).to.deep.equal({});
  });

  it('is whether a new app may bring its consumer key', () => {
    let test = new TestOrg();
    const own = wholeApp({ consumerKey: 'Own0123456789' });
    expect(test.problems(own)).to.deep.equal({});
    expect(test.fields('ExtlClntAppGlobalOauthSettings', 'Shop_glbloauth')).to.include({
      consumerKey: 'Own0123456789',
    });
    test = new TestOrg({ quirks: ['own-key-refused'] });
    expect(test.problems(own).Shop_glbloauth).to.include('Unable to create/update fields: ConsumerKey');
    expect(test.problems(wholeApp())).to.deep.equal({});
    expect(test.problems(own)).to.deep.equal({});
  });
});
