/**
 * Would a test notice if this line were wrong? Asked of the files that neither talk to an org nor draw, with their unit
 * tests alone. No part of the gate.
 *
 *     npm run mutation [-- --mutate src/settings/codecs.ts] [-- --force]
 */
import Module from 'node:module';
import fc from 'fast-check';

// Mocha 12 has its insides in files that end in .cjs, and Stryker asks for them without an ending (pull request 6205 of
// stryker-js). Every process that runs tests loads this file too.
Module._extensions['.cjs'] ??= Module._extensions['.js'];

// The same values in every run; and that a property fails is enough, by which smallest value it does is not asked.
fc.configureGlobal({ seed: 1, endOnFailure: true });

const nodeArgs = ['--import', import.meta.url];

export default {
  mutate: [
    'src/{settings,definition,metadata,templates,audit}/**/*.ts',
    'src/operations/{compose,flagSettings,givenRanges,lockPlan,lockRefusals,plan,references,relatedPlan}.ts',
  ],
  testRunner: 'mocha',
  testRunnerNodeArgs: nodeArgs,
  checkerNodeArgs: nodeArgs,
  buildCommand: 'tsc -p tsconfig.dev.json --noCheck',
  mochaOptions: {
    config: '.mocharc.json',
    spec: ['build/test/unit/{settings,definition,metadata,templates,audit,operations}/**/*.test.js'],
  },
  coverageAnalysis: 'perTest',
  // What is worked out once, while a module loads (tables, schemas), would take a process and all tests a mutant.
  ignoreStatic: true,
  // Asked again is only what has changed since the last run, or whose tests have.
  incremental: true,
  incrementalFile: 'coverage/mutation/incremental.json',
  concurrency: 2,
  tempDirName: 'build/mutation',
  ignorePatterns: ['/build', '/lib', '/coverage', '*.tgz'],
  reporters: ['clear-text', 'progress', 'html', 'json'],
  clearTextReporter: { reportTests: false, logTests: false },
  htmlReporter: { fileName: 'coverage/mutation/index.html' },
  jsonReporter: { fileName: 'coverage/mutation/mutation.json' },
};
