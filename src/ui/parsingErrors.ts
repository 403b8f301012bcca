const hide = (typed: string): [string, string] => [typed, '…'];

/** What was typed in a wrong place, or for a flag that there is not, may be what must not be repeated. */
export const withoutValues = (error: Error): Error => {
  const { flags = [], args = [] } = error as Error & { flags?: string[]; args?: string[] };
  const hidden = [...flags.map((flag): [string, string] => [flag, flag.split('=', 1)[0]]), ...args.map(hide)];
  for (const [typed, shown] of hidden) {
    for (const part of ['message', 'stack'] as const) error[part] = error[part]?.replaceAll(typed, shown) ?? '';
  }
  error.message = error.message.replace(/^Expected (--[\w-]+)=[^]*? to be one of/, 'Expected $1 to be one of');
  return error;
};
