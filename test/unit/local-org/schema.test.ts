import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { ECA_TYPES } from '../../../src/settings/platform.js';
import { fieldsOf, findField, isKnownIn, type MetadataSchema } from '../../../local-org/schema/schema.js';
import { filePath, findTypeOfFile, typesIn } from '../../../local-org/metadata/types.js';

const schema = JSON.parse(
  readFileSync(new URL('../../../../local-org/schema/metadata-schema.json', import.meta.url), 'utf8')
) as MetadataSchema;

describe('local-org: schema', () => {
  const fields = Object.values(schema.types).flatMap((type) => type.fields);

  it('has every type of an app and everything that they are made of', () => {
    for (const root of ECA_TYPES) expect(schema.roots).to.include(root);
    for (const { kind, type = '' } of fields) {
      if (kind === 'complex') expect(schema.types).to.have.property(type);
      if (kind === 'enum') expect(schema.enums).to.have.property(type);
    }
  });

  it('never requires a list', () => {
    expect(fields.filter(({ array, required }) => array && required)).to.deep.equal([]);
  });

  it('knows elements and types from their version on', () => {
    expect(findField('ExtlClntAppGlobalOauthSettings', 'isDPopEnabled', 66)).to.equal(undefined);
    expect(findField('ExtlClntAppGlobalOauthSettings', 'isDPopEnabled', 67)).to.include({ kind: 'boolean' });
    expect(isKnownIn(65, 'ExtlClntAppOauthSecuritySettings')).to.equal(false);
    expect(isKnownIn(66, 'ExtlClntAppOauthSecuritySettings')).to.equal(true);
    expect(isKnownIn(58, 'ExternalClientApplication')).to.equal(false);
    expect(isKnownIn(31, 'AuthProvider', 'consumerKey')).to.equal(true);
  });

  it('knows an element up to its last version, and writes it in its place', () => {
    const type = 'ExtlClntAppOauthConfigurablePolicies';
    const names = fieldsOf(type, 63).map(({ name }) => name);
    expect(names).to.include('isNamedUserJwtEnabled');
    expect(names).to.deep.equal([...names].sort((a, b) => a.localeCompare(b, 'en')));
    expect(findField(type, 'isNamedUserJwtEnabled', 64)).to.equal(undefined);
    expect(findField('ExtlClntAppGlobalOauthSettings', 'isNamedUserJwtEnabled', 68)).to.include({ kind: 'boolean' });
  });

  it('writes elements in the order in which an org does', () => {
    const names = fieldsOf('ExtlClntAppGlobalOauthSettings', 68).map(({ name }) => name);
    expect(names).to.deep.equal([...names].sort((a, b) => a.localeCompare(b, 'en')));
  });

  it('finds a type by its file', () => {
    for (const type of typesIn(68)) {
      const [directory = '', file = ''] = filePath(type, 'Name').split('/');
      expect(findTypeOfFile(directory, file.replace('Name.', ''), 68)).to.equal(type);
    }
  });
});
