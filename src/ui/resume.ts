const DROPPED = ['--dry-run', '--update-existing', '--json'];
const DROPPED_WITH_VALUE = ['--job-id', '-i', '--wait', '-w'];

const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`);

/** The command that goes on with a deploy: the same again, with its id. */
export const resumeCommand = (bin: string, argv: string[], jobId: string): string => {
  const kept = argv.filter((word, index) => {
    const isValueOfDropped = index > 0 && DROPPED_WITH_VALUE.includes(argv[index - 1]);
    const [flag] = word.split('=');
    const isGlued = /^-[wi]./.test(word);
    return !isValueOfDropped && !isGlued && !DROPPED.includes(flag) && !DROPPED_WITH_VALUE.includes(flag);
  });
  return [bin, 'eca', 'create', '--job-id', jobId, ...kept].map(quote).join(' ');
};
