import { styleText } from 'node:util';
import { BORDER_STYLES, PLAIN, type BorderStyle } from './styles.js';

const OVERFLOWS = ['wrap', 'truncate', 'truncate-start', 'truncate-middle', 'truncate-end'] as const;

/** What becomes of text that its column has no room for. */
export type Overflow = (typeof OVERFLOWS)[number];

/** How a table is drawn. */
export interface TableLook {
  /** Characters that a line has room for; undefined: as many as the table takes. */
  width: number | undefined;
  style: BorderStyle;
  overflow: Overflow;
  paintHeading: (text: string) => string;
}

const has = <T extends string>(words: readonly T[], word: string | undefined): word is T => words.includes(word as T);

const isOn = (value: string | undefined): boolean => value !== '0' && value !== 'false';

/** Where a build runs, sf draws no borders. */
const isBuild = (env: NodeJS.ProcessEnv): boolean => {
  if (env.OCLIF_TABLE_SKIP_CI_CHECK && isOn(env.OCLIF_TABLE_SKIP_CI_CHECK)) return false;
  return isOn(env.CI) && Object.keys(env).some((name) => /^(CI|CONTINUOUS_INTEGRATION|CI_.*)$/.test(name));
};

const styleOf = (env: NodeJS.ProcessEnv, isUnstyled: boolean): BorderStyle => {
  if (isBuild(env)) return PLAIN;
  if (isUnstyled) return BORDER_STYLES.none;
  const style = env.SF_TABLE_BORDER_STYLE;
  const known = Object.keys(BORDER_STYLES) as Array<keyof typeof BORDER_STYLES>;
  return BORDER_STYLES[has(known, style) ? style : 'vertical-with-outline'];
};

/**
 * The look of sf's own tables, by the environment variables that a user of sf gives them their look with. Outside of a
 * terminal no line is too long.
 */
export const lookOf = (env: NodeJS.ProcessEnv, stream: NodeJS.WriteStream): TableLook => {
  const isUnstyled = /^(1|true)$/i.test(env.SF_NO_TABLE_STYLE ?? '');
  const isPlain = isUnstyled || isBuild(env);
  const overflow = env.SF_TABLE_OVERFLOW;
  return {
    width: Number.parseInt(env.OCLIF_TABLE_COLUMN_OVERRIDE ?? '', 10) || stream.columns || undefined,
    style: styleOf(env, isUnstyled),
    overflow: has(OVERFLOWS, overflow) ? overflow : 'wrap',
    paintHeading: (text) => (isPlain ? text : styleText(['bold', 'blue'], text, { stream })),
  };
};
