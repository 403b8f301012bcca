import { expect } from 'chai';
import { deployResult } from '../../../local-org/deploy/result.js';
import { app, globalSettings, NEWEST, oauthSettings, packageOf, TestOrg, wholeApp, type Part } from './support.js';

const packageXml = (body: string, version = NEWEST): string =>
  `<Package>${body}<version>${version}</version></Package>`;

const typesXml = (name: string, ...members: string[]): string =>
  `<types>${members.map((member) => `<members>${member}</members>`).join('')}<name>${name}</name></types>`;

describe('local-org: deploying', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
  });

  it('waits, runs and is done, one deploy after the other', () => {
    const start = test.now;
    const first = test.start(packageOf(wholeApp()));
    const second = test.start(packageOf([app({}, 'Other')]));
    const seen = [0, 50, 100, 150, 200].map((passed) => {
      test.now = start + passed;
      test.org.settle();
      return [first, second].map((job) => test.org.deploys.statusOf(job)).join(' ');
    });
    expect(seen).to.deep.equal([
      'Pending Pending',
      'InProgress Pending',
      'Succeeded Pending',
      'Succeeded InProgress',
      'Succeeded Succeeded',
    ]);
  });

  it('counts components while it runs', () => {
    const job = test.start(packageOf(wholeApp()));
    const counts = [0, 80, 100].map((passed) => {
      test.now = job.createdAt + passed;
      test.org.settle();
      const result = deployResult(job, test.org, true);
      return [result.numberComponentsDeployed, result.numberComponentsTotal, result.done];
    });
    expect(counts).to.deep.equal([
      [0, 0, false],
      [2, 3, false],
      [3, 3, true],
    ]);
  });

  it('says of each component whether it was created, changed or neither', () => {
    test.deploy(wholeApp());
    const { messages } = test.deploy([
      app({ description: 'new' }),
      globalSettings({ callbackUrl: 'https://other' }),
      oauthSettings({ commaSeparatedOauthScopes: 'Api, RefreshToken' }),
      app({}, 'Other'),
    ]);
    expect(
      Object.fromEntries(messages.map(({ fullName, created, changed }) => [fullName, { created, changed }]))
    ).to.deep.equal({
      Shop: { created: false, changed: true },
      Shop_glbloauth: { created: false, changed: true },
      Shop_oauth: { created: false, changed: false },
      Other: { created: true, changed: true },
    });
  });

  it('keeps the ids of changed components', () => {
    test.deploy([app()]);
    const before = test.org.components.find('ExternalClientApplication', 'Shop');
    test.deploy([app({ description: 'new' })]);
    const after = test.org.components.find('ExternalClientApplication', 'Shop');
    expect(after).to.include({ id: before?.id, createdDate: before?.createdDate });
    expect(after?.lastModifiedDate).to.be.above(before?.lastModifiedDate ?? new Date());
  });

  describe('with an error', () => {
    const halfWrong = (): Part[] => [app(), app({ distributionState: 'Nowhere' }, 'Other')];

    it('changes nothing when it rolls back', () => {
      expect(test.deploy(halfWrong(), { rollbackOnError: true }).status).to.equal('Failed');
      expect(test.org.components.list('ExternalClientApplication')).to.deep.equal([]);
    });

    it('keeps what is right when it does not', () => {
      expect(test.deploy(halfWrong(), { rollbackOnError: false }).status).to.equal('SucceededPartial');
      expect(test.org.components.list('ExternalClientApplication').map(({ fullName }) => fullName)).to.deep.equal([
        'Shop',
      ]);
    });

    it('takes out also what depends on what is wrong', () => {
      const parts = [app(), globalSettings(), oauthSettings({ commaSeparatedOauthScopes: 'wrong' })];
      expect(Object.keys(test.problems(parts, { rollbackOnError: false }))).to.deep.equal([
        'Shop_oauth',
        'Shop_glbloauth',
      ]);
      expect(test.org.components.consumers.size).to.equal(0);
    });
  });

  it('changes nothing when it only checks', () => {
    expect(test.deploy(wholeApp(), { checkOnly: true }).status).to.equal('Succeeded');
    expect(test.org.components.list('ExternalClientApplication')).to.deep.equal([]);
    expect(test.org.components.consumers.size).to.equal(0);
  });

  it('stops when it is canceled in time', () => {
    const job = test.start(packageOf(wholeApp()));
    expect(test.org.deploys.cancel(job)).to.equal(true);
    expect(test.org.deploys.statusOf(job)).to.equal('Canceling');
    expect(test.finish(job).status).to.equal('Canceled');
    expect(test.org.components.list('ExternalClientApplication')).to.deep.equal([]);
    expect(test.org.deploys.cancel(job)).to.equal(false);
  });

  it('does not wait for a deploy that was canceled', () => {
    const canceled = test.start(packageOf(wholeApp()));
    test.org.deploys.cancel(canceled);
    test.org.settle();
    const next = test.start(packageOf([app()]));
    expect(next.endsAt - next.createdAt).to.equal(100);
  });

  describe('refuses', () => {
    const problemsOf = (files: Array<[path: string, text: string]>, options = {}): string[] =>
      test.finish(test.start(new Map(files), options)).messages.flatMap(({ problem }) => problem ?? []);

    it('a zip without package.xml', () => {
      expect(problemsOf([['readme.txt', '']])).to.deep.equal(['No package.xml found']);
    });

    it('a package.xml at the top of what is not a single package', () => {
      expect(problemsOf([...packageOf([app()])], { singlePackage: false })).to.deep.equal(['No package.xml found']);
    });

    it('a type that the version of the package does not have', () => {
      const name = 'ExtlClntAppOauthSecuritySettings';
      expect(problemsOf([['package.xml', packageXml(typesXml(name, '*'), '65.0')]])).to.deep.equal([
        `Unknown type name '${name}' specified in package.xml`,
      ]);
      expect(problemsOf([['package.xml', packageXml(typesXml(name, '*'), '66.0')]])).to.deep.equal([]);
    });

    it('a version that the org does not have yet', () => {
      expect(problemsOf([['package.xml', packageXml('', '69.0')]])).to.deep.equal(['Invalid version specified: 69.0']);
    });

    it('a member without a file, unless files may be missing', () => {
      const files: Array<[string, string]> = [
        ['package.xml', packageXml(typesXml('ExternalClientApplication', 'Shop'))],
      ];
      const problem =
        "An object 'Shop' of type ExternalClientApplication was named in package.xml, but was not found in zipped directory";
      expect(problemsOf(files)).to.deep.equal([problem]);
      const { status, messages } = test.finish(test.start(new Map(files), { allowMissingFiles: true }));
      expect([status, messages[0]?.problemType, messages[0]?.problem]).to.deep.equal(['Succeeded', 'Warning', problem]);
    });

    it('a file that package.xml does not name, unless it may be added', () => {
      const files: Array<[string, string]> = [...packageOf([app()])];
      files[0] = ['package.xml', packageXml('')];
      expect(problemsOf(files)).to.deep.equal(['externalClientApps/Shop.eca is not in package.xml']);
      expect(problemsOf(files, { autoUpdatePackage: true })).to.deep.equal([]);
    });
  });

  describe('reads a file as its schema says, and so refuses', () => {
    const failureOf = (part: Part, version?: string): unknown[] => {
      const { messages } = test.deploy([app(), part], { version });
      const failed = messages.find(({ success }) => !success);
      return [failed?.problem, failed?.lineNumber, failed?.columnNumber];
    };
    const namespace = '{http://soap.sforce.com/2006/04/metadata}';

    it('an element that nobody has', () => {
      expect(failureOf(oauthSettings({ color: 'red' }))).to.deep.equal([
        `Error parsing file: Element ${namespace}color invalid at this location in type ExtlClntAppOauthSettings`,
        4,
        12,
      ]);
    });

    it('an element that came with a later version', () => {
      expect(failureOf(globalSettings({ isDPopEnabled: true }), '66.0')[0]).to.equal(
        `Error parsing file: Element ${namespace}isDPopEnabled invalid at this location in type ExtlClntAppGlobalOauthSettings`
      );
    });

    it('values of another kind', () => {
      expect(failureOf(globalSettings({ isPkceRequired: 'yes' }))[0]).to.include(
        "'yes' is not a valid value for the type xsd:boolean"
      );
      expect(failureOf(oauthSettings({ assetTokenValidity: 'long' }))[0]).to.include(
        "'long' is not a valid value for the type xsd:int"
      );
    });

    it('a missing required element', () => {
      expect(failureOf({ ...oauthSettings(), fields: {} })[0]).to.equal(
        'Required field is missing: externalClientApplication'
      );
    });

    it('an element twice that stands once', () => {
      expect(failureOf(oauthSettings({ label: ['one', 'two'] }))[0]).to.include(
        'Element label is duplicated at this location'
      );
    });

    it('XML that is none', () => {
      const files = packageOf([app()]);
      files.set('externalClientApps/Shop.eca', '<ExternalClientApplication><label>Shop</ExternalClientApplication>');
      const [failed] = test.finish(test.start(files)).messages;
      expect(failed?.problem).to.equal(
        'Error parsing file: The element type "label" must be terminated by the matching end-tag "</label>".'
      );
      expect(failed?.lineNumber).to.equal(1);
    });
  });

  it('deletes before and after, and only warns of what is not there', () => {
    test.deploy([app(), app({}, 'Other')]);
    const destructive = (...members: string[]): string => packageXml(typesXml('ExternalClientApplication', ...members));
    const files = packageOf([app({ description: 'again' })]);
    files.set('destructiveChangesPre.xml', destructive('Shop'));
    files.set('destructiveChangesPost.xml', destructive('Other', 'Nobody'));
    const { status, messages } = test.finish(test.start(files));
    expect(status).to.equal('Succeeded');
    expect(
      messages.map(({ fullName, created, deleted, problemType }) => ({ fullName, created, deleted, problemType }))
    ).to.deep.equal([
      { fullName: 'Shop', created: false, deleted: true, problemType: undefined },
      { fullName: 'Shop', created: true, deleted: false, problemType: undefined },
      { fullName: 'Other', created: false, deleted: true, problemType: undefined },
      { fullName: 'Nobody', created: false, deleted: false, problemType: 'Warning' },
    ]);
  });
});
