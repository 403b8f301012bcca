/** Options as a mocha configuration file holds them. */
export type MochaConfig = Readonly<Record<string, unknown>>;

/** A source of tests or a folder of them, as one types or completes it. */
const SOURCE = /^(?:\.\/)?(test(?:\/.*)?)$/;

const wordsOf = (option: string, value: unknown): string[] => {
  if (value === true) return [`--${option}`];
  return (Array.isArray(value) ? value : [value]).flatMap((one) => [`--${option}`, String(one)]);
};

/** Where the compiled tests of a source lie, or of all sources in a folder; undefined for what is no source. */
export const compiledTests = (word: string): string | undefined => {
  const path = SOURCE.exec(word)?.[1]?.replace(/\/$/, '');
  if (path === undefined) return undefined;
  return path.endsWith('.ts') ? `build/${path.replace(/\.ts$/, '.js')}` : `build/${path}/**/*.{test,nut}.js`;
};

/**
 * The words of a mocha command: the options of a configuration file, and in the place of all its files those that are
 * named here by their sources. What is no source is an option of mocha.
 */
export const mochaWords = (config: MochaConfig, byDefault: string, words: string[]): string[] => {
  const specs = words.flatMap((word) => compiledTests(word) ?? []);
  const options = words.filter((word) => compiledTests(word) === undefined);
  return [
    '--no-config',
    ...Object.entries(config).flatMap(([option, value]) => (option === 'spec' ? [] : wordsOf(option, value))),
    ...options,
    ...(specs.length > 0 ? specs : [byDefault]),
  ];
};
