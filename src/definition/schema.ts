import { isObject } from '@salesforce/ts-types';
import { set } from '@salesforce/kit';
import { z } from 'zod';
import {
  isSetting,
  settingRows,
  settings,
  type Setting,
  type SettingPath,
  type SettingTree,
  type SettingValues,
} from '../settings/table.js';
import { check, formatPath, valueIn, type Locate, type Problem, type Refusal } from './problems.js';
import { mergeRelated, relatedSchema, type Related } from './related.js';
import { appName, type ApiName } from '../settings/apiNames.js';
import { told } from '../settings/values.js';

/** An External Client App as a value, in canonical form: what was asked for and accepted, or what an org holds. */
export type AppDefinition = SettingValues & { name: ApiName; related?: Related };

/** A definition on its way: a template, a file and the flags each give a part, and all of them may lack the name. */
export type PartialDefinition = SettingValues & { name?: ApiName; related?: Related };

const toShape = (tree: SettingTree): Record<string, z.ZodType> =>
  Object.fromEntries(
    Object.entries(tree).map(([key, node]) => [
      key,
      isSetting(node)
        ? node.schema.meta({ title: node.label }).optional()
        : z.strictObject(toShape(node), told('invalid.object')).optional(),
    ])
  );

/** What people may write: the definition file, before anything is known of what else will be merged with it. */
export const definitionSchema = z.strictObject(
  {
    name: appName.meta({ title: 'API Name' }).optional(),
    ...toShape(settings as unknown as SettingTree),
    related: relatedSchema.optional(),
  },
  told('invalid.object')
) as unknown as z.ZodType<PartialDefinition>;

/** A part of a definition, checked. */
export interface CheckedPart {
  /** What is right of it. */
  value: PartialDefinition;
  problems: Problem[];
  /** Settings (or `name`) that were given and are wrong: they are not missing. */
  wrong: Array<SettingPath | 'name'>;
  /** The values of those settings; their problems are among the others. */
  refused: RefusedValue[];
}

/** A setting's value that the schema refuses. */
export interface RefusedValue {
  setting: SettingPath;
  written: unknown;
  /** Paths inside the value; an empty one is the value itself. */
  refusals: Refusal[];
}

const refusedValues = (raw: unknown, refusals: Refusal[]): RefusedValue[] =>
  [...settingRows.keys()].flatMap((setting) => {
    const keys = setting.split('.');
    const own = refusals
      .filter(({ path }) => keys.every((key, index) => path[index] === key))
      .map(({ path, problems }) => ({ path: path.slice(keys.length), problems }));
    return own.length > 0 ? [{ setting, written: valueIn(raw, keys), refusals: own }] : [];
  });

/** Checks what a template, a file or the flags give; what is wrong does not hide what is right. */
export const checkPart = (raw: Record<string, unknown>, locate: Locate): CheckedPart => {
  const checked = check(definitionSchema, raw, locate);
  if (checked.value) return { value: checked.value, problems: [], wrong: [], refused: [] };
  const broken = checked.refusals.map(({ path }) => formatPath(path));
  const isWrong = (path: string): boolean =>
    broken.some((place) => place === path || place.startsWith(`${path}.`) || place.startsWith(`${path}[`));
  const right = [...settingRows].map(([path, setting]): SettingValue => [
    path,
    isWrong(path) ? undefined : setting.schema.safeParse(valueAt(raw, path)).data,
  ]);
  const name = appName.safeParse(raw.name).data;
  const related = relatedSchema.safeParse(raw.related).data;
  return {
    value: { ...(name === undefined ? {} : { name }), ...fromValues(right), ...(related && { related }) },
    problems: checked.problems,
    wrong: (['name', ...settingRows.keys()] as const).filter(isWrong),
    refused: refusedValues(raw, checked.refusals),
  };
};

/** The value of one setting, or undefined where the definition leaves it alone. */
export const valueAt = (definition: SettingValues, path: SettingPath): unknown =>
  // A general `get` that takes any path apart is a seventh of what planning many orgs costs.
  path
    .split('.')
    .reduce<unknown>((part, key) => (isObject<Record<string, unknown>>(part) ? part[key] : undefined), definition);

/** Whether a setting's value is none, or a list of nothing. */
export const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

/** A setting that has a value. */
export interface GivenSetting {
  path: SettingPath;
  setting: Setting;
  value: unknown;
}

/** The settings that the definition gives a value, in the table's order. */
export const settingsGiven = (definition: SettingValues): GivenSetting[] =>
  [...settingRows].flatMap(([path, setting]) => {
    const value = valueAt(definition, path);
    return value === undefined ? [] : [{ path, setting, value }];
  });

/** A setting's path and its value. */
export type SettingValue = [path: SettingPath, value: unknown];

/** Settings from path → value; what is undefined is left out. */
export const fromValues = (values: Iterable<SettingValue>): SettingValues => {
  const result: SettingValues = {};
  for (const [path, value] of values) if (value !== undefined) set(result, path, value);
  return result;
};

/** The higher part wins setting by setting; a list replaces the lower list whole. */
export const mergeDefinitions = (lower: PartialDefinition, higher: PartialDefinition): PartialDefinition => {
  const related = mergeRelated(lower.related, higher.related);
  const name = higher.name ?? lower.name;
  return {
    ...(name !== undefined && { name }),
    ...fromValues([...settingRows.keys()].map((path) => [path, valueAt(higher, path) ?? valueAt(lower, path)])),
    ...(related && { related }),
  };
};
