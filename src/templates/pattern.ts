import { RE2JS } from 're2js';

/**
 * A template's pattern, to be matched in a time that grows with the text alone: a template is anybody's, and
 * JavaScript's own expressions can take for ever.
 *
 * @returns undefined where it is none, or one that looks ahead, behind or back, which takes more than that
 */
export const compilePattern = (source: string): { matches: (text: string) => boolean } | undefined => {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    return { matches: (text) => compiled.matcher(text).find() };
  } catch {
    return undefined;
  }
};
