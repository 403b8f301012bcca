import sfPlugin from 'eslint-plugin-sf-plugin';
import tseslint from 'typescript-eslint';

/**
 * What a folder of src may not import: arrows go one way (commands → ui → operations → fleet → templates, audit, org →
 * metadata → definition → settings).
 */
const layer = (folder, ...forbidden) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map((above) => ({
          regex: `^(\\.\\./)+${above}(/|$)`,
          message: `src/${folder} stands below src/${above} and must not know it.`,
        })),
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['lib/', 'build/', 'build-*/', 'coverage/', 'node_modules/', 'bin/', '*.js'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.dev.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/explicit-member-accessibility': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A setting that is undefined, one that is absent and an unknown word of a newer org are told apart on purpose.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/array-type': ['error', { default: 'array-simple' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-spread': 'off',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/commands/**/*.ts'],
    plugins: { 'sf-plugin': sfPlugin },
    rules: {
      ...sfPlugin.configs.recommended.rules,
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.type="ThisExpression"][property.name="table"]',
          message: "Tables are drawn by drawTable: sf's own take seconds to load and draw.",
        },
      ],
    },
  },
  layer('settings', 'commands', 'operations', 'ui', 'org', 'templates', 'audit', 'definition', 'metadata'),
  layer('definition', 'commands', 'operations', 'ui', 'org', 'templates', 'audit', 'metadata', 'oauth'),
  layer('metadata', 'commands', 'operations', 'ui', 'org', 'templates', 'audit', 'oauth'),
  layer('templates', 'commands', 'operations', 'ui', 'org', 'audit', 'oauth'),
  layer('audit', 'commands', 'operations', 'ui', 'org', 'templates', 'oauth'),
  layer('oauth', 'commands', 'operations', 'ui', 'org', 'templates', 'audit', 'definition', 'metadata'),
  layer('fleet', 'commands', 'operations', 'ui', 'org', 'oauth'),
  layer('org', 'commands', 'operations', 'ui', 'templates', 'audit', 'oauth'),
  layer('operations', 'commands', 'ui'),
  layer('ui', 'commands'),
  {
    // The one table of settings is long because it is all of them.
    files: ['src/settings/table.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Called deprecated only so that it stands out: local-org is on loopback, without TLS. The device service is on its
    // way out of @salesforce/core, and as long as it is there the only client of Salesforce's for this flow.
    files: [
      'src/oauth/client.ts',
      'test/support/vendor.ts',
      'test/org/oauth-clients.test.ts',
      'test/unit/local-org/oauth-openid.test.ts',
    ],
    rules: {
      '@typescript-eslint/no-deprecated': [
        'error',
        {
          allow: [
            { from: 'package', name: 'allowInsecureRequests', package: 'oauth4webapi' },
            { from: 'package', name: 'allowInsecureRequests', package: 'openid-client' },
            {
              from: 'package',
              name: ['DeviceOauthService', 'requestDeviceLogin', 'awaitDeviceApproval'],
              package: '@salesforce/core',
            },
          ],
        },
      ],
    },
  },
  { files: ['scripts/**/*.ts', 'local-org/main.ts'], rules: { 'no-console': 'off' } }
);
