import { expect } from 'chai';
import { APP, appPolicies, globalSettings, securitySettings, TestOrg, wholeApp } from './support.js';

const TYPE = 'ExternalClientApplication';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

describe('local-org: deleting', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
  });

  const isThere = (app = APP): boolean => test.org.components.find(TYPE, app) !== undefined;

  it('an app takes its other five components and its key pair along', () => {
    test.deploy([...wholeApp(), securitySettings(), appPolicies({ isEnabled: true })]);
    expect(test.org.components.listOfApp(APP)).to.have.length(5);
    const { messages } = test.remove(TYPE, [APP]);
    expect(messages).to.have.length(1);
    expect(messages[0]).to.include({ fullName: APP, deleted: true, success: true });
    expect(test.org.components.listOfApp(APP)).to.deep.equal([]);
    expect(test.org.components.consumers.has(APP)).to.equal(false);
  });

  it('an app may leave its components behind, which can be deleted afterwards; its key pair is gone', () => {
    test = new TestOrg({ quirks: ['deletion-leaves-nothing'] });
    test.deploy(wholeApp());
    expect(test.remove(TYPE, [APP]).status).to.equal('Succeeded');
    expect(isThere()).to.equal(false);
    expect(test.org.components.consumers.has(APP)).to.equal(false);
    const left = test.org.components.listOfApp(APP);
    expect(left).to.have.length(4);
    for (const { type, fullName } of left) expect(test.remove(type, [fullName]).status).to.equal('Succeeded');
    expect(test.org.components.listOfApp(APP)).to.deep.equal([]);
  });

  it('global settings takes the key pair along, and new ones get another', () => {
    test.deploy(wholeApp());
    const key = test.fields(GLOBAL, 'Shop_glbloauth')?.consumerKey;
    test.remove(GLOBAL, ['Shop_glbloauth']);
    test.deploy([globalSettings({ callbackUrl: 'https://shop.example/callback' })]);
    expect(test.fields(GLOBAL, 'Shop_glbloauth')?.consumerKey)
      .to.match(/^3MVG9/)
      .and.not.equal(key);
  });

  it('what came with a package is refused, and then nothing is deleted', () => {
    test = new TestOrg({ installed: ['acme__Boxed'] });
    test.deploy(wholeApp());
    const { status, messages } = test.remove(TYPE, [APP, 'acme__Boxed']);
    expect(status).to.equal('Failed');
    expect(messages.find(({ success }) => !success)?.problem).to.match(
      /^Cannot delete managed object: entity=ExternalClientApplication, component=0xI/
    );
    expect([isThere(), isThere('acme__Boxed')]).to.deep.equal([true, true]);
  });

  it('is rehearsed without a trace', () => {
    test.deploy(wholeApp());
    const { status, messages } = test.remove(TYPE, [APP], { checkOnly: true });
    expect([status, messages[0]?.deleted]).to.deep.equal(['Succeeded', true]);
    expect(isThere()).to.equal(true);
    expect(test.org.components.consumers.has(APP)).to.equal(true);
  });

  it('goes by whole names: no member stands for others, and none of another case', () => {
    test.deploy(wholeApp());
    const { status, messages } = test.remove(TYPE, ['*', 'shop', 'Sho']);
    expect(status).to.equal('Succeeded');
    expect(messages.map(({ problemType }) => problemType)).to.deep.equal(['Warning', 'Warning', 'Warning']);
    expect(isThere()).to.equal(true);
  });
});
