import { Flags } from '@salesforce/sf-plugins-core';
import { Org, StateAggregator } from '@salesforce/core';
import { isAccessToken } from '../org/runningUser.js';

/** An org that was named, or that sf takes where none is. */
export interface NamedOrg {
  /** As it was typed, but for a token. */
  alias: string;
  /** All that it is known by. */
  names: string[];
  org: Org | Error;
}

const single = Flags.requiredOrg();

const nameOrg = async (org: Org, typed: string | undefined): Promise<NamedOrg> => {
  const username = org.getUsername() ?? '';
  if (isAccessToken(username)) {
    const { host } = new URL(org.getConnection().instanceUrl);
    return { alias: host, names: [host], org };
  }
  const { aliases } = await StateAggregator.getInstance();
  const names = [...new Set([...(typed === undefined ? [] : [typed]), ...aliases.getAll(username), username])];
  return { alias: names[0], names, org };
};

/** sf looks for the host of an org that it has not seen for a while: one that has none is no reason not to ask others. */
const isAway = (error: unknown): error is Error => error instanceof Error && error.name === 'DomainNotFoundError';

/** @throws sf's own error where there is none */
const defaultOrg = async (): Promise<Org> => {
  const take = single.default as (context: object) => Promise<Org>;
  return take({ options: single, flags: {} });
};

/** One org or several; without any, the one that sf takes by default. */
export const orgsFlag = Flags.custom<NamedOrg>({
  char: 'o',
  summary: single.summary,
  noCacheDefault: true,
  parse: async (typed) => {
    try {
      return await nameOrg(await Org.create({ aliasOrUsername: typed }), typed);
    } catch (error) {
      if (!isAway(error) || isAccessToken(typed)) throw error;
      return { alias: typed, names: [typed], org: error };
    }
  },
});

/** The default of {@link orgsFlag}. */
export const orgsByDefault = async (): Promise<NamedOrg[]> => [await nameOrg(await defaultOrg(), undefined)];

/** Each org once, whatever names it was given by. */
export const distinctOrgs = (orgs: NamedOrg[]): NamedOrg[] => {
  const nameOf = ({ org, alias }: NamedOrg): string => (org instanceof Error ? alias : (org.getUsername() ?? alias));
  return orgs.filter((named, index) => orgs.findIndex((other) => nameOf(other) === nameOf(named)) === index);
};
