/**
 * Does the same to each, several at once, and gives the results in the order of the items.
 *
 * @param most how many at once
 */
export const sideBySide = async <T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>
): Promise<R[]> => {
  const results: R[] = [];
  const left = [...items.entries()];
  const take = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, take));
  return results;
};
